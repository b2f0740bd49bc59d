package network.cairn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import network.cairn.base.files.FileAttributes;
import network.cairn.base.files.PartFile;
import network.cairn.base.tree.Attributes;
import network.cairn.base.tree.TreeSink;

/// Writes a tree to the disk: the first entry names the root, which becomes the target. Nothing is
/// written outside it, and nothing through a symlink, whatever paths come. What is there is
/// replaced by what is whole only. Modes and times that the DAG keeps are set, as Kubo does, but
/// for the bits that lend somebody's rights; those of directories at the end, so that they can be
/// filled.
final class ExtractedTree implements TreeSink {
  private final Path to;
  private final String name;
  private final ProgressBar bar;
  private Optional<Root> root = Optional.empty();
  private final Deque<Kept> directories = new ArrayDeque<>();
  private Attributes next = Attributes.NONE;
  private long done;

  /// What a directory keeps.
  private record Kept(Path directory, Attributes attributes) {}

  /// @param target where the root is written, as an absolute, normalized path
  private record Root(String name, Path target) {}

  /// @param name of a root that is no directory, where the target is one
  ExtractedTree(Path to, String name, ProgressBar bar) {
    this.to = to;
    this.name = name;
    this.bar = bar;
  }

  @Override
  public void begin(long bytes) {
    bar.expect(bytes);
  }

  @Override
  public void escaped(String path) {
    bar.note(
        "'"
            + Printable.line(path)
            + "': its name is not UTF-8; bytes that are none are written as %XX");
  }

  @Override
  public void attributes(String path, Attributes kept) {
    next = kept;
  }

  private Attributes taken() {
    Attributes taken = next;
    next = Attributes.NONE;
    return taken;
  }

  @Override
  public void directory(String path) throws IOException {
    Path directory = place(path, true);
    Files.createDirectories(directory);
    Attributes kept = taken();
    if (!kept.isNone()) {
      directories.push(new Kept(directory, kept));
    }
  }

  @Override
  public void symlink(String path, String target) throws IOException {
    Path link = place(path, false);
    PartFile.symlink(link, path(target));
    FileAttributes.set(link, new Attributes(0, taken().time()));
  }

  @Override
  public void file(String path, long size, InputStream content) throws IOException {
    try (PartFile part = PartFile.of(place(path, false))) {
      ShownOutput out = new ShownOutput(part.out(), done, bar);
      content.transferTo(out);
      part.keep(taken());
      part.finish();
      done = out.count();
    }
  }

  /// Nothing follows.
  void end() throws IOException {
    while (!directories.isEmpty()) {
      Kept kept = directories.pop();
      FileAttributes.set(kept.directory(), kept.attributes());
    }
  }

  /// Where an entry goes. The first decides where all of them go.
  private Path place(String entry, boolean directory) {
    String path = strip(entry);
    if (root.isEmpty()) {
      boolean into = !directory && Files.isDirectory(to);
      // Entries' paths are normalized, so the target must be, or none would seem to lie below it.
      Path target = (into ? to.resolve(path(name)) : to).toAbsolutePath().normalize();
      root = Optional.of(new Root(path, target));
    }
    return checked(root.get().target(), below(root.get(), path));
  }

  private static String strip(String name) {
    int from = 0;
    int end = name.length();
    while (from < end && name.charAt(from) == '/') {
      from++;
    }
    while (end > from && name.charAt(end - 1) == '/') {
      end--;
    }
    return name.substring(from, end);
  }

  private static Path below(Root root, String name) {
    if (name.equals(root.name())) {
      return root.target();
    }
    if (!name.startsWith(root.name() + "/")) {
      throw new CommandFailed("the archive names a path outside its root: " + name);
    }
    Path path = root.target().resolve(path(name.substring(root.name().length() + 1))).normalize();
    if (!path.startsWith(root.target()) || path.equals(root.target())) {
      throw new CommandFailed("the archive names a path outside its root: " + name);
    }
    return path;
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new CommandFailed("the archive holds a name that no file can have: " + e.getReason());
    }
  }

  /// Refuses a path that leads through a symlink below the target.
  private static Path checked(Path target, Path path) {
    for (Path at = path.getParent();
        at != null && at.startsWith(target) && !at.equals(target.getParent());
        at = at.getParent()) {
      if (Files.isSymbolicLink(at)
          || (Files.exists(at, LinkOption.NOFOLLOW_LINKS)
              && !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS))) {
        throw new CommandFailed("refusing to write through " + at);
      }
    }
    return path;
  }
}
