package network.cairn.libp2p.pnet;

/// Bytes that are no key of a private network. The message says why and holds no secret.
public final class InvalidSwarmKey extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message what is wrong with it
  public InvalidSwarmKey(String message) {
    super(message);
  }
}
