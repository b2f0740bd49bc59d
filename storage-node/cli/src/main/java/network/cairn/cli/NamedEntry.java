package network.cairn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import network.cairn.base.tree.IgnoreRules;
import network.cairn.base.tree.PathSource;
import network.cairn.base.tree.SourceEntry;

/// What an argument of `add` or `put` names on the disk, by one rule for both.
///
/// `add` keeps a symlink there as a symlink, whatever it points to, unless it is told to follow it;
/// `put`, which costs money, always follows. What is followed has the name of what it leads to, as
/// Kubo has it. An empty argument names nothing: a script whose variable is not set shall not add
/// its working directory.
final class NamedEntry {
  private NamedEntry() {}

  /// The path of an argument of `add`.
  ///
  /// @param follow whether it is what a symlink points to
  /// @param recursive whether it may be a directory
  /// @throws CommandFailed if it is not there, may not be read, or is a directory that may not be
  static Path path(String argument, Terminal terminal, boolean follow, boolean recursive)
      throws IOException {
    if (argument.isEmpty()) {
      throw new UsageError("an empty argument names no file; write . for the folder you are in");
    }
    Path named = terminal.readable(argument);
    if (Files.isDirectory(named, options(follow)) && !recursive) {
      throw new CommandFailed(
          "'" + argument + "' is a directory, use the '-r' flag to specify directories");
    }
    if (!follow || !Files.isSymbolicLink(named)) {
      return named;
    }
    if (!Files.exists(named)) {
      throw new CommandFailed(
          argument + ": no such file or directory: the symlink points to what is not there");
    }
    return named.toRealPath();
  }

  /// What `put` keeps.
  ///
  /// @param hidden whether hidden files of a directory are taken
  /// @throws CommandFailed if it is not there, may not be read, or holds nothing to be kept
  static SourceEntry toKeep(String argument, Terminal terminal, boolean hidden) throws IOException {
    Path path = path(argument, terminal, true, true);
    SourceEntry entry = new PathSource(hidden, false, IgnoreRules.none()).entry(path);
    if (entry instanceof SourceEntry.File file && file.size().orElse(1) == 0) {
      throw new CommandFailed("'" + argument + "' is an empty file; there is nothing to keep");
    }
    if (entry instanceof SourceEntry.Directory directory && directory.lister().list().isEmpty()) {
      throw new CommandFailed(
          "'"
              + argument
              + "' is a folder that holds nothing"
              + (hidden ? "" : " but perhaps hidden files, which --hidden takes")
              + "; there is nothing to keep");
    }
    return entry;
  }

  /// One path for all spellings of it.
  static Path place(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /// Checks that what goes into one folder has a name of its own each, before anything is read.
  ///
  /// @param paths places, and how each is spelled
  /// @param input the name that standard input is given; empty if it is not read or has none
  /// @throws UsageError naming two that have the same
  static void requireNamesOnce(Map<Path, String> paths, String input) {
    Map<String, String> taken = new HashMap<>();
    if (!input.isEmpty()) {
      taken.put(input, "standard input");
    }
    paths.forEach((path, spelled) -> {
      Path last = path.getFileName();
      String other = last == null ? null : taken.put(last.toString(), spelled);
      if (other != null) {
        throw new UsageError(
            other
                + " and "
                + spelled
                + " have the same name, and in one folder (-w) each name stands once; rename one,"
                + " or add them without -w");
      }
    });
  }

  private static LinkOption[] options(boolean follow) {
    return follow ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
  }
}
