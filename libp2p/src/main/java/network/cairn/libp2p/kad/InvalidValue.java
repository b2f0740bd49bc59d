package network.cairn.libp2p.kad;

import java.io.IOException;

/// A value that its key does not allow; the message says why.
public final class InvalidValue extends IOException {
  private static final long serialVersionUID = 1L;

  InvalidValue(String message) {
    super(message);
  }

  InvalidValue(String message, Throwable cause) {
    super(message, cause);
  }
}
