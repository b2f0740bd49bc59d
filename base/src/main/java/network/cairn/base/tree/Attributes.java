package network.cairn.base.tree;

import java.time.Instant;
import java.util.Optional;

/// What is kept of a file, directory or symlink beside its content.
///
/// @param mode permissions as `chmod` takes them, 1 to 07777 (octal); 0 for none
/// @param time of the last change, if it is kept
public record Attributes(int mode, Optional<Instant> time) {
  /// Bits of a mode that can be kept.
  public static final int MODE_BITS = 07777;

  /// Nothing is kept.
  public static final Attributes NONE = new Attributes(0, Optional.empty());

  /// @throws IllegalArgumentException for a mode with other bits
  public Attributes {
    if ((mode & ~MODE_BITS) != 0) {
      throw new IllegalArgumentException(
          "mode " + Integer.toOctalString(mode) + " is none from 0 to 7777 (octal)");
    }
  }

  public boolean isNone() {
    return mode == 0 && time.isEmpty();
  }
}
