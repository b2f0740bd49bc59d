package network.cairn.ledger.store;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.zip.CRC32C;
import network.cairn.base.files.Disk;
import network.cairn.base.files.TornTail;
import org.jspecify.annotations.Nullable;

/// One file of the block log: records u32 length ‖ u32 CRC-32C ‖ bytes, of heights that follow one
/// another. The sum covers the height too, so that no record counts for another. A file of
/// shortened records has another name, and is there whole or not at all.
///
/// One thread appends; readers of any thread wait neither for it nor, once the file's index is
/// made, for one another.
final class Segment implements AutoCloseable {
  static final int HEADER = 8;
  static final int MAX_RECORD = 16 << 20;

  /// The index keeps the place of every so many records; those between are reached by their
  /// lengths.
  private static final int EVERY = 16;

  private static final int WINDOW = 64 << 10;

  private static final String SHORT = ".headers";
  private static final String UNFINISHED = ".part";

  /// Bytes that are written at once where a file is written anew.
  private static final int AT_ONCE = 1 << 20;

  /// Where whole records end.
  ///
  /// @param marks places of every [#EVERY]th record, with room for more
  private record Index(long[] marks, long count, long end) {
    Index and(long recordBytes) {
      long[] with = marks;
      if (count % EVERY == 0) {
        int at = Math.toIntExact(count / EVERY);
        with = at < marks.length ? marks : Arrays.copyOf(marks, Math.max(16, 2 * at));
        with[at] = end;
      }
      return new Index(with, count + 1, end + recordBytes);
    }
  }

  private static final Index EMPTY = new Index(new long[0], 0, 0);

  private final Disk disk;
  private final long firstHeight;
  private final boolean shortened;
  private final String name;
  private volatile @Nullable Index index;
  private Disk.@Nullable File appended;

  private Segment(Disk disk, long firstHeight, boolean shortened, @Nullable Index index) {
    this.disk = disk;
    this.firstHeight = firstHeight;
    this.shortened = shortened;
    this.name = shortened ? shortName(firstHeight) : name(firstHeight);
    this.index = index;
  }

  static String name(long firstHeight) {
    return String.format(Locale.ROOT, "%016d.blocks", firstHeight);
  }

  private static String shortName(long firstHeight) {
    return String.format(Locale.ROOT, "%016d%s", firstHeight, SHORT);
  }

  /// The first height of a segment of this name, if it is the name of one.
  static OptionalLong firstHeight(String name) {
    return name.matches("[0-9]{16}\\.blocks") || name.matches("[0-9]{16}\\.headers")
        ? OptionalLong.of(Long.parseLong(name.substring(0, 16)))
        : OptionalLong.empty();
  }

  /// Whether a segment of this name has shortened records.
  static boolean isShortened(String name) {
    return name.endsWith(SHORT);
  }

  /// Whether this is what is left of a segment that was being written anew.
  static boolean isUnfinished(String name) {
    return name.matches("[0-9]{16}\\.headers\\.part");
  }

  /// Makes an empty segment; its directory entry is not durable yet.
  static Segment create(Disk disk, long firstHeight) throws IOException {
    Segment made = new Segment(disk, firstHeight, false, EMPTY);
    made.appended = disk.create(name(firstHeight));
    return made;
  }

  /// The last segment of a log: every record is read, up to the first that does not hold.
  static Segment last(Disk disk, long firstHeight) throws IOException {
    Segment segment = new Segment(disk, firstHeight, false, null);
    try (Disk.File file = disk.openReadOnly(name(firstHeight))) {
      segment.index = segment.scan(file, true);
    }
    return segment;
  }

  /// A segment that others follow: read when it is asked for.
  static Segment sealed(Disk disk, long firstHeight, boolean shortened) {
    return new Segment(disk, firstHeight, shortened, null);
  }

