package network.cairn.libp2p.mdns;

/// A packet that is no message of DNS, or over its bounds.
final class InvalidPacket extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidPacket(String message) {
    super(message);
  }
}
