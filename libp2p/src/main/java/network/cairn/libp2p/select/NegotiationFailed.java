package network.cairn.libp2p.select;

import java.io.IOException;

/// No protocol was agreed. The channel is in no usable state: reset the stream, close the
/// connection.
public final class NegotiationFailed extends IOException {
  /// Why no protocol was agreed.
  public enum Reason {
    /// The peer speaks none of the candidates.
    REFUSED,
    /// The peer sent what is no multistream-select, proposed too often or fell silent within a
    /// line.
    MALFORMED
  }

  private final Reason reason;

  NegotiationFailed(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
