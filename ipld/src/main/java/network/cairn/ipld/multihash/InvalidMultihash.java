package network.cairn.ipld.multihash;

/// The bytes are no multihash: a bad varint, a wrong length, or bytes left over.
public final class InvalidMultihash extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidMultihash(String message) {
    super(message);
  }

  InvalidMultihash(String message, Throwable cause) {
    super(message, cause);
  }
}
