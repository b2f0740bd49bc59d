package network.cairn.libp2p.peer;

/// A key, peer id or signature container that breaks its format or its bounds.
public final class InvalidPeer extends IllegalArgumentException {
  public InvalidPeer(String message) {
    super(message);
  }

  public InvalidPeer(String message, Throwable cause) {
    super(message, cause);
  }
}
