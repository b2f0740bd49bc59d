package network.cairn.content.unixfs;

import java.io.IOException;
import java.util.List;
import network.cairn.base.tree.SourceEntry;

/// Which names an entry of a directory may have, coming in or going out.
final class EntryNames {
  private EntryNames() {}

  /// Whether the name is one path element of every file system: not empty, `.` or `..`, without `/`
  /// and NUL.
  static boolean legal(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.indexOf('/') < 0
        && name.indexOf('\0') < 0;
  }

  /// Checks the sorted entries of a directory to import.
  static void check(String path, List<SourceEntry> sorted) throws IOException {
    String last = "";
    for (SourceEntry entry : sorted) {
      if (!legal(entry.name())) {
        throw new IOException(
            "'" + path + "' has an entry named '" + entry.name() + "'; no directory can hold it");
      }
      if (entry.name().equals(last)) {
        throw new IOException("'" + path + "' has two entries named '" + last + "'");
      }
      last = entry.name();
    }
  }
}
