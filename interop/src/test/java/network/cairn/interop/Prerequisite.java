package network.cairn.interop;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/// What a test needs of this machine. Without it the test is left out, naming it; with
/// `-Dinterop.required=true` it fails.
final class Prerequisite {
  private Prerequisite() {}

  /// The file or folder that a system property names.
  static Path of(String property, String what) {
    Optional<Path> there = ifThere(property, what);
    if (there.isEmpty()) {
      Assumptions.abort(lack(property, what));
    }
    return there.orElseThrow();
  }

  /// As the other, where a test goes on without it.
  static Optional<Path> ifThere(String property, String what) {
    String value = System.getProperty(property, "");
    if (!value.isEmpty() && Files.exists(Path.of(value))) {
      return Optional.of(Path.of(value).toAbsolutePath());
    }
    if (Boolean.getBoolean("interop.required")) {
      fail(lack(property, what));
    }
    return Optional.empty();
  }

  private static String lack(String property, String what) {
    return "left out: no " + what + " at -D" + property + "=" + System.getProperty(property, "");
  }
}
