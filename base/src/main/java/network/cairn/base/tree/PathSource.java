package network.cairn.base.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Entries of a disk.
///
/// Hidden entries (a name that begins with a dot) and ignored ones are left out of directories; the
/// path that was named is always taken. Sockets, pipes and devices inside a directory are refused.
/// Immutable, thread-safe.
///
/// @param hidden whether hidden entries are taken
/// @param followSymlinks whether a symlink is imported as what it points to
/// @param attributed whether modes and times of change are read, too
public record PathSource(
    boolean hidden, boolean followSymlinks, IgnoreRules ignore, boolean attributed) {
  /// Directories nested deeper than this are refused, which also ends a walk around a loop of
  /// symlinks.
  private static final int MAX_DEPTH = 512;

  /// Without modes and times.
  public PathSource(boolean hidden, boolean followSymlinks, IgnoreRules ignore) {
    this(hidden, followSymlinks, ignore, false);
  }

  /// What `ipfs add` takes when nothing else is said.
  public static PathSource standard() {
    return new PathSource(false, false, IgnoreRules.none());
  }

  /// The entry at the path, named by its last name.
  public SourceEntry entry(Path path) throws IOException {
    return entry(path, attributes(path), name(path.toAbsolutePath().normalize()), "", 0)
        .orElseThrow(() -> new IOException(path + " is neither file, directory nor symlink"));
  }

  private Optional<SourceEntry> entry(
      Path path, BasicFileAttributes attributes, String name, String relative, int depth)
      throws IOException {
    if (attributes.isDirectory()) {
      return Optional.of(
          new SourceEntry.Directory(
              name, () -> children(path, relative, depth + 1), kept(path, attributes)));
    }
    if (attributes.isSymbolicLink()) {
      return Optional.of(
          new SourceEntry.Symlink(
              name, text(Files.readSymbolicLink(path), path), kept(path, attributes)));
    }
    // The named path itself may be a pipe or a device, as in `add <(command)`.
    if (attributes.isRegularFile() || depth == 0) {
      OptionalLong size =
          attributes.isRegularFile() ? OptionalLong.of(attributes.size()) : OptionalLong.empty();
      return Optional.of(
          new SourceEntry.File(name, () -> open(path), size, kept(path, attributes)));
    }
    return Optional.empty();
  }

  private Attributes kept(Path path, BasicFileAttributes attributes) throws IOException {
    if (!attributed) {
      return Attributes.NONE;
    }
    int mode = 0;
    try {
      mode = (int) Files.getAttribute(path, "unix:mode", options()) & Attributes.MODE_BITS;
    } catch (UnsupportedOperationException e) {
      // A system without modes keeps none.
    }
    return new Attributes(mode, Optional.of(attributes.lastModifiedTime().toInstant()));
  }

  private static String name(Path path) throws IOException {
    Path name = path.getFileName();
    return name == null ? "" : text(name, path);
  }

  /// The text of a name, which elsewhere must give the same bytes again.
  private static String text(Path name, Path path) throws IOException {
    String text = name.toString();
    try {
      if (Path.of(text).equals(name)) {
        return text;
      }
    } catch (InvalidPathException e) {
      throw unreadable(path);
    }
    throw unreadable(path);
  }

  private static FileSystemException unreadable(Path path) {
    return new FileSystemException(
        path.toString(), null, "its name or target is not UTF-8; rename it to keep it");
  }

  private static InputStream open(Path path) throws IOException {
    return Files.newInputStream(path);
  }

  private BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, options());
  }

  private LinkOption[] options() {
    return followSymlinks ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
  }

  private List<SourceEntry> children(Path directory, String relative, int depth)
      throws IOException {
    if (depth > MAX_DEPTH) {
      throw new FileSystemLoopException(directory + " is nested deeper than " + MAX_DEPTH);
    }
    List<SourceEntry> children = new ArrayList<>();
    try (Stream<Path> listed = Files.list(directory)) {
      for (Path path : (Iterable<Path>) listed::iterator) {
        String name = name(path);
        if (!hidden && name.startsWith(".")) {
          continue;
        }
        String below = relative.isEmpty() ? name : relative + "/" + name;
        BasicFileAttributes attributes = attributes(path);
        if (ignore.ignores(below, attributes.isDirectory())) {
          continue;
        }
        children.add(
            entry(path, attributes, name, below, depth)
                .orElseThrow(
                    () -> new IOException(path + " is neither file, directory nor symlink")));
      }
    }
    return children;
  }
}
