package network.cairn.store.repo;

/// Nothing is collected, because what was pinned is not known any more; the message says what to
/// do.
public final class CollectionHeld extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CollectionHeld(String message) {
    super(message);
  }
}
