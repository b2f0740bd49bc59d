package network.cairn.deals.piece;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import network.cairn.store.repo.Reservation;
import org.jspecify.annotations.Nullable;

/// What a walk holds beyond its share of memory: a file that is gone when it is closed, and the
/// room that it takes of the disk. For one thread.
final class Spill implements AutoCloseable {
  private final FileChannel file;
  private final Reservation room;

  Spill(FileChannel file, Reservation room) {
    this.file = file;
    this.room = room;
  }

  /// Takes room for bytes by which the file is about to grow; not for those that were set aside.
  ///
  /// @throws network.cairn.store.repo.QuotaExceeded if there is none
  void grow(long bytes) {
    room.admit(bytes);
  }

  void write(ByteBuffer bytes, long to) throws IOException {
    for (long at = to; bytes.hasRemaining(); ) {
      at += file.write(bytes, at);
    }
  }

  /// Fills a buffer.
  ///
  /// @throws EOFException if the file ends before
  void read(ByteBuffer bytes, long from) throws IOException {
    for (long at = from; bytes.hasRemaining(); ) {
      int got = file.read(bytes, at);
      if (got < 0) {
        throw new EOFException("what a walk holds ends at byte " + at);
      }
      at += got;
    }
  }

  @Override
  public void close() {
    try (room) {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close a file of a walk over a piece", e);
    }
  }

  static void closeIfAny(@Nullable Spill spill) {
    if (spill != null) {
      spill.close();
    }
  }
}
