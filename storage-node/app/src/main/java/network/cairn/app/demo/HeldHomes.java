package network.cairn.app.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Homes that some process has open, whoever started it: it holds the operating system's lock of
/// the home's file.
final class HeldHomes {
  private static final List<String> LOCKS = List.of("repo.lock", "lock");
  private static final int MAX_TEXT = 200;

  private HeldHomes() {}

  /// A line for each home below a folder that is in use, naming the process where its lock does.
  static List<String> in(Path folder) throws IOException {
    List<String> held = new ArrayList<>();
    try (DirectoryStream<Path> homes =
        Files.newDirectoryStream(folder, p -> Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))) {
      for (Path home : homes) {
        for (String name : LOCKS) {
          Path lock = home.resolve(name);
          if (Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS) && isHeld(lock)) {
            held.add(home + " is in use" + holder(lock));
          }
        }
      }
    }
    held.sort(null);
    return held;
  }

  private static boolean isHeld(Path lock) throws IOException {
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        var taken = channel.tryLock()) {
      return taken == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  private static String holder(Path lock) throws IOException {
    try (var in = Files.newInputStream(lock)) {
      String text = new String(in.readNBytes(MAX_TEXT), StandardCharsets.UTF_8).strip();
      return text.matches("[ -~]+") ? " by " + text : "";
    }
  }
}
