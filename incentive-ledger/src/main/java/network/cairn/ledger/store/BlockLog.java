package network.cairn.ledger.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import network.cairn.base.files.Disk;
import network.cairn.base.files.FileDisk;

/// Blocks by height in an append-only log of segments; a block is durable when [#append] returns.
///
/// Opening changes nothing on the disk. Only the record above the state's height can be one that a
/// crash tore, and only with nothing whole behind it: [#recover] moves it aside. Everything else is
/// damage: it is named with height, file and byte, and left as it is. Thread-safe; readers never
/// wait for [#append], nor it for them.
public final class BlockLog implements AutoCloseable {
  /// A record may tell only what changed since the one before; the first of so many is whole, at
  /// heights 1, 33, 65 and so on.
  public static final int GROUP = 32;

  private static final long SEGMENT_BYTES = 64L << 20;

  private final Disk disk;
  private final long segmentBytes;

  /// By first height; the last one grows.
  private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();

  private boolean recovered;
  private boolean failed;

  private BlockLog(Disk disk, long segmentBytes) {
    this.disk = disk;
    this.segmentBytes = segmentBytes;
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
    BlockLog log = new BlockLog(disk, segmentBytes);
    try {
      for (String name : disk.list()) {
        Segment.firstHeight(name)
            .ifPresent(first -> log.segments.put(first, Segment.sealed(disk, first)));
      }
      if (!log.segments.isEmpty()) {
        long first = log.segments.lastKey();
        log.segments.put(first, Segment.last(disk, first));
        log.requireNeighbours();
      }
      return log;
    } catch (IOException e) {
      throw new StoreFailure("the block log cannot be opened", e);
    }
  }

  /// The log begins at height 1, and the segment before the last reaches it; those before that are
  /// looked at when read.
  private void requireNeighbours() throws IOException {
    if (segments.firstKey() != 1) {
      throw new StoreFailure(
          "the block log begins at height "
              + segments.firstKey()
              + "; restore the files before "
              + Segment.name(segments.firstKey())
              + " from a backup");
    }
    var before = segments.lowerEntry(segments.lastKey());
    if (before != null) {
      requireReaches(before.getValue(), segments.lastKey());
    }
  }

  private static void requireReaches(Segment segment, long next) throws IOException {
    if (segment.nextHeight() < next) {
      throw segment.damaged(segment.nextHeight(), segment.end());
    }
    if (segment.nextHeight() > next) {
      throw new StoreFailure(
          segment.name()
              + " reaches height "
              + (segment.nextHeight() - 1)
              + " but the next file begins at "
              + next
              + "; restore both from a backup");
    }
  }

  /// The height of the last block; 0 for none.
  public long lastHeight() {
    if (segments.isEmpty()) {
      return 0;
    }
    try {
      return segments.lastEntry().getValue().nextHeight() - 1;
    } catch (IOException e) {
      throw new StoreFailure("the block log cannot be read", e);
    }
  }

  /// Makes the log ready to be appended to: moves what a crash left unfinished into a file beside.
  ///
  /// @param stateHeight what the state has executed, and so what others may have seen; empty where
  ///   there is no state to tell it
  /// @return the file with what was moved, if anything was
  /// @throws StoreFailure if the end is damage; then nothing was changed
  public synchronized Optional<String> recover(OptionalLong stateHeight) {
    try {
      boolean torn = isTorn(stateHeight);
      Optional<String> aside =
          torn ? Optional.of(segments.lastEntry().getValue().cutTail()) : Optional.empty();
      recovered = true;
      return aside;
    } catch (IOException e) {
      throw new StoreFailure("the end of the block log cannot be mended", e);
    }
  }

  /// Whether [#recover] would move anything; changes nothing.
  ///
  /// @throws StoreFailure as [#recover]
  public synchronized boolean isTorn(OptionalLong stateHeight) {
    if (segments.isEmpty()) {
      return false;
    }
    Segment last = segments.lastEntry().getValue();
    try {
      Optional<byte[]> tail = last.tail();
      if (tail.isEmpty()) {
        return false;
      }
      long height = last.nextHeight();
      if (stateHeight.isEmpty()) {
        throw new StoreFailure(
            "block "
                + height
                + " in "
                + last.name()
                + " at byte "
                + last.end()
                + " is cut off or damaged, and there is no state to tell which; nothing was"
                + " changed: restore the state or this file from a backup");
      }
      if (height <= stateHeight.getAsLong() || RecordsBehind.any(tail.get(), height)) {
        throw last.damaged(height, last.end());
      }
      return true;
    } catch (IOException e) {
      throw new StoreFailure("the end of the block log cannot be read", e);
    }
  }

  /// Makes the next block durable.
  ///
  /// @throws StoreFailure if the disk fails; then the log takes nothing more until it is opened
  ///   anew
  public synchronized void append(long height, byte[] block) {
    if (failed) {
      throw new StoreFailure("the block log failed before; restart the ledger");
    }
    if (!recovered) {
      throw new IllegalStateException("the block log is open for reading only");
    }
    if (height != lastHeight() + 1 || block.length > Segment.MAX_RECORD) {
      throw new IllegalArgumentException(
          "block " + height + " of " + block.length + " bytes after " + lastHeight());
    }
    failed = true;
    try {
      last(height).append(block);
      failed = false;
    } catch (IOException e) {
      throw new StoreFailure("block " + height + " cannot be written to the log", e);
    }
  }

  private Segment last(long height) throws IOException {
    var last = segments.lastEntry();
    if (last != null && last.getValue().end() < segmentBytes) {
      return last.getValue();
    }
    Segment next = Segment.create(disk, height);
    disk.forceDirectory();
    if (last != null) {
      last.getValue().close();
    }
    segments.put(height, next);
    return next;
  }

  /// The block of a height, if the log has it.
  ///
  /// @throws StoreFailure naming height, file and byte if it is damaged
  public Optional<byte[]> read(long height) {
    if (height < 1 || height > lastHeight()) {
      return Optional.empty();
    }
    try {
      Segment segment = segments.floorEntry(height).getValue();
      Long next = segments.higherKey(segment.firstHeight());
      if (next != null) {
        requireReaches(segment, next);
      }
      return Optional.of(segment.read(height));
    } catch (IOException e) {
      throw new StoreFailure("block " + height + " cannot be read from the log", e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      if (!segments.isEmpty()) {
        segments.lastEntry().getValue().close();
      }
    } catch (IOException e) {
      throw new StoreFailure("the block log cannot be closed", e);
    }
  }
}
