package network.cairn.libp2p.multiaddr;

/// Unsigned decimal numbers without sign or leading zeros, big-endian.
enum NumberValue implements ValueCodec {
  BYTE(1),
  PORT(2),
  LONG(8);

  private final int bytes;

  NumberValue(int bytes) {
    this.bytes = bytes;
  }

  @Override
  public byte[] parse(String text) {
    if (text.isEmpty() || text.length() > 20 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new InvalidMultiaddr("needs a decimal number");
    }
    long number;
    try {
      number = Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new InvalidMultiaddr("needs a smaller number", e);
    }
    if (bytes < 8 && number >>> 8 * bytes != 0) {
      throw new InvalidMultiaddr("needs a number of at most " + 8 * bytes + " bits");
    }
    byte[] value = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      value[bytes - 1 - i] = (byte) (number >>> 8 * i);
    }
    return value;
  }

  @Override
  public String print(byte[] value) {
    long number = 0;
    for (byte b : value) {
      number = number << 8 | (b & 0xff);
    }
    return Long.toUnsignedString(number);
  }
}
