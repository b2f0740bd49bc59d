package network.cairn.lmdb;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// LMDB's data file, read page by page without mapping it. For one thread.
final class PageFile implements Closeable {
  /// Bytes at the start of each page that say what it is.
  static final int HEADER = 16;

  static final int MIN_PAGE = 512;
  static final int MAX_PAGE = 64 << 10;

  private final Path file;
  private final String wayOut;
  private final FileChannel channel;
  private final long size;
  private int pageSize = MIN_PAGE;

  PageFile(Path file, String wayOut) throws IOException {
    this.file = file;
    this.wayOut = wayOut;
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
    this.size = channel.size();
  }

  long size() {
    return size;
  }

  int pageSize() {
    return pageSize;
  }

  void setPageSize(int bytes) {
    pageSize = bytes;
  }

  /// Pages that lie in the file as a whole.
  long pages() {
    return size / pageSize;
  }

  /// The bytes of a page in the machine's order, as LMDB writes them.
  ByteBuffer page(long number) throws DamagedTables {
    requireInFile(number, 1);
    return read(number * pageSize, pageSize);
  }

  void requireInFile(long number, long count) throws DamagedTables {
    if (number < 0 || number >= pages() || count > pages() - number) {
      throw damaged(
          "the file has "
              + size
              + " bytes, but page "
              + number
              + (count > 1 ? " and " + (count - 1) + " behind it are" : " is")
              + " in use; it was cut");
    }
  }

  /// Bytes that lie in the file.
  ByteBuffer read(long at, int length) throws DamagedTables {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    try {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, at + bytes.position()) < 0) {
          throw damaged("it ends at byte " + (at + bytes.position()) + " while it is read");
        }
      }
    } catch (DamagedTables e) {
      throw e;
    } catch (IOException e) {
      throw new DamagedTables(
          file + " cannot be read at byte " + at + ": " + e.getMessage() + "; " + wayOut, e);
    }
    return bytes.flip();
  }

  DamagedTables damaged(String what) {
    return new DamagedTables(file + " is damaged: " + what + "; " + wayOut);
  }

  DamagedTables damaged(long page, String what) {
    return damaged("page " + page + " at byte " + page * pageSize + ": " + what);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
