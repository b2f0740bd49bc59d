package network.cairn.interop;

import java.io.IOException;
import java.nio.file.Path;

/// Starts this node in the form that the run asks for.
final class Nodes {
  private Nodes() {}

  /// The built program at `-Dcairn.bin`, or, where none is named, its parts within this process.
  static CairnNode cairn(Path home) throws IOException, InterruptedException {
    return System.getProperty("cairn.bin", "").isEmpty() && !Boolean.getBoolean("interop.required")
        ? new JvmCairn(home)
        : new CairnProcess(Prerequisite.of("cairn.bin", "Cairn launcher"), home);
  }
}