  /// Writes a file of shortened records beside this segment; durable on return.
  ///
  /// @param records what stands for each height of this one
  /// @param wanted asked before each: whether it still is
  /// @return empty if it was not wanted to the end; then nothing is left of it
  Optional<Segment> shorten(LongFunction<byte[]> records, BooleanSupplier wanted)
      throws IOException {
    String part = shortName(firstHeight) + UNFINISHED;
    disk.delete(part);
    long end = nextHeight();
    try {
      if (!writeShort(part, end, records, wanted)) {
        disk.delete(part);
        return Optional.empty();
      }
    } catch (IOException | RuntimeException e) {
      try {
        disk.delete(part);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
    disk.rename(part, shortName(firstHeight));
    disk.forceDirectory();
    return Optional.of(sealed(disk, firstHeight, true));
  }

  /// @return whether it was wanted to the end
  private boolean writeShort(
      String part, long end, LongFunction<byte[]> records, BooleanSupplier wanted)
      throws IOException {
    try (Disk.File file = disk.create(part)) {
      Out out = new Out(file);
      for (long height = firstHeight; height < end; height++) {
        if (!wanted.getAsBoolean()) {
          return false;
        }
        out.append(record(height, records.apply(height)));
      }
      out.flush();
      file.force();
      return true;
    }
  }

  /// Writes records one behind the other, many with one call.
  private static final class Out {
    private final Disk.File file;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private long at;

    Out(Disk.File file) {
      this.file = file;
    }

    void append(byte[] record) throws IOException {
      waiting.write(record, 0, record.length);
      if (waiting.size() >= AT_ONCE) {
        flush();
      }
    }

    void flush() throws IOException {
      file.write(ByteBuffer.wrap(waiting.toByteArray()), at);
      at += waiting.size();
      waiting.reset();
    }
  }

  private static byte[] record(long height, byte[] bytes) {
    return ByteBuffer.allocate(HEADER + bytes.length)
        .putInt(bytes.length)
        .putInt(sum(height, bytes, 0, bytes.length))
        .put(bytes)
        .array();
  }

  boolean isShortened() {
    return shortened;
  }

  /// Bytes of a record, in the middle.
  long meanRecord() throws IOException {
    Index known = index();
    return known.count == 0 ? 0 : known.end / known.count;
  }

  String name() {
    return name;
  }

  long firstHeight() {
    return firstHeight;
  }

  /// The height that the next record would have.
  long nextHeight() throws IOException {
    return firstHeight + index().count;
  }

  /// Where the next record would begin.
  long end() throws IOException {
    return index().end;
  }

  private Index index() throws IOException {
    Index known = index;
    return known != null ? known : build();
  }

  private synchronized Index build() throws IOException {
    Index known = index;
    if (known == null) {
      try (Disk.File file = disk.openReadOnly(name())) {
        known = scan(file, false);
      }
      index = known;
    }
    return known;
  }

  /// Follows the lengths of the records; whether each holds is looked at now or when it is read.
  private Index scan(Disk.File file, boolean whole) throws IOException {
    Window window = new Window(file);
    Index found = EMPTY;
    while (true) {
      OptionalLong length = window.recordLength(found.end);
      if (length.isEmpty()) {
        return found;
      }
      int bytes = Math.toIntExact(length.getAsLong());
      if (whole && record(file, found.end, bytes, firstHeight + found.count).isEmpty()) {
        return found;
      }
      found = found.and(HEADER + length.getAsLong());
    }
  }

  /// Reads headers of records that follow one another with few calls.
  private static final class Window {
    private final Disk.File file;
    private final long size;
    private final ByteBuffer bytes = ByteBuffer.allocate(WINDOW).limit(0);
    private long at;

    Window(Disk.File file) throws IOException {
      this.file = file;
      this.size = file.size();
    }

    /// The length that a record here says, if the file is long enough for it.
    OptionalLong recordLength(long offset) throws IOException {
      if (size - offset < HEADER) {
        return OptionalLong.empty();
      }
      if (offset < at || offset + HEADER > at + bytes.limit()) {
        at = offset;
        file.read(bytes.clear(), offset);
        bytes.flip();
      }
      int length = bytes.getInt((int) (offset - at));
      return length < 0 || length > MAX_RECORD || size - offset - HEADER < length
          ? OptionalLong.empty()
          : OptionalLong.of(length);
    }
  }

  /// Makes the next record durable.
  void append(byte[] bytes) throws IOException {
    Index before = index();
    byte[] out = record(firstHeight + before.count, bytes);
    Disk.File file = appended;
    if (file == null) {
      file = disk.open(name());
      appended = file;
    }
    file.write(ByteBuffer.wrap(out), before.end);
    file.force();
    index = before.and(out.length);
  }

  /// The record of a height of this segment.
  ///
  /// @throws StoreFailure naming height, file and byte if it is damaged
  byte[] read(long height) throws IOException {
    Index known = index();
    long number = height - firstHeight;
    if (number >= known.count) {
      throw damaged(nextHeight(), known.end);
    }
    try (Disk.File file = disk.openReadOnly(name())) {
      Window window = new Window(file);
      long offset = known.marks[Math.toIntExact(number / EVERY)];
      for (long i = number % EVERY; i >= 0; i--) {
        OptionalLong length = window.recordLength(offset);
        if (length.isEmpty()) {
          throw damaged(height - i, offset);
        }
        if (i == 0) {
          long at = offset;
          return record(file, at, Math.toIntExact(length.getAsLong()), height)
              .orElseThrow(() -> damaged(height, at));
        }
        offset += HEADER + length.getAsLong();
      }
      throw new IllegalStateException("block " + height + " is before " + name());
    }
  }

  StoreFailure damaged(long height, long offset) {
    return new StoreFailure(
        "block "
            + height
            + " in "
            + name()
            + " at byte "
            + offset
            + " is damaged"
            + followers(height)
            + "; nothing was changed: restore this file from a backup, then run"
            + " 'cairn ledger verify'");
  }

  /// Which blocks are gone with one, because their records only tell what changed since.
  private static String followers(long height) {
    long last = Math.ceilDiv(height, BlockLog.GROUP) * BlockLog.GROUP;
    return height == last ? "" : ", and those up to " + last + " cannot be read without it";
  }

  private Optional<byte[]> record(Disk.File file, long offset, int length, long height)
      throws IOException {
    byte[] bytes = read(file, offset, HEADER + length);
    ByteBuffer header = ByteBuffer.wrap(bytes);
    return header.getInt() == length && header.getInt() == sum(height, bytes, HEADER, length)
        ? Optional.of(Arrays.copyOfRange(bytes, HEADER, bytes.length))
        : Optional.empty();
  }

  private byte[] read(Disk.File file, long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    if (file.read(bytes, offset) < length) {
      throw new EOFException(name() + " ends before byte " + (offset + length));
    }
    return bytes.array();
  }

  static int sum(long height, byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(height).flip());
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  /// What follows the last whole record; empty if nothing does.
  ///
  /// @throws StoreFailure if it is more than one record can leave
  Optional<byte[]> tail() throws IOException {
    long end = end();
    try (Disk.File file = disk.openReadOnly(name())) {
      long size = file.size() - end;
      if (size > HEADER + MAX_RECORD) {
        throw damaged(nextHeight(), end);
      }
      return size == 0 ? Optional.empty() : Optional.of(read(file, end, (int) size));
    }
  }

  /// Moves the tail into a file beside this one.
  ///
  /// @return that file's name
  String cutTail() throws IOException {
    return TornTail.moveAside(disk, name(), end());
  }

  @Override
  public void close() throws IOException {
    Disk.File file = appended;
    if (file != null) {
      file.close();
    }
  }
}
