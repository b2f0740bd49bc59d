package network.cairn.content.unixfs;

/// A text that is no content path.
public final class InvalidPath extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidPath(String message) {
    super(message);
  }

  InvalidPath(String message, Throwable cause) {
    super(message, cause);
  }
}
