package network.cairn.deals.piece;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.store.repo.Reservation;

/// What all walks over pieces together may hold in memory (docs/protocol.md §8): each a fixed
/// share, and beyond it files that exist only while they are open. Their room is taken of the disk
/// before they grow, and what a crash left of them is deleted by who opens the directory.
///
/// A block is taken apart for its links while no more than [Block#MAX_SIZE] of others are, because
/// a list of links may need twenty times the bytes of its block. Thread-safe.
public final class WalkMemory {
  private static final int UNIT = 1024;

  /// Smaller blocks have lists that cost too little to wait for.
  private static final int SMALL = 64 * 1024;

  private static final String PREFIX = "walk-";
  private static final String SUFFIX = ".spill";

  private final Path directory;
  private final LongFunction<Reservation> room;
  private final Semaphore apart = new Semaphore(Block.MAX_SIZE / UNIT, true);
  private final AtomicLong names = new AtomicLong();
  private final AtomicLong files = new AtomicLong();

  /// @param directory an existing one, for what a walk holds beyond its share
  /// @param room sets bytes of that disk aside, or throws QuotaExceeded
  public WalkMemory(Path directory, LongFunction<Reservation> room) {
    this.directory = directory;
    this.room = room;
  }

  /// Deletes what walks of a process that died left; nobody walks yet.
  public void deleteLeft() throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
  }

  /// Sets bytes of the disk aside.
  Reservation reserve(long bytes) {
    return room.apply(bytes);
  }

  /// A new file that is gone when it is closed.
  ///
  /// @param whole bytes that are set aside until then; for what goes beyond see [Spill#grow]
  Spill spill(long whole) {
    Reservation held = room.apply(whole);
    boolean made = false;
    try {
      Spill spill = new Spill(create(), held);
      files.incrementAndGet();
      made = true;
      return spill;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot make a file in " + directory + " for a walk over a piece", e);
    } finally {
      if (!made) {
        held.close();
      }
    }
  }

  /// Never a file that is there, whoever has it open.
  private FileChannel create() throws IOException {
    while (true) {
      try {
        return FileChannel.open(
            directory.resolve(PREFIX + names.incrementAndGet() + SUFFIX),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
      } catch (FileAlreadyExistsException _) {
        // The next number is free, or the one behind it.
      }
    }
  }

  /// How many walks have outgrown their share of memory, in files.
  long spills() {
    return files.get();
  }

  /// Hands on a block's links in their order; whoever takes them keeps no list of them.
  ///
  /// @throws NotCanonicalPiece if the block is not in its codec
  void links(Block block, Consumer<List<Cid>> taker) {
    if (block.size() < SMALL) {
      takeApart(block, taker);
      return;
    }
    int units = Math.min(block.size(), Block.MAX_SIZE) / UNIT;
    apart.acquireUninterruptibly(units);
    try {
      takeApart(block, taker);
    } finally {
      apart.release(units);
    }
  }

  private static void takeApart(Block block, Consumer<List<Cid>> taker) {
    List<Cid> links;
    try {
      links = Links.of(block);
    } catch (InvalidNode e) {
      throw new NotCanonicalPiece("block " + block.cid() + ": " + e.getMessage(), e);
    }
    taker.accept(links);
  }
}
