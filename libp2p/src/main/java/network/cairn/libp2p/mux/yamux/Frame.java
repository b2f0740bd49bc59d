package network.cairn.libp2p.mux.yamux;

/// The 12 bytes before every yamux payload: version, type, flags, stream id, length; big-endian.
record Frame(int version, int type, int flags, int streamId, long length) {
  static final int HEADER = 12;

  /// The most a frame of ours carries: go-yamux counts 64 KiB including the header, rust refuses
  /// much more.
  static final int MAX_PAYLOAD = 64 * 1024 - HEADER;

  static final int DATA = 0;
  static final int WINDOW_UPDATE = 1;
  static final int PING = 2;
  static final int GO_AWAY = 3;

  static final int SYN = 1;
  static final int ACK = 2;
  static final int FIN = 4;
  static final int RST = 8;

  static final long GO_AWAY_NORMAL = 0;
  static final long GO_AWAY_PROTOCOL_ERROR = 1;

  static Frame decode(byte[] b, int at) {
    int flags = (b[at + 2] & 0xff) << 8 | b[at + 3] & 0xff;
    return new Frame(b[at], b[at + 1], flags, int32(b, at + 4), int32(b, at + 8) & 0xffff_ffffL);
  }

  static int encode(byte[] b, int at, int type, int flags, int streamId, long length) {
    b[at] = 0;
    b[at + 1] = (byte) type;
    b[at + 2] = (byte) (flags >>> 8);
    b[at + 3] = (byte) flags;
    putInt32(b, at + 4, streamId);
    putInt32(b, at + 8, (int) length);
    return HEADER;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  private static int int32(byte[] b, int at) {
    return b[at] << 24 | (b[at + 1] & 0xff) << 16 | (b[at + 2] & 0xff) << 8 | b[at + 3] & 0xff;
  }

  private static void putInt32(byte[] b, int at, int value) {
    b[at] = (byte) (value >>> 24);
    b[at + 1] = (byte) (value >>> 16);
    b[at + 2] = (byte) (value >>> 8);
    b[at + 3] = (byte) value;
  }
}
