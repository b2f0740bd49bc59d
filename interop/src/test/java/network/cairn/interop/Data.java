package network.cairn.interop;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import network.cairn.interop.Command.Digest;

/// A large file and a wide directory from a seed, on the disk, and their digests.
///
/// @param entries lines `name sha256`, sorted and hashed
record Data(Path file, Digest bytes, Path directory, int count, String entries) {
  static final int MIB = 1 << 20;

  static Data make(Path home, long seed, int mebibytes, int count) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Path file = Files.createDirectories(home).resolve("large.bin");
    byte[] chunk = new byte[MIB];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < mebibytes; i++) {
        random.nextBytes(chunk);
        out.write(chunk);
      }
    }
    Path directory = Files.createDirectory(home.resolve("wide"));
    for (int i = 0; i < count; i++) {
      try (OutputStream out =
          new BufferedOutputStream(
              Files.newOutputStream(directory.resolve("entry-%05d.txt".formatted(i))))) {
        out.write(("seed " + seed + ", entry " + i + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new Data(file, Digest.of(in), directory, count, entries(directory));
    }
  }

  /// Makes files of a line each and nothing else: what the disk alone takes for a directory.
  static void makeFiles(Path directory, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Files.writeString(directory.resolve("entry-%05d.txt".formatted(i)), "entry " + i + "\n");
    }
  }

  /// What a directory of files holds, in one hash.
  static String entries(Path directory) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        try (InputStream in = Files.newInputStream(file)) {
          lines.add(file.getFileName() + " " + Digest.of(in).sha256() + "\n");
        }
      }
    }
    lines.sort(null);
    byte[] all = String.join("", lines).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Digest.sha256Hasher().digest(all));
  }
}
