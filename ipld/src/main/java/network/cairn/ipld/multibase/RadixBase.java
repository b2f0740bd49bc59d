package network.cairn.ipld.multibase;

import java.nio.charset.StandardCharsets;

/// Bases that read the bytes as one big number (base10, base36, base58); each leading zero byte is
/// one zero character.
///
/// Quadratic in the length, hence the bound on it. Several characters are converted per division.
final class RadixBase implements Base {
  /// Bytes or characters that are converted at most.
  static final int MAX_LENGTH = 65_536;

  private final Alphabet alphabet;
  private final int radix;
  private final int chunk;
  private final long chunkRadix;

  RadixBase(Alphabet alphabet) {
    this.alphabet = alphabet;
    this.radix = alphabet.size();
    int digits = 0;
    long power = 1;
    while (power * radix < 1L << 31) {
      power *= radix;
      digits++;
    }
    this.chunk = digits;
    this.chunkRadix = power;
  }

  @Override
  public String encode(byte[] data) {
    requireLength(data.length);
    int zeros = 0;
    while (zeros < data.length && data[zeros] == 0) {
      zeros++;
    }
    int[] number = words(data, zeros);
    byte[] out = new byte[data.length * 8 / floorLog2(radix) + chunk + 1];
    int at = out.length;
    int first = 0;
    while (first < number.length) {
      long part = divide(number, first);
      if (number[first] == 0) {
        first++;
      }
      for (int i = 0; i < chunk && (first < number.length || part != 0); i++) {
        out[--at] = alphabet.characters()[(int) (part % radix)];
        part /= radix;
      }
    }
    for (int i = 0; i < zeros; i++) {
      out[--at] = alphabet.characters()[0];
    }
    return new String(out, at, out.length - at, StandardCharsets.ISO_8859_1);
  }

  private static int floorLog2(int value) {
    return 31 - Integer.numberOfLeadingZeros(value);
  }

  /// Big-endian 32-bit words without a leading zero word.
  private static int[] words(byte[] data, int from) {
    int length = data.length - from;
    int[] words = new int[(length + 3) / 4];
    for (int i = 0; i < length; i++) {
      words[words.length - 1 - i / 4] |= (data[data.length - 1 - i] & 0xff) << (8 * (i % 4));
    }
    return words;
  }

  /// Divides in place by the chunk radix and returns the remainder.
  private long divide(int[] number, int first) {
    long remainder = 0;
    for (int i = first; i < number.length; i++) {
      long value = remainder << 32 | (number[i] & 0xffffffffL);
      number[i] = (int) (value / chunkRadix);
      remainder = value % chunkRadix;
    }
    return remainder;
  }

  @Override
  public byte[] decode(String text, int from) {
    requireLength(text.length());
    int zeros = from;
    while (zeros < text.length() && alphabet.value(text, zeros) == 0) {
      zeros++;
    }
    int[] number = new int[(text.length() - zeros) * (floorLog2(radix) + 1) / 32 + 1];
    int first = number.length;
    int i = zeros;
    while (i < text.length()) {
      int count = Math.min(chunk, text.length() - i);
      long part = 0;
      long factor = 1;
      for (int end = i + count; i < end; i++) {
        part = part * radix + alphabet.value(text, i);
        factor *= radix;
      }
      first = multiplyAdd(number, first, factor, part);
    }
    return bytes(number, first, zeros - from);
  }

  private static int multiplyAdd(int[] number, int first, long factor, long add) {
    long carry = add;
    for (int i = number.length - 1; i >= first; i--) {
      long value = (number[i] & 0xffffffffL) * factor + carry;
      number[i] = (int) value;
      carry = value >>> 32;
    }
    if (carry == 0) {
      return first;
    }
    number[first - 1] = (int) carry;
    return first - 1;
  }

  private static byte[] bytes(int[] number, int first, int zeros) {
    byte[] wide = new byte[(number.length - first) * 4];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = (byte) (number[first + i / 4] >>> (24 - 8 * (i % 4)));
    }
    int skip = 0;
    while (skip < wide.length && wide[skip] == 0) {
      skip++;
    }
    byte[] out = new byte[zeros + wide.length - skip];
    System.arraycopy(wide, skip, out, zeros, wide.length - skip);
    return out;
  }

  private void requireLength(int length) {
    if (length > MAX_LENGTH) {
      throw new InvalidMultibase(alphabet + " of more than " + MAX_LENGTH + " bytes or characters");
    }
  }
}
