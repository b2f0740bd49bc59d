package network.cairn.store.repo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import network.cairn.store.blockstore.FileDisk;

/// The file that makes a directory a repository: `version`.
final class Layout {
  private static final String FILE = "version";

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
    Path draft = home.resolve(FILE + ".new");
    Files.writeString(draft, Repository.VERSION + "\n");
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(draft, home.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    new FileDisk(home).forceDirectory();
  }

  /// @throws RepoUnusable if the directory is no repository of this version
  static void require(Path home) throws IOException {
    if (!exists(home)) {
      throw new RepoUnusable("no repository found in " + home + ". please run: 'cairn init'");
    }
    String version = Files.readString(home.resolve(FILE)).strip();
    if (!version.equals(String.valueOf(Repository.VERSION))) {
      throw new RepoUnusable(
          "the repository in "
              + home
              + " has version "
              + version
              + ", this program reads version "
              + Repository.VERSION
              + "; use the program that made it");
    }
  }
}
