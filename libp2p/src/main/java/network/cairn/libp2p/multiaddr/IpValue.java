package network.cairn.libp2p.multiaddr;

import java.net.Inet6Address;
import java.util.Arrays;

/// IP addresses; IPv6 in the canonical text of RFC 5952.
enum IpValue implements ValueCodec {
  V4 {
    @Override
    public byte[] parse(String text) {
      String[] parts = text.split("\\.", -1);
      if (parts.length != 4) {
        throw new InvalidMultiaddr("needs four decimal numbers");
      }
      byte[] value = new byte[4];
      for (int i = 0; i < 4; i++) {
        if (parts[i].length() > 1 && parts[i].startsWith("0")) {
          throw new InvalidMultiaddr("has a number with a leading zero");
        }
        value[i] = NumberValue.BYTE.parse(parts[i])[0];
      }
      return value;
    }

    @Override
    public String print(byte[] bytes) {
      return (bytes[0] & 0xff)
          + "."
          + (bytes[1] & 0xff)
          + "."
          + (bytes[2] & 0xff)
          + "."
          + (bytes[3] & 0xff);
    }
  },
  V6 {
    @Override
    public byte[] parse(String text) {
      if (text.length() > 45
          || !text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.')) {
        throw new InvalidMultiaddr("needs an IPv6 address");
      }
      byte[] value = Inet6Address.ofLiteral(text).getAddress();
      return value.length == 16 ? value : mapped(value);
    }

    @Override
    public String print(byte[] bytes) {
      if (Arrays.equals(bytes, 0, 12, MAPPED, 0, 12)) {
        return "::ffff:" + V4.print(Arrays.copyOfRange(bytes, 12, 16));
      }
      return canonical(bytes);
    }
  };

  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private static byte[] mapped(byte[] ip4) {
    byte[] value = Arrays.copyOf(MAPPED, 16);
    System.arraycopy(ip4, 0, value, 12, 4);
    return value;
  }

  /// Lower-case hexadecimal groups, the first longest run of two or more zero groups as `::`.
  private static String canonical(byte[] bytes) {
    int start = -1;
    int longest = 1;
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && group(bytes, i + run) == 0) {
        run++;
      }
      if (run > longest) {
        start = i;
        longest = run;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        text.append("::");
        i += longest - 1;
      } else {
        String separator = text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":";
        text.append(separator).append(Integer.toHexString(group(bytes, i)));
      }
    }
    return text.toString();
  }

  private static int group(byte[] bytes, int index) {
    return (bytes[2 * index] & 0xff) << 8 | bytes[2 * index + 1] & 0xff;
  }
}
