package network.cairn.base.files;

import java.io.IOException;
import java.nio.file.Path;

/// A file of secrets that is there, but that this user may not read.
public final class UnreadableSecret extends IOException {
  private static final long serialVersionUID = 1;

  UnreadableSecret(Path file, IOException cause) {
    super(file + " is there, but this user may not read it; run this as the file's owner", cause);
  }
}
