package network.cairn.libp2p.peer;

/// A key, peer id or signature container that breaks its format or its bounds.
public final class InvalidPeer extends IllegalArgumentException {
  /// @param message what is wrong with which value
  public InvalidPeer(String message) {
    super(message);
  }

  /// @param message what is wrong with which value
  public InvalidPeer(String message, Throwable cause) {
    super(message, cause);
  }
}
