package network.cairn.store.repo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import network.cairn.base.files.DurableFiles;
import network.cairn.base.files.FileTooLong;
import network.cairn.base.files.NotText;

/// The file that makes a directory a repository: `version`.
final class Layout {
  private static final String FILE = "version";
  private static final int MAX_FILE = 1024;

  private Layout() {}

  static boolean exists(Path home) {
    return Files.exists(home.resolve(FILE));
  }

  /// Makes a directory a repository; leaves one that is there alone.
  static void init(Path home) throws IOException {
    Files.createDirectories(home);
    if (exists(home)) {
      return;
    }
    DurableFiles.replace(home.resolve(FILE), Repository.VERSION + "\n");
  }

  /// @throws RepoUnusable if the directory is no repository of this version
  static void require(Path home) throws IOException {
    if (!exists(home)) {
      throw new RepoUnusable("no repository found in " + home + ". please run: 'cairn init'");
    }
    Path file = home.resolve(FILE);
    String version;
    try {
      version = DurableFiles.readText(file, MAX_FILE).strip();
    } catch (NotText | FileTooLong e) {
      throw new RepoUnusable(e.getMessage() + "; restore it from a backup", e);
    }
    if (!version.equals(String.valueOf(Repository.VERSION))) {
      throw new RepoUnusable(
          "the repository in "
              + home
              + " has version "
              + version
              + ", this program reads version "
              + Repository.VERSION
              + "; use the program that made it, or restore "
              + file
              + " from a backup if it is damaged");
    }
  }
}
