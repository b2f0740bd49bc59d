package network.cairn.content.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import network.cairn.base.memory.ByteBudget;
import network.cairn.base.time.Scheduler;
import org.jspecify.annotations.Nullable;

/// Sends what was read while the next is read: pieces are handed to a task that writes them, in
/// order, at most [#PIECES] of them at a time, and only as far as the budget has room for them.
/// Where it has none, the calling thread writes the piece itself when the task has written all
/// before it, and reads nothing ahead.
///
/// Only for sources whose `transferTo` writes arrays that never change, as those of blocks: they
/// are not copied. Used by one thread.
final class OverlappedCopy extends OutputStream {
  private static final int PIECES = 4;
  private static final long RECHECK_MILLIS = 100;
  private static final Piece END = new Piece(new byte[0], 0, 0);

  private record Piece(byte[] bytes, int offset, int length) {}

  private final OutputStream out;
  private final ByteBudget budget;

  /// One for each piece that may wait, and one for that which is written.
  private final Semaphore room = new Semaphore(PIECES + 1);

  private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES + 2);
  private volatile @Nullable Throwable failure;
  private volatile boolean ended;

  private OverlappedCopy(OutputStream out, ByteBudget budget) {
    this.out = out;
    this.budget = budget;
  }

  /// Below this, handing over to another task costs more than it saves.
  private static final long SMALL = 1 << 20;

  /// As [#copy(InputStream, OutputStream, Scheduler, ByteBudget)] where so many bytes are worth it,
  /// else on the calling thread.
  static void copy(
      InputStream in, long bytes, OutputStream out, Scheduler scheduler, ByteBudget budget)
      throws IOException {
    if (bytes > SMALL) {
      copy(in, out, scheduler, budget);
    } else {
      in.transferTo(out);
    }
  }

  /// Copies all; when this returns or throws, nothing writes any more.
  ///
  /// @param budget for what was read and is not written
  /// @throws IOException if reading or writing fails
  static void copy(InputStream in, OutputStream out, Scheduler scheduler, ByteBudget budget)
      throws IOException {
    OverlappedCopy copy = new OverlappedCopy(out, budget);
    Scheduler.Task writer = scheduler.start("overlapped-copy", copy::writeAll);
    try {
      in.transferTo(copy);
    } finally {
      copy.close(writer);
    }
    copy.rethrow();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > 0) {
      if (budget.take(length)) {
        give(new Piece(bytes, offset, length));
      } else {
        await(PIECES + 1);
        room.release(PIECES + 1);
        out.write(bytes, offset, length);
      }
    }
  }

  private void give(Piece piece) throws IOException {
    boolean given = false;
    try {
      await(1);
      pieces.add(piece);
      given = true;
    } finally {
      if (!given) {
        budget.give(piece.length);
      }
    }
  }

  /// Waits until so many of the pieces that may be under way are not.
  private void await(int places) throws IOException {
    try {
      do {
        rethrow();
      } while (!room.tryAcquire(places, RECHECK_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /// Ends the task; what it did not write any more is let go.
  private void close(Scheduler.Task writer) throws IOException {
    try {
      end(writer);
    } finally {
      for (Piece piece = pieces.poll(); piece != null; piece = pieces.poll()) {
        budget.give(piece.length);
      }
    }
  }

  /// Lets the task write what it has, then waits for its end.
  private void end(Scheduler.Task writer) throws IOException {
    try {
      while (!ended && !pieces.offer(END, RECHECK_MILLIS, TimeUnit.MILLISECONDS)) {
        // The task is still busy with earlier pieces.
      }
      writer.join();
    } catch (InterruptedException e) {
      writer.interrupt();
      await(writer);
      throw interrupted(e);
    }
  }

  /// Waits in spite of interrupts: whoever takes the bytes ends each write by itself, and must not
  /// be left while one is under way.
  private static void await(Scheduler.Task writer) {
    boolean running = true;
    while (running) {
      try {
        writer.join();
        running = false;
      } catch (InterruptedException _) {
        writer.interrupt();
      }
    }
  }

  private static InterruptedIOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException failure = new InterruptedIOException("interrupted while sending");
    failure.initCause(cause);
    return failure;
  }

  private void rethrow() throws IOException {
    switch (failure) {
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> {}
    }
  }

  @SuppressWarnings("ReferenceEquality") // END is one object, not one of many alike
  private void writeAll() {
    try {
      for (Piece piece = pieces.take(); piece != END; piece = pieces.take()) {
        write(piece);
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = interrupted(e);
    } finally {
      ended = true;
    }
  }

  private void write(Piece piece) throws IOException {
    try {
      out.write(piece.bytes, piece.offset, piece.length);
    } finally {
      budget.give(piece.length);
    }
    room.release();
  }
}
