package network.cairn.base.files;

import java.io.IOException;
import java.nio.file.Path;

/// A file of secrets that others than its owner may read or change, as `ssh` refuses it: what is in
/// it may be known already.
public final class ExposedSecret extends IOException {
  private static final long serialVersionUID = 1;

  ExposedSecret(Path file) {
    super("others may read " + file + "; run: chmod 600 " + file);
  }
}
