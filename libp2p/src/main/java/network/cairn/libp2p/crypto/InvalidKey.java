package network.cairn.libp2p.crypto;

/// Bytes that are no acceptable key of their scheme.
public final class InvalidKey extends IllegalArgumentException {
  public InvalidKey(String message) {
    super(message);
  }

  public InvalidKey(String message, Throwable cause) {
    super(message, cause);
  }
}
