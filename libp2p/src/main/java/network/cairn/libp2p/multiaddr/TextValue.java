package network.cairn.libp2p.multiaddr;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Text in UTF-8 without control characters, so that it may be printed and logged.
enum TextValue implements ValueCodec {
  /// A name: no slash.
  NAME {
    @Override
    public byte[] parse(String text) {
      if (text.indexOf('/') >= 0) {
        throw new InvalidMultiaddr("has a slash in its name");
      }
      return encode(text);
    }

    @Override
    public String print(byte[] bytes) {
      String text = decode(bytes);
      if (text.indexOf('/') >= 0) {
        throw new InvalidMultiaddr("has a slash in its name");
      }
      return text;
    }
  },
  /// A path from its leading slash to the end of the address.
  PATH {
    @Override
    public byte[] parse(String text) {
      return encode(text);
    }

    @Override
    public String print(byte[] bytes) {
      String text = decode(bytes);
      if (!text.startsWith("/") || text.length() == 1 || text.endsWith("/")) {
        throw new InvalidMultiaddr("needs a path that starts and does not end with a slash");
      }
      return text;
    }
  },
  /// Text whose special characters are percent-encoded.
  ESCAPED {
    @Override
    public byte[] parse(String text) {
      ByteBuffer bytes = ByteBuffer.allocate(3 * text.length());
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c != '%') {
          bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
        } else {
          bytes.put(escaped(text, i));
          i += 2;
        }
      }
      byte[] value = new byte[bytes.flip().remaining()];
      bytes.get(value);
      return encode(decode(value));
    }

    @Override
    public String print(byte[] bytes) {
      decode(bytes);
      StringBuilder text = new StringBuilder();
      for (byte b : bytes) {
        boolean plain =
            b >= 'a' && b <= 'z'
                || b >= 'A' && b <= 'Z'
                || b >= '0' && b <= '9'
                || "-_.~".indexOf(b) >= 0;
        text.append(
            plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02X", b & 0xff));
      }
      return text.toString();
    }
  };

  private static byte escaped(String text, int at) {
    if (at + 2 >= text.length()) {
      throw new InvalidMultiaddr("ends within a percent escape");
    }
    int high = Character.digit(text.charAt(at + 1), 16);
    int low = Character.digit(text.charAt(at + 2), 16);
    if (high < 0 || low < 0) {
      throw new InvalidMultiaddr("has a percent sign without two hexadecimal digits");
    }
    return (byte) (high << 4 | low);
  }

  private static byte[] encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (!decode(bytes).equals(text)) {
      throw new InvalidMultiaddr("holds half a surrogate pair");
    }
    return bytes;
  }

  private static String decode(byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidMultiaddr("holds bytes that are no UTF-8", e);
    }
    if (text.isEmpty() || text.codePoints().anyMatch(Character::isISOControl)) {
      throw new InvalidMultiaddr("needs text without control characters");
    }
    return text;
  }
}
