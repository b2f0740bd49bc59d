package network.cairn.content.exchange.bitswap;

import java.io.IOException;

/// A peer sent bytes that are no bitswap message, or one beyond the limits; its stream is reset.
final class InvalidMessage extends IOException {
  private static final long serialVersionUID = 1;

  InvalidMessage(String message) {
    super(message);
  }
}
