package network.cairn.libp2p.transport.ws;

/// The head of a frame (RFC 6455, 5.2).
///
/// @param end whether it is the last of its message
/// @param mask four bytes, the first the highest; 0 where there is none
record FrameHead(boolean end, int opcode, boolean masked, int mask, long length) {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /// What is needed to know how long the head is.
  static final int LEAST_BYTES = 2;

  /// The longest head.
  static final int MOST_BYTES = 14;

  /// What a control frame may carry.
  static final int MAX_CONTROL = 125;

  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;
  private static final int MASK_BYTES = 4;

  /// The length of the head that begins with these two bytes.
  static int size(byte[] b, int at) {
    int length = b[at + 1] & 0x7f;
    return LEAST_BYTES
        + (length == LENGTH_16 ? 2 : length == LENGTH_64 ? 8 : 0)
        + ((b[at + 1] & 0x80) != 0 ? MASK_BYTES : 0);
  }

  /// Reads a whole head.
  ///
  /// @throws WebsocketViolation if it says what no version of the protocol allows
  static FrameHead decode(byte[] b, int at) throws WebsocketViolation {
    int first = b[at] & 0xff;
    if ((first & 0x70) != 0) {
      throw new WebsocketViolation("a frame with reserved bits");
    }
    int next = at + LEAST_BYTES;
    int stated = b[at + 1] & 0x7f;
    int bytes = stated == LENGTH_16 ? 2 : stated == LENGTH_64 ? 8 : 0;
    long length = bytes == 0 ? stated : number(b, next, bytes);
    next += bytes;
    if (length < 0 || bytes == 2 && length < LENGTH_16 || bytes == 8 && length <= 0xffff) {
      throw new WebsocketViolation("a frame whose length is not written as short as it can be");
    }
    boolean masked = (b[at + 1] & 0x80) != 0;
    int mask = masked ? (int) number(b, next, MASK_BYTES) : 0;
    FrameHead head = new FrameHead((first & 0x80) != 0, first & 0x0f, masked, mask, length);
    if (head.isControl() && (!head.end || length > MAX_CONTROL)) {
      throw new WebsocketViolation("a control frame of " + length + " bytes or in parts");
    }
    return head;
  }

  private static long number(byte[] b, int at, int bytes) {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number = number << 8 | b[at + i] & 0xff;
    }
    return number;
  }

  boolean isControl() {
    return (opcode & 8) != 0;
  }

  /// Writes the head.
  ///
  /// @return the bytes written, at most [#MOST_BYTES]
  int encode(byte[] b, int at) {
    b[at] = (byte) ((end ? 0x80 : 0) | opcode);
    int bytes = length < LENGTH_16 ? 0 : length <= 0xffff ? 2 : 8;
    int stated = bytes == 0 ? (int) length : bytes == 2 ? LENGTH_16 : LENGTH_64;
    b[at + 1] = (byte) ((masked ? 0x80 : 0) | stated);
    int next = at + LEAST_BYTES;
    for (int i = bytes - 1; i >= 0; i--) {
      b[next++] = (byte) (length >>> 8 * i);
    }
    if (masked) {
      for (int i = MASK_BYTES - 1; i >= 0; i--) {
        b[next++] = (byte) (mask >>> 8 * i);
      }
    }
    return next - at;
  }

  /// Masks or unmasks bytes of the payload.
  ///
  /// @param position of the first of them in the payload
  void mask(byte[] b, int at, int length, long position) {
    for (int i = 0; masked && i < length; i++) {
      b[at + i] ^= (byte) (mask >>> 8 * (3 - (int) (position + i & 3)));
    }
  }
}
