package network.cairn.content.unixfs.export;

/// A tree that cannot be written without leaving its target or harming what is there.
public final class ExportRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ExportRefused(String message) {
    super(message);
  }
}
