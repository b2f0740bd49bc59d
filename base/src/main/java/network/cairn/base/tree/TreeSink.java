package network.cairn.base.tree;

import java.io.IOException;
import java.io.InputStream;

/// Takes the entries of a tree one after another, a directory before what is in it.
///
/// Paths have `/` between names and begin with the name of the root; nobody has checked that they
/// stay below it unless the giver says so. Used by one thread.
public interface TreeSink {
  /// Comes first.
  ///
  /// @param bytes of the whole as its root claims, 0 if not known; only for progress
  default void begin(long bytes) throws IOException {}

  /// Comes before an entry whose name in the DAG is not UTF-8: in its path the bytes that are none,
  /// and percent signs, stand as `%XX`.
  default void escaped(String path) throws IOException {}

  /// Comes before an entry that keeps a mode or a time.
  default void attributes(String path, Attributes kept) throws IOException {}

  void directory(String path) throws IOException;

  /// A file of exactly `size` bytes; what the sink does not read is passed over, and it does not
  /// close the stream.
  void file(String path, long size, InputStream content) throws IOException;

  /// A symlink, whose target is anything.
  void symlink(String path, String target) throws IOException;
}
