package network.cairn.interop;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// What a test needs of this machine. Without it the test is left out, naming it; with
/// `-Dinterop.required=true` it fails.
final class Prerequisite {
  private Prerequisite() {}

  /// The file or folder that a system property names.
  static Path of(String property, String what) {
    String value = System.getProperty(property, "");
    if (!value.isEmpty() && Files.exists(Path.of(value))) {
      return Path.of(value).toAbsolutePath();
    }
    String lack = "left out: no " + what + " at -D" + property + "=" + value;
    if (Boolean.getBoolean("interop.required")) {
      fail(lack);
    }
    Assumptions.abort(lack);
    throw new IllegalStateException(lack);
  }
}
