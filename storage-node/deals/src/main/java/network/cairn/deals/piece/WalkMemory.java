package network.cairn.deals.piece;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.model.InvalidNode;

/// What all walks over pieces together may hold in memory (docs/protocol.md §8): each a fixed
/// share, and beyond it files that exist only while they are open, so that a crash leaves nothing.
///
/// A block is taken apart for its links while no more than [Block#MAX_SIZE] of others are, because
/// a list of links may need twenty times the bytes of its block. Thread-safe.
public final class WalkMemory {
  private static final int UNIT = 1024;

  /// Smaller blocks have lists that cost too little to wait for.
  private static final int SMALL = 64 * 1024;

  private final Path directory;
  private final Semaphore apart = new Semaphore(Block.MAX_SIZE / UNIT, true);
  private final AtomicLong files = new AtomicLong();

  /// @param directory an existing one, for what a walk holds beyond its share
  public WalkMemory(Path directory) {
    this.directory = directory;
  }

  /// A new file that is gone when it is closed.
  FileChannel spill() {
    Path file = directory.resolve("walk-" + files.incrementAndGet() + ".spill");
    try {
      return FileChannel.open(
          file,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + file + " for a walk over a piece", e);
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
