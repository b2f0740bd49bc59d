package network.cairn.store.repo;

import java.nio.file.Path;

/// Another process has the repository open.
public final class RepoLocked extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RepoLocked(Path lock, String holder) {
    super(
        "lock "
            + lock
            + ": someone else has the lock: "
            + holder
            + "; use its API, or stop it and try again");
  }
}
