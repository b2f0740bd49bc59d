package network.cairn.content.unixfs.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import network.cairn.base.files.PartFile;
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
/// its name when it is whole. A name that is not UTF-8 is written by [WritableName]. Thread-safe if
/// the source of blocks is.
public final class Exporter {
  private static final int MAX_DEPTH = 1024;
  private final UnixFs unixfs;

  public Exporter(UnixFs unixfs) {
    this.unixfs = unixfs;
  }

  private record Link(Path path, String target) {}

  /// A directory being written: its entries still to come. No two have the same name: a plain
  /// directory is refused that has, and in a sharded one both would belong into the same slot.
  ///
  /// @param links of its own block
  private record Level(Cid cid, Path path, Iterator<DirectoryEntry> entries, int links) {}

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
      write(entry.cid(), at.get().path.resolve(name(entry, at.get()).text()), levels, links);
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
      WritableName below = name(entry, at.get());
      Path path = at.get().path.resolve(below.text());
      if (below.escaped()) {
        sink.escaped(path.toString());
      }
      give(entry.cid(), path, sink, levels);
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
    if (!stat.attributes().isNone()) {
      sink.attributes(path.toString(), stat.attributes());
    }
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
    levels.open.add(new Level(root.stat().cid(), path, new LookAhead(entries, unixfs), links));
  }

  /// The entry's name, if it is one path element.
  private WritableName name(DirectoryEntry entry, Level level) {
    return WritableName.of(entry, other -> unixfs.entry(level.cid, other).isPresent())
        .orElseThrow(() ->
            new ExportRefused(
                "'"
                    + level.path
                    + "' has an entry named '"
                    + entry.name()
                    + "', which is no name of a file"));
  }

  private static void file(UnixFs.Root root, Path path) throws IOException {
    refuseDirectory(path);
    try (InputStream in = root.open(0, Long.MAX_VALUE);
        PartFile part = PartFile.of(path)) {
      in.transferTo(part.out());
      part.finish();
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

  private static void symlink(Link link) throws IOException {
    if (link.target.isEmpty() || link.target.indexOf('\0') >= 0) {
      throw new ExportRefused(
          "symlink " + link.path + " points to '" + link.target + "', which is no path");
    }
    refuseDirectory(link.path);
    PartFile.symlink(link.path, Path.of(link.target));
  }

  private static void refuseDirectory(Path path) {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new ExportRefused(path + " is a directory; move it away first");
    }
  }
}
