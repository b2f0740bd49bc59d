package network.cairn.libp2p.multiaddr;

/// Text or bytes that are no multiaddr, or one beyond the bounds.
public final class InvalidMultiaddr extends IllegalArgumentException {
  public InvalidMultiaddr(String message) {
    super(message);
  }

  public InvalidMultiaddr(String message, Throwable cause) {
    super(message, cause);
  }
}
