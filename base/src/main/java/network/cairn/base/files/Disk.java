package network.cairn.base.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// One directory of files; the only way to whatever must survive a power cut, so that a simulation
/// can lose what was not forced.
///
/// Names are relative to the directory, or absolute paths. Thread-safe.
public interface Disk {
  /// Creates a file that does not exist yet. Its directory entry is durable after
  /// [#forceDirectory].
  ///
  /// @throws java.nio.file.FileAlreadyExistsException if it exists
  File create(String name) throws IOException;

  /// Opens an existing file for reading and writing.
  File open(String name) throws IOException;

  /// Opens an existing file for reading.
  File openReadOnly(String name) throws IOException;

  /// Names of the files of this directory.
  List<String> list() throws IOException;

  /// Deletes a file if it is there.
  void delete(String name) throws IOException;

  /// Gives a file another name, in one step also in place of a file that has it.
  void rename(String from, String to) throws IOException;

  /// Bytes that may still be written; others may write them first.
  long usable() throws IOException;

  /// Makes creations, deletions and renames of files durable.
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
