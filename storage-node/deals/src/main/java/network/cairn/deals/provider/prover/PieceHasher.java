package network.cairn.deals.provider.prover;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.ledger.proof.Subtree;
import network.cairn.ledger.proof.UpperLayout;
import network.cairn.ledger.proof.UpperTree;

/// Commits to pieces on many cores: each 256 KiB subtree is hashed by one thread, the roots are
/// joined at the end.
///
/// Holds no thread of its own and about 800 KiB per working thread while it hashes. Thread-safe.
public final class PieceHasher {
  private final Executor workers;
  private final int parallelism;

  /// Hashes on `workers`, at most `parallelism` subtrees of one piece at a time.
  public PieceHasher(Executor workers, int parallelism) {
    if (parallelism < 1) {
      throw new IllegalArgumentException("parallelism " + parallelism + " is below 1");
    }
    this.workers = workers;
    this.parallelism = parallelism;
  }

  /// Starts to commit to a piece that arrives as a stream.
  public PieceStream stream() {
    return new PieceStream(workers, parallelism);
  }

  /// Commits to a stored piece of `rawSize` bytes, reading it on all threads.
  ///
  /// @throws EOFException if it ends before
  /// @throws network.cairn.ledger.proof.InvalidPieceCid if no piece has this size
  public UpperTree hash(PieceReader piece, long rawSize) throws IOException {
    UpperLayout layout = new UpperLayout(rawSize);
    long count = layout.count(layout.base());
    byte[] roots = new byte[Math.toIntExact(32 * count)];
    AtomicLong next = new AtomicLong();
    AtomicBoolean stop = new AtomicBoolean();
    List<FutureTask<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < Math.min(parallelism, count); i++) {
      FutureTask<Void> task =
          new FutureTask<>(() -> {
            hashSome(piece, layout, next, stop, roots);
            return null;
          });
      tasks.add(task);
      workers.execute(task);
    }
    await(tasks, stop);
    return UpperTree.of(rawSize, roots);
  }

  private static void hashSome(
      PieceReader piece, UpperLayout layout, AtomicLong next, AtomicBoolean stop, byte[] roots)
      throws IOException {
    Subtree subtree = new Subtree(layout.base());
    ByteBuffer raw = ByteBuffer.allocate(layout.rawLength(0));
    long count = roots.length / 32;
    for (long i = next.getAndIncrement(); i < count && !stop.get(); i = next.getAndIncrement()) {
      int length = layout.rawLength(i);
      readFully(piece, i * Subtree.RAW_BYTES, raw.clear().limit(length));
      subtree.load(raw.array(), 0, length);
      subtree.root(roots, (int) (32 * i));
    }
  }

  /// Fills the buffer from `position` on.
  static void readFully(PieceReader piece, long position, ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      long at = position + into.position();
      if (piece.read(into, at) <= 0) {
        throw new EOFException("the piece ends at byte " + at);
      }
    }
  }

  /// Waits for every task, so that nobody reads the piece after this returns; the first failure
  /// wins.
  private static void await(List<FutureTask<Void>> tasks, AtomicBoolean stop) throws IOException {
    IOException failure = null;
    boolean interrupted = false;
    for (FutureTask<Void> task : tasks) {
      for (boolean done = false; !done; ) {
        try {
          task.get();
          done = true;
        } catch (ExecutionException e) {
          stop.set(true);
          failure = failure != null ? failure : cause(e);
          done = true;
        } catch (InterruptedException e) {
          stop.set(true);
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while hashing a piece");
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static IOException cause(ExecutionException e) {
    return e.getCause() instanceof IOException io
        ? io
        : new IOException("hashing a piece failed", e.getCause());
  }
}
