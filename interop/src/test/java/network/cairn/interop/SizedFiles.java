package network.cairn.interop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import network.cairn.interop.Command.Digest;

/// Files around the sizes where something changes: nothing, a chunk, a record, a window, much.
final class SizedFiles {
  static final int[] SIZES = {0, 1, 16_384, 65_519, 65_520, 262_143, 262_145, 1 << 20, 100 << 20};

  private SizedFiles() {}

  /// Makes a file of each size, named by it.
  static Map<Integer, Digest> make(Path folder, Random random) throws IOException {
    Files.createDirectory(folder);
    Map<Integer, Digest> made = new TreeMap<>();
    for (int size : SIZES) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      made.put(size, digest(Files.write(folder.resolve(Integer.toString(size)), bytes)));
    }
    return made;
  }

  static Digest digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Digest.of(in);
    }
  }
}
