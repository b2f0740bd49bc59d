package network.cairn.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// The data that both sides work on, random and the same in every run.
public final class Folders {
  private static final int CHUNK = 1 << 20;
  private static final int FILES_PER_FOLDER = 1000;

  private Folders() {}

  /// Writes a file of random bytes.
  static void file(Path path, long size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] chunk = new byte[CHUNK];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), CHUNK)) {
      for (long left = size; left > 0; left -= CHUNK) {
        random.nextBytes(chunk);
        out.write(chunk, 0, (int) Math.min(left, CHUNK));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes many small files of random bytes, a thousand to a folder.
  static void tree(Path root, int files, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] content = new byte[size];
    try {
      for (int i = 0; i < files; i++) {
        Path folder = root.resolve("d" + i / FILES_PER_FOLDER);
        if (i % FILES_PER_FOLDER == 0) {
          Files.createDirectories(folder);
        }
        random.nextBytes(content);
        Files.write(folder.resolve("f" + i), content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Removes a file or a folder with all that is in it, if it is there.
  public static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
