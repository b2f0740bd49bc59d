package network.cairn.store.blockstore;

/// A file is not a CARv1 that can be attached.
public final class CarRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CarRefused(String file, long offset, String fault) {
    super("cannot attach " + file + ": at byte " + offset + ": " + fault);
  }
}
