package network.cairn.ledger.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongFunction;
import network.cairn.base.files.Disk;
import network.cairn.base.files.FileDisk;

/// Blocks by height in an append-only log of segments; a block is durable when [#append] returns.
/// It has all blocks from [#firstHeight] on; [#forget] moves that. Those below [#firstWhole] are
/// shortened; [#shorten] moves that.
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

  /// Bytes of a block, in the middle of a file, of which shortening takes little.
  static final long SHORT_ENOUGH = 1_024;

  /// Files that are shortened in one go, so that a long log does not keep its caller for ever.
  private static final int MOST_SHORTENED = 256;

  /// A file is written anew only where the disk has so many times its bytes left.
  private static final int ROOM_FACTOR = 2;

  private final Disk disk;
  private final long segmentBytes;

  /// By first height; the last one grows.
  private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();

  /// The first height that is kept; a block below may need ones that are gone.
  private volatile long first = 1;

  private volatile boolean closed;
  private boolean recovered;
  private boolean failed;

  private BlockLog(Disk disk, long segmentBytes) {
    this.disk = disk;
    this.segmentBytes = segmentBytes;
  }

  /// Opens the log of a directory, which is made if it is missing; its first block has height 1,
  /// until [#forget] says another.
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
        Segment.firstHeight(name).ifPresent(first -> log.sealed(first, name));
        log.first = Math.max(log.first, Base.height(name).orElse(1));
      }
      Long kept = log.segments.floorKey(log.first);
      if (kept != null) {
        log.segments.headMap(kept).clear(); // A crash left them; they go when the log is mended.
      }
      if (!log.segments.isEmpty()) {
        long first = log.segments.lastKey();
        log.requireGrowing();
        log.segments.put(first, Segment.last(disk, first));
        log.requireNeighbours();
      }
      return log;
    } catch (IOException e) {
      throw new StoreFailure("the block log cannot be opened", e);
    }
  }

  /// Of a file and its shortened form, which a crash left beside it, the latter counts: it is
  /// whole.
  private void sealed(long first, String name) {
    boolean shortened = Segment.isShortened(name);
    if (shortened || !segments.containsKey(first)) {
      segments.put(first, Segment.sealed(disk, first, shortened));
    }
  }

  private void requireGrowing() {
    Segment last = segments.lastEntry().getValue();
    if (last.isShortened()) {
      throw new StoreFailure(
          "the block log ends with "
              + last.name()
              + ", behind which other files belong; restore them from a backup");
    }
  }

  /// The log has the first height that it keeps, and the segment before the last reaches it; those
  /// before that are looked at when read.
  private void requireNeighbours() throws IOException {
    if (segments.firstKey() > first) {
      throw new StoreFailure(
          "the block log begins at height "
              + segments.firstKey()
              + ", not "
              + first
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

  /// The height of the first block that is kept.
  public long firstHeight() {
    return first;
  }

  /// The height of the last block; that before the first for none.
  public long lastHeight() {
    if (segments.isEmpty()) {
      return first - 1;
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
      deleteForgotten();
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

  private void deleteForgotten() throws IOException {
    for (String name : disk.list()) {
      if (Segment.isUnfinished(name) || isForgotten(name)) {
        disk.delete(name);
      }
    }
    Base.deleteBelow(disk, first);
    disk.forceDirectory();
  }

  private boolean isForgotten(String name) {
    OptionalLong height = Segment.firstHeight(name);
    if (segments.isEmpty() || height.isEmpty()) {
      return false;
    }
    Segment counts = segments.get(height.getAsLong());
    return height.getAsLong() < segments.firstKey()
        || (counts != null && !counts.name().equals(name));
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
    while (height >= first && height <= lastHeight()) {
      var found = segments.floorEntry(height);
      if (found == null) {
        return Optional.empty(); // It was forgotten meanwhile.
      }
      try {
        return read(height, found.getValue());
      } catch (StoreFailure e) {
        if (found.getValue().equals(segments.get(found.getKey()))) {
          throw e;
        }
        // It was shortened meanwhile: its file is another now.
      }
    }
    return Optional.empty();
  }

  private Optional<byte[]> read(long height, Segment segment) {
    try {
      Long next = segments.higherKey(segment.firstHeight());
      if (next != null) {
        requireReaches(segment, next);
      }
      return Optional.of(segment.read(height));
    } catch (IOException | StoreFailure e) {
      if (height < first) {
        return Optional.empty(); // It was forgotten meanwhile.
      }
      throw e instanceof StoreFailure damage
          ? damage
          : new StoreFailure("block " + height + " cannot be read from the log", e);
    }
  }

  /// Deletes blocks below a height, whole files of them, so that some of them stay. Which height is
  /// the first is durable before anything is gone; a crash leaves files that the next call deletes.
  ///
  /// @throws StoreFailure if the disk fails
  public synchronized void forget(long below) {
    long bound = Math.min(below, lastHeight());
    Long kept = segments.floorKey(bound);
    if (kept == null || kept.equals(segments.firstKey())) {
      return;
    }
    long next = Math.ceilDiv(kept - 1, GROUP) * GROUP + 1;
    if (next > bound) {
      return;
    }
    try {
      Base.write(disk, next);
      first = next;
      segments.headMap(kept).clear();
      deleteForgotten();
    } catch (IOException e) {
      throw new StoreFailure("the blocks below height " + next + " cannot be deleted", e);
    }
  }

  /// From which height on blocks are as they were appended.
  public long firstWhole() {
    for (Segment segment : segments.descendingMap().values()) {
      Long next = segments.higherKey(segment.firstHeight());
      if (segment.isShortened() && next != null) {
        return Math.max(first, next);
      }
    }
    return first;
  }

  /// Writes blocks below a height anew, whole files of them, but those whose blocks are short as
  /// they are. A file is shortened wholly or not at all, whatever crashes; appending and reading go
  /// on meanwhile, and [#close] ends it; a disk that is nearly full does, too. For one caller at a
  /// time.
  ///
  /// @param records gives the shortened record of a height; called by rising height
  /// @throws StoreFailure if the disk fails
  public void shorten(long below, LongFunction<byte[]> records) {
    int files = 0;
    try {
      for (Segment segment : segments.values()) {
        Long next = segments.higherKey(segment.firstHeight());
        if (closed || files == MOST_SHORTENED || next == null || next > below) {
          return;
        }
        if (!segment.isShortened() && segment.meanRecord() >= SHORT_ENOUGH) {
          if (disk.usable() < ROOM_FACTOR * segment.end()) {
            return; // The blocks to come need what is left; it is tried again later.
          }
          files++;
          // What is below the first height may need blocks that are gone.
          segment
              .shorten(
                  height -> height < first ? new byte[0] : records.apply(height), () -> !closed)
              .ifPresent(made -> replace(segment, made));
        }
      }
    } catch (IOException e) {
      throw new StoreFailure("the blocks below height " + below + " cannot be shortened", e);
    }
  }

  private synchronized void replace(Segment before, Segment made) {
    boolean forgotten = !segments.replace(before.firstHeight(), before, made);
    try {
      disk.delete((forgotten ? made : before).name());
      disk.forceDirectory();
    } catch (IOException e) {
      throw new StoreFailure("the file " + before.name() + " cannot be deleted", e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      if (!segments.isEmpty()) {
        segments.lastEntry().getValue().close();
      }
    } catch (IOException e) {
      throw new StoreFailure("the block log cannot be closed", e);
    }
  }
}
