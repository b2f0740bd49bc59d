package network.cairn.libp2p.security;

import java.io.IOException;

/// The peer broke the handshake, proved no key, or is not the one expected.
public final class HandshakeFailed extends IOException {
  /// Why a handshake failed.
  public enum Reason {
    /// Bytes that no honest peer sends.
    MALFORMED,
    /// A signature, a tag or a point that does not hold.
    NOT_AUTHENTIC,
    /// A proved key, but of another peer than the one dialled.
    WRONG_PEER,
    /// A form that this host cannot read, though an honest peer may send it; another security
    /// protocol may do.
    UNREADABLE
  }

  private final Reason reason;

  public HandshakeFailed(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public HandshakeFailed(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
