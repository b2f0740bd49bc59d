package network.cairn.content.unixfs.format;

/// A block that is no UnixFS node, or one that contradicts itself.
public final class InvalidUnixFs extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidUnixFs(String message) {
    super(message);
  }

  public InvalidUnixFs(String message, Throwable cause) {
    super(message, cause);
  }
}
