package network.cairn.libp2p.multiaddr;

/// Text or bytes that are no multiaddr, or one beyond the bounds.
public final class InvalidMultiaddr extends IllegalArgumentException {
  /// @param message what is wrong with which value
  public InvalidMultiaddr(String message) {
    super(message);
  }

  /// @param message what is wrong with which value
  public InvalidMultiaddr(String message, Throwable cause) {
    super(message, cause);
  }
}
