package network.cairn.ledger.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import network.cairn.base.files.Disk;

/// One file of the block log: records u32 length ‖ u32 CRC-32C ‖ bytes, of heights that follow one
/// another. The sum covers the height too, so that no record counts for another.
final class Segment implements AutoCloseable {
  static final int HEADER = 8;
  static final int MAX_RECORD = 16 << 20;

  private final Disk.File file;
  private final long firstHeight;
  private final List<Long> offsets = new ArrayList<>();
  private long end;

  private Segment(Disk.File file, long firstHeight) {
    this.file = file;
    this.firstHeight = firstHeight;
  }

  static String name(long firstHeight) {
    return String.format("%016d.blocks", firstHeight);
  }

  /// Makes an empty segment; its directory entry is not durable yet.
  static Segment create(Disk disk, long firstHeight) throws IOException {
    return new Segment(disk.create(name(firstHeight)), firstHeight);
  }

  /// Opens a segment and reads it up to the first record that does not hold.
  static Segment open(Disk disk, long firstHeight) throws IOException {
    return scan(disk.open(name(firstHeight)), firstHeight);
  }

  private static Segment scan(Disk.File file, long firstHeight) throws IOException {
    Segment segment = new Segment(file, firstHeight);
    long size = file.size();
    while (segment.recordAt(segment.end, size, segment.nextHeight()).isPresent()) {
      segment.offsets.add(segment.end);
      segment.end += HEADER + segment.lengthAt(segment.end);
    }
    return segment;
  }

  private ByteBuffer read(long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    if (file.read(bytes, offset) < length) {
      throw new EOFException(name(firstHeight) + " ends before byte " + (offset + length));
    }
    return bytes.flip();
  }

  private int lengthAt(long offset) throws IOException {
    return read(offset, Integer.BYTES).getInt();
  }

  private Optional<byte[]> recordAt(long offset, long size, long height) throws IOException {
    if (size - offset < HEADER) {
      return Optional.empty();
    }
    ByteBuffer header = read(offset, HEADER);
    int length = header.getInt();
    int sum = header.getInt();
    if (length < 0 || length > MAX_RECORD || size - offset - HEADER < length) {
      return Optional.empty();
    }
    byte[] bytes = read(offset + HEADER, length).array();
    return sum(height, bytes) == sum ? Optional.of(bytes) : Optional.empty();
  }

  private static int sum(long height, byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(height).flip());
    crc.update(bytes);
    return (int) crc.getValue();
  }

  long firstHeight() {
    return firstHeight;
  }

  /// The height that the next record would have.
  long nextHeight() {
    return firstHeight + offsets.size();
  }

  long end() {
    return end;
  }

  /// Whether bytes follow the last good record.
  boolean hasTornTail() throws IOException {
    return file.size() > end;
  }

  void cutTornTail() throws IOException {
    file.truncate(end);
    file.force();
  }

  void append(byte[] bytes) throws IOException {
    long height = nextHeight();
    ByteBuffer out = ByteBuffer.allocate(HEADER + bytes.length);
    out.putInt(bytes.length).putInt(sum(height, bytes)).put(bytes);
    file.write(out.flip(), end);
    file.force();
    offsets.add(end);
    end += out.capacity();
  }

  /// The record of a height of this segment.
  byte[] read(long height) throws IOException {
    long offset = offsets.get(Math.toIntExact(height - firstHeight));
    return recordAt(offset, end, height)
        .orElseThrow(
            () -> new StoreFailure("block " + height + " in " + name(firstHeight) + " is damaged"));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
