package network.cairn.ipld.multihash;

/// A hash function, or a digest length of it, that a [Hashing] does not offer.
public final class UnsupportedHash extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnsupportedHash(String message) {
    super(message);
  }
}
