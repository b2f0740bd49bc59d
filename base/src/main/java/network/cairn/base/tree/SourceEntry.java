package network.cairn.base.tree;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;

/// One entry of a tree to import; contents and children are opened when the importer comes to them.
public sealed interface SourceEntry {
  /// The name in the parent; empty for a root without a name (a wrapping directory).
  String name();

  /// Its mode and time of change, as far as somebody has asked for them.
  Attributes attributes();

  /// A file.
  ///
  /// @param size number of bytes if known beforehand; only for progress, never trusted
  record File(String name, Opener opener, OptionalLong size, Attributes attributes)
      implements SourceEntry {
    public File(String name, Opener opener, OptionalLong size) {
      this(name, opener, size, Attributes.NONE);
    }

    /// The same file, read from elsewhere.
    public File from(Opener other) {
      return new File(name, other, size, attributes);
    }
  }

  /// A directory; children in any order, without two of the same name.
  record Directory(String name, Lister lister, Attributes attributes) implements SourceEntry {
    public Directory(String name, Lister lister) {
      this(name, lister, Attributes.NONE);
    }

    /// The same directory, listed by another.
    public Directory from(Lister other) {
      return new Directory(name, other, attributes);
    }
  }

  /// A symlink, kept as it is, its target never looked at.
  record Symlink(String name, String target, Attributes attributes) implements SourceEntry {
    public Symlink(String name, String target) {
      this(name, target, Attributes.NONE);
    }
  }

  /// Opens a file's bytes; the importer closes the stream.
  @FunctionalInterface
  interface Opener {
    InputStream open() throws IOException;
  }

  /// Lists a directory's children.
  @FunctionalInterface
  interface Lister {
    List<SourceEntry> list() throws IOException;
  }

  /// A directory without a name around the given entries, as `ipfs add -w` makes it.
  static Directory wrap(List<SourceEntry> entries) {
    List<SourceEntry> copy = List.copyOf(entries);
    return new Directory("", () -> copy);
  }
}
