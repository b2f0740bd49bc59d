package network.cairn.ipld.multibase;

import java.nio.charset.StandardCharsets;

/// Bases of 2^n characters (RFC 4648 and kin): n bits per character, leftmost first, the last
/// filled up with zeros.
///
/// Works in groups that are whole on both sides, such as 5 bytes and 8 characters for base32. The
/// filling bits must be zero and no character may be superfluous, so that every byte string has one
/// text (apart from the case of letters).
final class BitBase implements Base {
  private final Alphabet alphabet;
  private final int bits;
  private final boolean padded;
  private final int groupBytes;
  private final int groupChars;

  BitBase(Alphabet alphabet, boolean padded) {
    this.alphabet = alphabet;
    this.bits = Integer.numberOfTrailingZeros(alphabet.size());
    this.padded = padded;
    int group = bits;
    while (group % 8 != 0) {
      group += bits;
    }
    this.groupBytes = group / 8;
    this.groupChars = group / bits;
  }

  @Override
  public String encode(byte[] data) {
    int whole = data.length / groupBytes;
    int rest = data.length % groupBytes;
    int tail = padded && rest > 0 ? groupChars : (rest * 8 + bits - 1) / bits;
    byte[] out = new byte[Math.addExact(Math.multiplyExact(whole, groupChars), tail)];
    byte[] characters = alphabet.characters();
    int mask = (1 << bits) - 1;
    int at = 0;
    for (int in = 0; in < whole * groupBytes; in += groupBytes) {
      long group = 0;
      for (int i = 0; i < groupBytes; i++) {
        group = group << 8 | (data[in + i] & 0xff);
      }
      for (int shift = groupBytes * 8 - bits; shift >= 0; shift -= bits) {
        out[at++] = characters[(int) (group >>> shift) & mask];
      }
    }
    encodeTail(data, whole * groupBytes, out, at);
    return new String(out, StandardCharsets.ISO_8859_1);
  }

  private void encodeTail(byte[] data, int from, byte[] out, int start) {
    long group = 0;
    for (int i = from; i < data.length; i++) {
      group = group << 8 | (data[i] & 0xff);
    }
    int left = (data.length - from) * 8;
    int at = start;
    while (left > 0) {
      left -= bits;
      long value = left >= 0 ? group >>> left : group << -left;
      out[at++] = alphabet.characters()[(int) value & ((1 << bits) - 1)];
    }
    while (at < out.length) {
      out[at++] = '=';
    }
  }

  @Override
  public byte[] decode(String text, int from) {
    int end = padded ? withoutPadding(text, from) : text.length();
    int length = (int) ((long) (end - from) * bits / 8);
    byte[] out = new byte[length];
    long acc = 0;
    int held = 0;
    int at = 0;
    for (int i = from; i < end; i++) {
      acc = acc << bits | alphabet.value(text, i);
      held += bits;
      if (held >= 8) {
        held -= 8;
        out[at++] = (byte) (acc >>> held);
      }
    }
    if (held >= bits || (acc & ((1L << held) - 1)) != 0) {
      throw new InvalidMultibase(alphabet + " text does not end on a whole byte");
    }
    return out;
  }

  private int withoutPadding(String text, int from) {
    int end = text.length();
    while (end > from && text.charAt(end - 1) == '=') {
      end--;
    }
    int used = (end - from) % groupChars;
    if (text.length() - end != (used == 0 ? 0 : groupChars - used)) {
      throw new InvalidMultibase(alphabet + " text has wrong padding");
    }
    return end;
  }
}
