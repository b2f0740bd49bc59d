package network.cairn.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The working folder of a whole run: shared data, homes, and the check that both sides agree.
final class Place implements AutoCloseable {
  private static final int SMALL = 1024;

  private final Path root;
  private final Options options;
  private final Programs programs;
  private final Map<String, String> agreed = new HashMap<>();
  private int homes;

  Place(Options options) {
    this.options = options;
    this.root = options.work();
    Folders.delete(root);
    try {
      Files.createDirectories(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.programs = new Programs(root);
  }

  /// The big file, made when first asked for and then read once, so that both sides find it cached.
  Path file() {
    Path file = root.resolve("big.bin");
    if (!Files.exists(file)) {
      Folders.file(file, options.fileSize(), 1);
      programs.discarding(Map.of(), List.of("cat", file.toString()));
    }
    return file;
  }

  /// The folder of small files.
  Path tree() {
    Path tree = root.resolve("small");
    if (!Files.exists(tree)) {
      Folders.tree(tree, options.smallFiles(), SMALL, 2);
    }
    return tree;
  }

  /// A place below the folder for what only one work needs.
  Path folder(String name) {
    return root.resolve(name);
  }

  /// What runs programs in the folder.
  Programs programs() {
    return programs;
  }

  /// A fresh home with nothing running.
  Node node(Peer peer, boolean sameImport) {
    Path home = root.resolve(peer.name().toLowerCase(Locale.ROOT) + homes++);
    return Node.create(peer, home, programs, sameImport);
  }

  /// Remembers what the work gave, and refuses a side that got something else.
  void agree(String work, String result) {
    String before = agreed.putIfAbsent(work, result);
    if (before != null && !before.equals(result)) {
      throw new BenchFailed("the sides differ in " + work + ": " + before + " and " + result);
    }
  }

  /// Writes what waits in the page cache, so that no run pays for the one before it.
  void settle() {
    programs.run(Map.of(), List.of("sync"));
  }

  @Override
  public void close() {
    Folders.delete(root);
  }
}
