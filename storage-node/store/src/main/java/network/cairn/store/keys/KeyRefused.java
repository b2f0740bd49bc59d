package network.cairn.store.keys;

/// A key cannot be made, found, renamed or removed as asked.
public final class KeyRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeyRefused(String message) {
    super(message);
  }
}
