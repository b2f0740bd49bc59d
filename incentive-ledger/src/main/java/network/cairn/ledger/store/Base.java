package network.cairn.ledger.store;

import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;
import network.cairn.base.files.Disk;

/// The first height that a block log keeps: the name of an empty file in its directory, so that it
/// is there whole or not at all. The highest counts.
final class Base {
  private static final String FORM = "[0-9]{16}\\.first";

  private Base() {}

  private static String name(long height) {
    return String.format(Locale.ROOT, "%016d.first", height);
  }

  /// The height that a file of this name says, if it is the name of one.
  static OptionalLong height(String name) {
    return name.matches(FORM)
        ? OptionalLong.of(Long.parseLong(name.substring(0, 16)))
        : OptionalLong.empty();
  }

  /// Durable on return.
  static void write(Disk disk, long height) throws IOException {
    if (!disk.list().contains(name(height))) {
      disk.create(name(height)).close();
    }
    disk.forceDirectory();
  }

  static void deleteBelow(Disk disk, long height) throws IOException {
    for (String name : disk.list()) {
      if (height(name).orElse(height) < height) {
        disk.delete(name);
      }
    }
  }
}
