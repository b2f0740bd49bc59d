package network.cairn.ledger.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.base.files.Disk;
import network.cairn.base.files.FileDisk;

/// Blocks by height in an append-only log of segments; a block is durable when [#append] returns.
///
/// Only the last segment can end in a record that was cut off by a crash; that tail was never
/// acknowledged and is removed at the start. Damage anywhere else is an error. Thread-safe.
public final class BlockLog implements AutoCloseable {
  private static final long SEGMENT_BYTES = 64L << 20;

  private final Disk disk;
  private final long segmentBytes;
  private final List<Long> firstHeights = new ArrayList<>();
  private Segment last;
  private Optional<Segment> older = Optional.empty();
  private boolean failed;

  private BlockLog(Disk disk, long segmentBytes, Segment last) {
    this.disk = disk;
    this.segmentBytes = segmentBytes;
    this.last = last;
  }

  /// Opens the log of a directory, which is made if it is missing; its first block has height 1.
  ///
  /// @throws StoreFailure if the disk fails or a segment is missing
  public static BlockLog open(Path directory) {
    return open(directory, SEGMENT_BYTES);
  }

  /// As [#open(Path)], with a new segment after so many bytes.
  static BlockLog open(Path directory, long segmentBytes) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new StoreFailure("cannot create " + directory, e);
    }
    return open(new FileDisk(directory), segmentBytes);
  }

  /// As [#open(Path)], on any disk.
  ///
  /// @throws StoreFailure if the disk fails or a segment is missing
  public static BlockLog open(Disk disk) {
    return open(disk, SEGMENT_BYTES);
  }

  /// Opens a log that begins a new segment after so many bytes.
  static BlockLog open(Disk disk, long segmentBytes) {
    try {
      List<Long> firsts = new ArrayList<>();
      for (String name : disk.list()) {
        firstHeight(name).ifPresent(firsts::add);
      }
      boolean fresh = firsts.isEmpty();
      long first = fresh ? 1 : firsts.getLast();
      if (!fresh && firsts.getFirst() != 1) {
        throw new StoreFailure("the block log begins at height " + firsts.getFirst());
      }
      Segment last = fresh ? Segment.create(disk, first) : Segment.open(disk, first);
      if (last.hasTornTail()) {
        last.cutTornTail();
      }
      BlockLog log = new BlockLog(disk, segmentBytes, last);
      if (fresh) {
        disk.forceDirectory();
        firsts.add(first);
      }
      log.firstHeights.addAll(firsts);
      log.requireWhole();
      return log;
    } catch (IOException e) {
      throw new StoreFailure("the block log cannot be opened", e);
    }
  }

  private static OptionalLong firstHeight(String name) {
    return name.matches("[0-9]{16}\\.blocks")
        ? OptionalLong.of(Long.parseLong(name.substring(0, 16)))
        : OptionalLong.empty();
  }

  /// The segment before the last must reach it; those before that are looked at when read.
  private void requireWhole() throws IOException {
    if (firstHeights.size() > 1) {
      Segment before = segment(last.firstHeight() - 1);
      if (before.nextHeight() != last.firstHeight()) {
        throw new StoreFailure("block " + before.nextHeight() + " is missing from the log");
      }
    }
  }

  /// The height of the last block; 0 for none.
  public synchronized long lastHeight() {
    return last.nextHeight() - 1;
  }

  /// Makes the next block durable.
  ///
  /// @throws StoreFailure if the disk fails; then the log takes nothing more until it is opened
  ///   anew
  public synchronized void append(long height, byte[] block) {
    if (failed) {
      throw new StoreFailure("the block log failed before; restart the ledger");
    }
    if (height != last.nextHeight() || block.length > Segment.MAX_RECORD) {
      throw new IllegalArgumentException(
          "block " + height + " of " + block.length + " bytes after " + lastHeight());
    }
    failed = true;
    try {
      if (last.end() >= segmentBytes) {
        beginSegment(height);
      }
      last.append(block);
      failed = false;
    } catch (IOException e) {
      throw new StoreFailure("block " + height + " cannot be written to the log", e);
    }
  }

  private void beginSegment(long height) throws IOException {
    Segment next = Segment.create(disk, height);
    disk.forceDirectory();
    if (older.isPresent()) {
      older.get().close();
    }
    older = Optional.of(last);
    last = next;
    firstHeights.add(height);
  }

  /// The block of a height, if the log has it.
  public synchronized Optional<byte[]> read(long height) {
    if (height < 1 || height > lastHeight()) {
      return Optional.empty();
    }
    try {
      return Optional.of(segment(height).read(height));
    } catch (IOException e) {
      throw new StoreFailure("block " + height + " cannot be read from the log", e);
    }
  }

  private Segment segment(long height) throws IOException {
    if (height >= last.firstHeight()) {
      return last;
    }
    if (older.isPresent()
        && height >= older.get().firstHeight()
        && height < older.get().nextHeight()) {
      return older.get();
    }
    long first = 1;
    for (long candidate : firstHeights) {
      first = candidate <= height ? candidate : first;
    }
    Segment found = Segment.open(disk, first);
    if (older.isPresent()) {
      older.get().close();
    }
    older = Optional.of(found);
    if (height >= found.nextHeight()) {
      throw new StoreFailure(
          "block " + height + " is missing from the log: " + Segment.name(first) + " is damaged");
    }
    return found;
  }

  @Override
  public synchronized void close() {
    try {
      last.close();
      if (older.isPresent()) {
        older.get().close();
      }
    } catch (IOException e) {
      throw new StoreFailure("the block log cannot be closed", e);
    }
  }
}
