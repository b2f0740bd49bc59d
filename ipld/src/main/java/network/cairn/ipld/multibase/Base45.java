package network.cairn.ipld.multibase;

import java.nio.charset.StandardCharsets;

/// Base45 (RFC 9285): two bytes are three characters, a last single byte is two; the low digit
/// comes first.
final class Base45 implements Base {
  private final Alphabet alphabet =
      Alphabet.of("base45", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:");

  @Override
  public String encode(byte[] data) {
    byte[] out = new byte[data.length / 2 * 3 + data.length % 2 * 2];
    int at = 0;
    for (int i = 0; i < data.length; i += 2) {
      boolean pair = i + 1 < data.length;
      int value = pair ? (data[i] & 0xff) << 8 | (data[i + 1] & 0xff) : data[i] & 0xff;
      for (int digit = 0; digit < (pair ? 3 : 2); digit++) {
        out[at++] = alphabet.characters()[value % 45];
        value /= 45;
      }
    }
    return new String(out, StandardCharsets.ISO_8859_1);
  }

  @Override
  public byte[] decode(String text, int from) {
    int length = text.length() - from;
    if (length % 3 == 1) {
      throw new InvalidMultibase("base45 text ends in a single character");
    }
    byte[] out = new byte[length / 3 * 2 + length % 3 / 2];
    int at = 0;
    for (int i = from; i < text.length(); i += 3) {
      boolean pair = i + 2 < text.length();
      int value = alphabet.value(text, i) + 45 * alphabet.value(text, i + 1);
      if (pair) {
        value += 45 * 45 * alphabet.value(text, i + 2);
        out[at++] = (byte) (value >> 8);
      }
      if (value > (pair ? 0xffff : 0xff)) {
        throw new InvalidMultibase("base45 group at character " + (i + 1) + " is too big");
      }
      out[at++] = (byte) value;
    }
    return out;
  }
}
