package network.cairn.deals.provider;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.IntConsumer;
import network.cairn.base.time.Scheduler;
import network.cairn.deals.piece.NotCanonicalPiece;
import network.cairn.deals.piece.PieceCheck;
import network.cairn.deals.piece.WalkMemory;
import network.cairn.deals.protocol.LeastRate;
import network.cairn.deals.provider.prover.PieceStream;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.proof.UpperTree;
import org.jspecify.annotations.Nullable;

/// One piece on its way to this disk: what an earlier try left is read and checked again, the rest
/// comes from a source that may break and be opened anew; every byte is checked and committed to as
/// it passes.
///
/// [#run] on one thread; the rest from any.
final class Transfer {
  private static final long STALL = Duration.ofSeconds(60).toNanos();
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final int BUFFER = 64 * 1024;
  private static final long CHECK_EVERY = Duration.ofSeconds(10).toNanos();

  private final Scheduler scheduler;
  private final Hashing hashing;
  private final PieceFiles files;
  private final String key;
  private final Cid root;
  private final PieceCid piece;
  private final PieceSource source;
  private final IntConsumer room;
  private final WalkMemory memory;
  private final ProviderMetrics metrics;
  private final Scheduler.Monitor wake;
  private volatile long bytes;
  private volatile boolean stopped;
  private boolean nudged;

  /// @param room told how many bytes are about to be written; throws if there is no room for them
  Transfer(
      Tools tools, String key, Cid root, PieceCid piece, PieceSource source, IntConsumer room) {
    this.scheduler = tools.scheduler();
    this.hashing = tools.hashing();
    this.files = tools.files();
    this.memory = tools.memory();
    this.metrics = tools.metrics();
    this.key = key;
    this.root = root;
    this.piece = piece;
    this.source = source;
    this.room = room;
    this.wake = scheduler.monitor();
  }

  /// What every transfer needs.
  record Tools(
      Scheduler scheduler,
      Hashing hashing,
      PieceFiles files,
      WalkMemory memory,
      ProviderMetrics metrics) {}

  /// Bytes of the piece that are here.
  long bytes() {
    return bytes;
  }

  /// Says that the source may be there again.
  void nudge() {
    wake.lock();
    try {
      nudged = true;
      wake.signalAll();
    } finally {
      wake.unlock();
    }
  }

  void stop() {
    stopped = true;
    nudge();
  }

  /// Brings the piece here and keeps it durably.
  ///
  /// @throws NotCanonicalPiece if these bytes are not the piece; the part is deleted
  /// @throws PieceSource.GivenUp if the source stalls or is no longer worth it; the part stays
  void run() throws IOException, InterruptedException {
    Path part = files.part(key);
    PieceStream commitment = files.hashing();
    try (FileChannel file =
            FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Inflow inflow = new Inflow(file, commitment)) {
      if (file.size() > piece.rawSize()) {
        file.truncate(piece.rawSize());
      }
      InputStream in = new BufferedInputStream(inflow, BUFFER);
      new PieceCheck(root, piece.rawSize(), hashing, memory, in).run();
    } catch (Interrupted e) {
      throw e.cause();
    } catch (NotCanonicalPiece e) {
      files.deletePart(key);
      throw e;
    }
    UpperTree tree = commitment.finish();
    if (!tree.piece().equals(piece)) {
      files.deletePart(key);
      throw new NotCanonicalPiece("the bytes commit to " + tree.piece() + " instead of " + piece);
    }
    files.complete(key, tree);
  }

  /// An interruption on its way through code that knows only streams.
  private static final class Interrupted extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient InterruptedException cause;

    Interrupted(InterruptedException cause) {
      super(cause);
      this.cause = cause;
    }

    InterruptedException cause() {
      return cause;
    }
  }

  /// The piece's bytes from the part file first, then from the source, which is written to the
  /// file.
  private final class Inflow extends InputStream {
    private final FileChannel file;
    private final PieceStream commitment;
    private @Nullable InputStream remote;
    private long lastByte = scheduler.nanoTime();
    private long lastCheck = scheduler.nanoTime();
    private LeastRate rate = new LeastRate();

    Inflow(FileChannel file, PieceStream commitment) {
      this.file = file;
      this.commitment = commitment;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others look
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int most = (int) Math.min(length, piece.rawSize() - bytes);
      if (most == 0) {
        return -1;
      }
      int got = file.read(ByteBuffer.wrap(buffer, offset, most), bytes);
      if (got <= 0) {
        got = pull(buffer, offset, most);
        room.accept(got);
        ByteBuffer fresh = ByteBuffer.wrap(buffer, offset, got);
        for (long at = bytes; fresh.hasRemaining(); ) {
          at += file.write(fresh, at);
        }
        metrics.count(ProviderMetrics.Count.BYTES_PULLED, got);
      }
      commitment.write(buffer, offset, got);
      bytes += got;
      return got;
    }

    private int pull(byte[] buffer, int offset, int length) throws IOException {
      try {
        while (true) {
          checkUse();
          long begun = scheduler.nanoTime();
          int got = 0;
          String trouble = "";
          try {
            got = ask(buffer, offset, length);
          } catch (IOException e) {
            trouble = "; last: " + e.getMessage();
            drop();
            pause(e);
          }
          long now = scheduler.nanoTime();
          if (!rate.holds(now - begun, got, source.leastRate(piece.rawSize() - bytes))) {
            drop();
            rate = new LeastRate();
            source.tooSlow(
                "too slow at byte "
                    + bytes
                    + " of "
                    + piece.rawSize()
                    + ": below "
                    + LeastRate.BYTES_PER_SECOND
                    + " bytes a second, or what is needed in time"
                    + trouble);
          }
          if (got > 0) {
            lastByte = now;
            return got;
          }
        }
      } catch (InterruptedException e) {
        throw new Interrupted(e);
      }
    }

    private int ask(byte[] buffer, int offset, int length)
        throws IOException, InterruptedException {
      InputStream from = remote;
      if (from == null) {
        from = source.open(bytes);
        remote = from;
      }
      int got = from.read(buffer, offset, length);
      if (got <= 0) {
        throw new EOFException("the source ended early");
      }
      return got;
    }

    private void checkUse() throws InterruptedException {
      if (stopped) {
        throw new InterruptedException("the transfer was stopped");
      }
      long now = scheduler.nanoTime();
      if (now - lastCheck > CHECK_EVERY) {
        lastCheck = now;
        source.check();
      }
    }

    private void pause(IOException cause) throws InterruptedException {
      long now = scheduler.nanoTime();
      if (now - lastByte > STALL) {
        throw new PieceSource.Starved(
            "stalled at byte " + bytes + " of " + piece.rawSize() + ": " + cause.getMessage());
      }
      wake.lock();
      try {
        long until = now + RETRY.toNanos();
        boolean waiting = true;
        while (waiting && !nudged) {
          waiting = wake.await(until);
        }
        nudged = false;
      } finally {
        wake.unlock();
      }
    }

    private void drop() throws IOException {
      if (remote != null) {
        remote.close();
        remote = null;
      }
    }

    @Override
    public void close() throws IOException {
      drop();
    }
  }
}
