package network.cairn.store.repo;

/// The directory is no repository that this program can open; the message says why and what to do.
public final class RepoUnusable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RepoUnusable(String message) {
    super(message);
  }

  RepoUnusable(String message, Throwable cause) {
    super(message, cause);
  }
}
