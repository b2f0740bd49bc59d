package network.cairn.libp2p.host;

import java.io.IOException;

/// A stream ended without FIN. Codes follow go-libp2p's `core/network/mux.go`.
public final class StreamReset extends IOException {
  /// No reason given.
  public static final long NONE = 0;

  /// No protocol was agreed.
  public static final long PROTOCOL_NEGOTIATION_FAILED = 0x1001;

  /// The side that reset has no place for it.
  public static final long RESOURCE_LIMIT_EXCEEDED = 0x1002;

  /// The other side asks too often.
  public static final long RATE_LIMITED = 0x1003;

  /// The other side broke the protocol.
  public static final long PROTOCOL_VIOLATION = 0x1004;

  /// Another stream took its place.
  public static final long SUPPLANTED = 0x1005;

  /// Its connection was given up for others.
  public static final long GARBAGE_COLLECTED = 0x1006;

  /// The side that reset is ending.
  public static final long SHUTDOWN = 0x1007;

  /// The connection gater refuses it.
  public static final long GATED = 0x1008;

  private final long code;
  private final boolean remote;

  /// @param remote whether the peer ended the stream
  public StreamReset(long code, boolean remote) {
    super(
        "stream reset "
            + (remote ? "by the peer" : "locally")
            + ", code 0x"
            + Long.toHexString(code));
    this.code = code;
    this.remote = remote;
  }

  /// Why, as one of the constants or a number of the protocol.
  public long code() {
    return code;
  }

  /// Whether the peer ended the stream.
  public boolean remote() {
    return remote;
  }
}
