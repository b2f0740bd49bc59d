package network.cairn.deals.provider.prover;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.ledger.proof.InvalidPieceCid;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.proof.Subtree;
import network.cairn.ledger.proof.UpperLayout;
import network.cairn.ledger.proof.UpperTree;

/// Commits to a piece while it is written here: full subtrees go to other threads, the writer waits
/// when all are busy.
///
/// One writer thread; [#finish] once, at the end. Abandoning it needs nothing.
public final class PieceStream extends OutputStream {
  /// What one hashing thread needs; reused, so that a large piece allocates no more than a small
  /// one.
  private static final class Slot {
    private final byte[] raw = new byte[Subtree.RAW_BYTES];
    private final Subtree subtree = new Subtree(Subtree.HEIGHT);
  }

  private final Executor workers;
  private final int limit;
  private final BlockingQueue<Slot> free;
  private final AtomicLong hashed = new AtomicLong();
  private final Object rootsLock = new Object();
  private byte[] roots = new byte[32 * 16];
  private Slot current = new Slot();
  private int made = 1;
  private int filled;
  private long submitted;
  private boolean finished;

  PieceStream(Executor workers, int parallelism) {
    this.workers = workers;
    this.limit = parallelism + 1;
    this.free = new ArrayBlockingQueue<>(limit);
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  /// Takes the next bytes.
  ///
  /// @throws InvalidPieceCid if the piece becomes larger than any that the ledger takes
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (finished) {
      throw new IOException("the piece is finished; nothing can follow");
    }
    if (rawSize() + length > PieceCid.MAX_RAW_SIZE) {
      throw new InvalidPieceCid("the piece is larger than " + PieceCid.MAX_RAW_SIZE + " bytes");
    }
    int at = offset;
    for (int left = length; left > 0; ) {
      int taken = Math.min(left, Subtree.RAW_BYTES - filled);
      System.arraycopy(bytes, at, current.raw, filled, taken);
      filled += taken;
      at += taken;
      left -= taken;
      if (filled == Subtree.RAW_BYTES) {
        submit();
      }
    }
  }

  /// The bytes taken so far.
  public long rawSize() {
    return submitted * Subtree.RAW_BYTES + filled;
  }

  /// The tree of all bytes written, once every thread is done with its part.
  ///
  /// @throws InvalidPieceCid if nothing was written
  public UpperTree finish() throws IOException {
    finished = true;
    UpperLayout layout = new UpperLayout(rawSize());
    long whole = submitted;
    if (filled > 0) {
      Subtree last = submitted == 0 ? new Subtree(layout.base()) : current.subtree;
      last.load(current.raw, 0, filled);
      keep(submitted, last);
    }
    free.add(current);
    for (int i = 0; i < made; i++) {
      take();
    }
    if (hashed.get() != whole + (filled > 0 ? 1 : 0)) {
      throw new IOException("a hashing thread failed; the piece's commitment is unknown");
    }
    synchronized (rootsLock) {
      return UpperTree.of(
          layout.rawSize(), Arrays.copyOf(roots, (int) (32 * layout.count(layout.base()))));
    }
  }

  private void submit() throws IOException {
    Slot slot = current;
    long index = submitted;
    workers.execute(() -> hash(slot, index));
    submitted++;
    filled = 0;
    current = next();
  }

  private void hash(Slot slot, long index) {
    try {
      slot.subtree.load(slot.raw, 0, Subtree.RAW_BYTES);
      keep(index, slot.subtree);
    } finally {
      free.add(slot);
    }
  }

  private void keep(long index, Subtree subtree) {
    int at = (int) (32 * index);
    synchronized (rootsLock) {
      if (at >= roots.length) {
        roots = Arrays.copyOf(roots, Math.max(2 * roots.length, at + 32));
      }
      subtree.root(roots, at);
    }
    hashed.incrementAndGet();
  }

  private Slot next() throws IOException {
    Slot ready = free.poll();
    if (ready != null) {
      return ready;
    }
    if (made < limit) {
      made++;
      return new Slot();
    }
    return take();
  }

  private Slot take() throws IOException {
    try {
      return free.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while hashing a piece");
    }
  }
}
