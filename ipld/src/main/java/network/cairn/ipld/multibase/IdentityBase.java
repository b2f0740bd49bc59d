package network.cairn.ipld.multibase;

import java.nio.charset.StandardCharsets;

/// No encoding: each byte is the character of the same number (ISO 8859-1), so nothing is lost.
final class IdentityBase implements Base {
  @Override
  public String encode(byte[] data) {
    return new String(data, StandardCharsets.ISO_8859_1);
  }

  @Override
  public byte[] decode(String text, int from) {
    byte[] out = new byte[text.length() - from];
    for (int i = 0; i < out.length; i++) {
      char c = text.charAt(from + i);
      if (c > 0xff) {
        throw new InvalidMultibase("character " + (from + i + 1) + " is no byte");
      }
      out[i] = (byte) c;
    }
    return out;
  }
}
