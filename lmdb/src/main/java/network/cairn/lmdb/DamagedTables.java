package network.cairn.lmdb;

import java.io.IOException;

/// A file of tables is not as it was written. The message names the file, the place in it, what is
/// wrong there and what can be done; nothing was changed.
public final class DamagedTables extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedTables(String message) {
    super(message);
  }

  DamagedTables(String message, Throwable cause) {
    super(message, cause);
  }
}
