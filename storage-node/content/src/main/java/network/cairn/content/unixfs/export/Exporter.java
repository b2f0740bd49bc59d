package network.cairn.content.unixfs.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.base.tree.TreeSink;
import network.cairn.content.unixfs.DirectoryEntry;
import network.cairn.content.unixfs.Stat;
import network.cairn.content.unixfs.UnixFs;
import network.cairn.ipld.cid.Cid;

/// Writes DAGs of anyone to a disk, to a sink or into a tar stream.
///
/// Nothing is ever written outside the target: names are single path elements, no symlink is
/// followed, and symlinks are made last, when nothing is written any more. Each file appears under
/// its name when it is whole. Thread-safe if the source of blocks is.
public final class Exporter {
  private static final int MAX_DEPTH = 1024;
  private final UnixFs unixfs;
  private final AtomicLong parts = new AtomicLong();

  public Exporter(UnixFs unixfs) {
    this.unixfs = unixfs;
  }

  private record Link(Path path, String target) {}

  /// A directory being written: its entries still to come.
  private record Level(Path path, Iterator<DirectoryEntry> entries, Set<String> names) {}

  /// Writes the DAG as the file, directory or symlink `target`, whose parent exists. Files that are
  /// there are replaced, directories filled.
  ///
  /// @throws ExportRefused if the DAG or what lies at the target forbids it
  public void toPath(Cid root, Path target) throws IOException {
    List<Link> links = new ArrayList<>();
    Deque<Level> levels = new ArrayDeque<>();
    write(root, target, levels, links);
    while (!levels.isEmpty()) {
      Level level = levels.getLast();
      if (level.entries.hasNext()) {
        DirectoryEntry entry = level.entries.next();
        write(entry.cid(), level.path.resolve(newName(entry, level)), levels, links);
      } else {
        levels.removeLast();
      }
    }
    for (Link link : links) {
      symlink(link);
    }
  }

  /// Gives the DAG, under the given name, to a sink entry by entry, in the order of its
  /// directories. Every path the sink gets lies below the name, and no two are the same.
  ///
  /// @throws ExportRefused if a name in it is no path element
  public void toSink(Cid root, String name, TreeSink sink) throws IOException {
    Deque<Level> levels = new ArrayDeque<>();
    give(root, Path.of(name), sink, levels);
    while (!levels.isEmpty()) {
      Level level = levels.getLast();
      if (level.entries.hasNext()) {
        DirectoryEntry entry = level.entries.next();
        give(entry.cid(), level.path.resolve(newName(entry, level)), sink, levels);
      } else {
        levels.removeLast();
      }
    }
  }

  /// Streams the DAG as a POSIX tar archive in which it has the given name; the stream is not
  /// closed.
  ///
  /// @throws ExportRefused if a name in it is no path element
  public void toTar(Cid root, String name, OutputStream out) throws IOException {
    TarWriter tar = new TarWriter(out);
    toSink(root, name, tar);
    tar.finish();
  }

  private void write(Cid cid, Path path, Deque<Level> levels, List<Link> links) throws IOException {
    UnixFs.Root root = unixfs.root(cid);
    Stat stat = root.stat();
    switch (stat.type()) {
      case FILE -> file(root, path);
      case DIRECTORY, SHARDED_DIRECTORY -> {
        directory(path);
        enter(root, path, levels);
      }
      case SYMLINK -> links.add(new Link(path, stat.target()));
    }
  }

  private void give(Cid cid, Path path, TreeSink sink, Deque<Level> levels) throws IOException {
    UnixFs.Root root = unixfs.root(cid);
    Stat stat = root.stat();
    switch (stat.type()) {
      case FILE -> {
        try (InputStream in = new WholeFile(path.toString(), root.open(0, stat.size()), stat)) {
          sink.file(path.toString(), stat.size(), in);
        }
      }
      case DIRECTORY, SHARDED_DIRECTORY -> {
        sink.directory(path.toString());
        enter(root, path, levels);
      }
      case SYMLINK -> sink.symlink(path.toString(), stat.target());
    }
  }

  private void enter(UnixFs.Root root, Path path, Deque<Level> levels) {
    if (levels.size() == MAX_DEPTH) {
      throw new ExportRefused(path + " is nested deeper than " + MAX_DEPTH + " directories");
    }
    levels.add(new Level(path, ahead(root), new HashSet<>()));
  }

  private Iterator<DirectoryEntry> ahead(UnixFs.Root directory) {
    return new LookAhead(directory.list().iterator(), unixfs);
  }

  /// The entry's name, if it is one path element that its directory does not have yet.
  private static String newName(DirectoryEntry entry, Level level) {
    String name = entry.name();
    boolean element =
        !name.isEmpty()
            && !name.equals(".")
            && !name.equals("..")
            && name.indexOf('/') < 0
            && name.indexOf('\0') < 0;
    if (!entry.isText()) {
      throw new ExportRefused(
          "'" + level.path + "' has an entry whose name is not UTF-8: '" + name + "'");
    }
    if (!element) {
      throw new ExportRefused(
          "'" + level.path + "' has an entry named '" + name + "', which is no name of a file");
    }
    if (!level.names.add(name)) {
      throw new ExportRefused("'" + level.path + "' has two entries named '" + name + "'");
    }
    return name;
  }

  private void file(UnixFs.Root root, Path path) throws IOException {
    Path part = part(path);
    try {
      try (InputStream in = root.open(0, Long.MAX_VALUE);
          OutputStream out =
              Files.newOutputStream(
                  part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        in.transferTo(out);
      }
      replace(part, path);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void directory(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new ExportRefused(path + " is there and is no directory; move it away first");
    }
    Files.createDirectory(path);
  }

  private void symlink(Link link) throws IOException {
    if (link.target.isEmpty() || link.target.indexOf('\0') >= 0) {
      throw new ExportRefused(
          "symlink " + link.path + " points to '" + link.target + "', which is no path");
    }
    Path part = part(link.path);
    try {
      Files.createSymbolicLink(part, Path.of(link.target));
      replace(part, link.path);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /// A new file beside the final one; the move that follows replaces a symlink instead of writing
  /// through it.
  private Path part(Path path) {
    Path absolute = path.toAbsolutePath();
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new ExportRefused(path + " has no directory to be written in");
    }
    return parent.resolve(
        ".cairn-" + ProcessHandle.current().pid() + "-" + parts.incrementAndGet() + ".part");
  }

  private static void replace(Path part, Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new ExportRefused(path + " is a directory; move it away first");
    }
    Files.move(part, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
