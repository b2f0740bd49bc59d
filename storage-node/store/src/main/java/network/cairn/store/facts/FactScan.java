package network.cairn.store.facts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import network.cairn.base.files.Disk;

/// Reads a log of facts from its begin. Memory: a window of 1 MiB, or the longest record.
///
/// A log begins with [#MAGIC], the number of the transaction that it begins with, the count of
/// records that tell all facts of then, and a CRC32C of these 24 bytes. Each later record has the
/// next number. So a record that is missing is found as well as one that changed.
final class FactScan {
  static final int HEADER = 28;
  static final long MAGIC = 0x636169726e666331L; // "cairnfc1"

  /// Numbers further on than this are no number of a later record.
  private static final long MOST_LATER = 1L << 32;

  private static final int WINDOW = 1 << 20;

  /// How a log ends.
  enum State {
    /// With its last record.
    WHOLE,
    /// With bytes that are no record, and none behind: as a crash leaves it, or damage to the end.
    TORN,
    /// Something else is not as it was written.
    DAMAGED
  }

  private final Disk.File file;
  private final long size;
  private long base;
  private long last;
  private long end;
  private long begun = HEADER;
  private State state = State.DAMAGED;
  private byte[] window = new byte[0];
  private long windowAt;

  private FactScan(Disk.File file) throws IOException {
    this.file = file;
    this.size = file.size();
  }

  /// Reads a log.
  ///
  /// @param facts given each whole record; of a damaged log also those behind the damage
  static FactScan read(Disk.File file, Consumer<FactRecord> facts) throws IOException {
    FactScan scan = new FactScan(file);
    scan.run(facts);
    return scan;
  }

  private void run(Consumer<FactRecord> facts) throws IOException {
    long counted = header();
    end = Math.min(size, HEADER);
    boolean sound = counted >= 0;
    long at = HEADER;
    long records = 0;
    last = base;
    while (sound && at < size) {
      Optional<FactRecord> record = record(at);
      long expected = records < counted ? base : last + 1;
      sound = record.isPresent() && record.get().sequence() == expected;
      if (sound) {
        facts.accept(record.get());
        records++;
        last = expected;
        at += length(at);
        end = at;
        begun = records == counted ? at : begun;
      }
    }
    if (sound && records >= counted) {
      state = State.WHOLE;
      return;
    }
    boolean more = salvage(at, facts);
    state = counted < 0 || records < counted || more ? State.DAMAGED : State.TORN;
  }

  /// @return the count of records that tell all facts; -1 if the header is no header
  private long header() throws IOException {
    if (size < HEADER) {
      return -1;
    }
    byte[] bytes = bytes(0, HEADER);
    ByteBuffer header = ByteBuffer.wrap(bytes);
    long magic = header.getLong();
    base = header.getLong();
    long count = header.getLong();
    boolean right = header.getInt() == FactRecord.sum(bytes, 0, HEADER - Integer.BYTES);
    if (!right || magic != MAGIC) {
      base = 0;
      return -1;
    }
    return count;
  }

  static byte[] header(long base, long count) {
    ByteBuffer header = ByteBuffer.allocate(HEADER).putLong(MAGIC).putLong(base).putLong(count);
    return header.putInt(FactRecord.sum(header.array(), 0, HEADER - Integer.BYTES)).array();
  }

  /// Gives the whole records from a byte on, whatever is between them.
  ///
  /// @return whether there is one
  private boolean salvage(long from, Consumer<FactRecord> facts) throws IOException {
    boolean any = false;
    long at = Math.max(from, 1);
    while (at + FactRecord.HEAD + Long.BYTES <= size) {
      Optional<FactRecord> record = isPlausible(at) ? record(at) : Optional.empty();
      if (record.isPresent()) {
        any = true;
        last = Math.max(last, record.get().sequence());
        facts.accept(record.get());
        at += length(at);
      } else {
        at++;
      }
    }
    return any;
  }

  private boolean isPlausible(long at) throws IOException {
    byte[] start = bytes(at, FactRecord.HEAD + Long.BYTES);
    long sequence = ByteBuffer.wrap(start).getLong(FactRecord.HEAD);
    return sequence >= 0 && (last == 0 || Math.abs(sequence - last) < MOST_LATER);
  }

  private long length(long at) throws IOException {
    return FactRecord.HEAD + (long) ByteBuffer.wrap(bytes(at, Integer.BYTES)).getInt();
  }

  private Optional<FactRecord> record(long at) throws IOException {
    if (size - at < FactRecord.HEAD + Long.BYTES) {
      return Optional.empty();
    }
    ByteBuffer head = ByteBuffer.wrap(bytes(at, FactRecord.HEAD));
    int length = head.getInt();
    if (length < Long.BYTES || length > size - at - FactRecord.HEAD) {
      return Optional.empty();
    }
    byte[] body = bytes(at + FactRecord.HEAD, length);
    return FactRecord.sum(body, 0, length) == head.getInt()
        ? FactRecord.decode(body)
        : Optional.empty();
  }

  private byte[] bytes(long at, int length) throws IOException {
    if (at < windowAt || at + length > windowAt + window.length) {
      ByteBuffer next = ByteBuffer.allocate((int) Math.min(size - at, Math.max(WINDOW, length)));
      int count = file.read(next, at);
      window = Arrays.copyOf(next.array(), count);
      windowAt = at;
      if (count < length) {
        throw new IOException("the log of facts became shorter while it was read");
      }
    }
    int from = (int) (at - windowAt);
    return Arrays.copyOfRange(window, from, from + length);
  }

  State state() {
    return state;
  }

  /// The number of the transaction that the log begins with.
  long base() {
    return base;
  }

  /// The highest number that was read.
  long last() {
    return last;
  }

  /// Where the records end that tell all facts of the log's begin.
  long begun() {
    return begun;
  }

  /// Where the records end that can be gone on with.
  long end() {
    return end;
  }
}
