package network.cairn.base.files;

import java.io.IOException;
import java.nio.file.Path;

/// A small file is larger than its reader allows.
public final class FileTooLong extends IOException {
  private static final long serialVersionUID = 1L;

  FileTooLong(Path file, int max) {
    super(file + " is over " + max + " bytes");
  }
}
