package network.cairn.ledger.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// One file of the block log: records u32 length ‖ u32 CRC-32C ‖ bytes, of heights that follow one
/// another. The sum covers the height too, so that no record counts for another.
final class Segment implements AutoCloseable {
  static final int HEADER = 8;
  static final int MAX_RECORD = 16 << 20;

  private final LogDisk.LogFile file;
  private final long firstHeight;
  private final List<Long> offsets = new ArrayList<>();
  private long end;

  private Segment(LogDisk.LogFile file, long firstHeight) {
    this.file = file;
    this.firstHeight = firstHeight;
  }

  static String name(long firstHeight) {
    return String.format("%016d.blocks", firstHeight);
  }

  /// Reads a file up to the first record that does not hold.
  static Segment scan(LogDisk.LogFile file, long firstHeight) throws IOException {
    Segment segment = new Segment(file, firstHeight);
    long size = file.size();
    while (segment.recordAt(segment.end, size, segment.nextHeight()).isPresent()) {
      segment.offsets.add(segment.end);
      segment.end += HEADER + segment.lengthAt(segment.end);
    }
    return segment;
  }

  private int lengthAt(long offset) throws IOException {
    return ByteBuffer.wrap(file.read(offset, Integer.BYTES)).getInt();
  }

  private Optional<byte[]> recordAt(long offset, long size, long height) throws IOException {
    if (size - offset < HEADER) {
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.wrap(file.read(offset, HEADER));
    int length = header.getInt();
    int sum = header.getInt();
    if (length < 0 || length > MAX_RECORD || size - offset - HEADER < length) {
      return Optional.empty();
    }
    byte[] bytes = file.read(offset + HEADER, length);
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
    file.sync();
  }

  void append(byte[] bytes) throws IOException {
    long height = nextHeight();
    ByteBuffer out = ByteBuffer.allocate(HEADER + bytes.length);
    out.putInt(bytes.length).putInt(sum(height, bytes)).put(bytes);
    file.append(out.array());
    file.sync();
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
