package network.cairn.libp2p.host;

import java.io.IOException;

/// A stream ended without FIN. Codes follow go-libp2p's `core/network/mux.go`.
public final class StreamReset extends IOException {
  public static final long NONE = 0;
  public static final long PROTOCOL_NEGOTIATION_FAILED = 0x1001;
  public static final long RESOURCE_LIMIT_EXCEEDED = 0x1002;
  public static final long RATE_LIMITED = 0x1003;
  public static final long PROTOCOL_VIOLATION = 0x1004;
  public static final long SUPPLANTED = 0x1005;
  public static final long GARBAGE_COLLECTED = 0x1006;
  public static final long SHUTDOWN = 0x1007;
  public static final long GATED = 0x1008;

  private final long code;
  private final boolean remote;

  public StreamReset(long code, boolean remote) {
    super(
        "stream reset "
            + (remote ? "by the peer" : "locally")
            + ", code 0x"
            + Long.toHexString(code));
    this.code = code;
    this.remote = remote;
  }

  public long code() {
    return code;
  }

  /// Whether the peer ended the stream.
  public boolean remote() {
    return remote;
  }
}
