package network.cairn.store.blockstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// One directory of files; the only way to packs and attached files, so that a simulation can lose
/// what was not forced.
///
/// Names are relative to the directory, or absolute paths. Thread-safe.
interface Disk {
  /// Creates a file that does not exist yet. Its directory entry is durable after
  /// [#forceDirectory].
  File create(String name) throws IOException;

  /// Opens an existing file for reading and writing.
  File open(String name) throws IOException;

  /// Opens an existing file for reading.
  File openReadOnly(String name) throws IOException;

  /// Names of the files of this directory.
  List<String> list() throws IOException;

  void delete(String name) throws IOException;

  /// Makes creations and deletions of files durable.
  void forceDirectory() throws IOException;

  /// An open file. Thread-safe; reads and writes carry their position.
  interface File extends AutoCloseable {
    long size() throws IOException;

    /// Fills the buffer from the position on, less only at the end of the file.
    ///
    /// @return bytes read
    int read(ByteBuffer target, long position) throws IOException;

    /// Writes all of the buffer.
    void write(ByteBuffer source, long position) throws IOException;

    void truncate(long size) throws IOException;

    /// Makes content and length durable.
    void force() throws IOException;

    @Override
    void close() throws IOException;
  }
}
