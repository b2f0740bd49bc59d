package network.cairn.ledger.store;

import java.io.IOException;
import java.util.List;

/// The files that the block log writes, as small as a test can put a failing disk in its place.
public interface LogDisk {
  /// Names of all files, sorted.
  List<String> list() throws IOException;

  /// Opens a file, creating it where it is missing.
  LogFile open(String name) throws IOException;

  /// Makes created files durable as such.
  void sync() throws IOException;

  /// One file; used by one thread at a time.
  interface LogFile extends AutoCloseable {
    long size() throws IOException;

    /// Writes at the end.
    void append(byte[] bytes) throws IOException;

    /// Reads exactly so many bytes that are there.
    byte[] read(long offset, int length) throws IOException;

    void truncate(long size) throws IOException;

    /// Makes all that was written durable.
    void sync() throws IOException;

    @Override
    void close() throws IOException;
  }
}
