package network.cairn.deals.protocol;

import java.io.IOException;

/// A peer sent what is no message of this protocol.
public final class InvalidFrame extends IOException {
  private static final long serialVersionUID = 1L;

  InvalidFrame(String message) {
    super(message);
  }
}
