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
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.base.tree.TreeSink;
import network.cairn.content.blockservice.OpenLinks;
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

  /// A directory being written: its entries still to come. No two have the same name: a plain
  /// directory is refused that has, and in a sharded one both would belong into the same slot.
  ///
  /// @param links of its own block
  private record Level(Path path, Iterator<DirectoryEntry> entries, int links) {}

  /// The directories on the way.
  private static final class Levels {
    final Deque<Level> open = new ArrayDeque<>();
    final OpenLinks links = new OpenLinks();

    /// The next entry's directory, when those that are at their end are left; empty at the end.
    Optional<Level> next() {
      while (!open.isEmpty() && !open.getLast().entries.hasNext()) {
        links.remove(open.removeLast().links);
      }
      return Optional.ofNullable(open.peekLast());
    }
  }

  /// Writes the DAG as the file, directory or symlink `target`, whose parent exists. Files that are
  /// there are replaced, directories filled.
  ///
  /// @throws ExportRefused if the DAG or what lies at the target forbids it
  public void toPath(Cid root, Path target) throws IOException {
    List<Link> links = new ArrayList<>();
    Levels levels = new Levels();
    write(root, target, levels, links);
    for (Optional<Level> at = levels.next(); at.isPresent(); at = levels.next()) {
      DirectoryEntry entry = at.get().entries.next();
      write(entry.cid(), at.get().path.resolve(name(entry, at.get())), levels, links);
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
    Levels levels = new Levels();
    give(root, Path.of(name), sink, levels);
    for (Optional<Level> at = levels.next(); at.isPresent(); at = levels.next()) {
      DirectoryEntry entry = at.get().entries.next();
      give(entry.cid(), at.get().path.resolve(name(entry, at.get())), sink, levels);
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

  private void write(Cid cid, Path path, Levels levels, List<Link> links) throws IOException {
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

  private void give(Cid cid, Path path, TreeSink sink, Levels levels) throws IOException {
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

  private void enter(UnixFs.Root root, Path path, Levels levels) {
    if (levels.open.size() == MAX_DEPTH) {
      throw new ExportRefused(path + " is nested deeper than " + MAX_DEPTH + " directories");
    }
    int links = root.stat().children();
    levels.links.add(root.stat().cid(), links);
    Iterator<DirectoryEntry> entries = root.list(levels.links).iterator();
    levels.open.add(new Level(path, new LookAhead(entries, unixfs), links));
  }

  /// The entry's name, if it is one path element.
  private static String name(DirectoryEntry entry, Level level) {
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
