package network.cairn.content.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import network.cairn.base.time.Scheduler;
import org.jspecify.annotations.Nullable;

/// Sends what was read while the next is read: pieces are handed to a task that writes them, in
/// order, at most [#PIECES] of them at a time.
///
/// Only for sources whose `transferTo` writes arrays that never change, as those of blocks: they
/// are not copied. Used by one thread.
final class OverlappedCopy extends OutputStream {
  private static final int PIECES = 4;
  private static final long RECHECK_MILLIS = 100;
  private static final Piece END = new Piece(new byte[0], 0, 0);

  private record Piece(byte[] bytes, int offset, int length) {}

  private final OutputStream out;
  private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES);
  private volatile @Nullable Exception failure;
  private volatile boolean ended;

  private OverlappedCopy(OutputStream out) {
    this.out = out;
  }

  /// Below this, handing over to another task costs more than it saves.
  private static final long SMALL = 1 << 20;

  /// As [#copy(InputStream, OutputStream, Scheduler)] where so many bytes are worth it, else on the
  /// calling thread.
  static void copy(InputStream in, long bytes, OutputStream out, Scheduler scheduler)
      throws IOException {
    if (bytes > SMALL) {
      copy(in, out, scheduler);
    } else {
      in.transferTo(out);
    }
  }

  /// Copies all; when this returns or throws, nothing writes any more.
  ///
  /// @throws IOException if reading or writing fails
  static void copy(InputStream in, OutputStream out, Scheduler scheduler) throws IOException {
    OverlappedCopy copy = new OverlappedCopy(out);
    Scheduler.Task writer = scheduler.start("overlapped-copy", copy::writeAll);
    try {
      in.transferTo(copy);
    } finally {
      copy.end(writer);
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
      give(new Piece(bytes, offset, length));
    }
  }

  private void give(Piece piece) throws IOException {
    try {
      do {
        rethrow();
      } while (!ended && !pieces.offer(piece, RECHECK_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw interrupted(e);
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
      case null, default -> {}
    }
  }

  @SuppressWarnings("ReferenceEquality") // END is one object, not one of many alike
  private void writeAll() {
    try {
      for (Piece piece = pieces.take(); piece != END; piece = pieces.take()) {
        out.write(piece.bytes, piece.offset, piece.length);
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = interrupted(e);
    } finally {
      ended = true;
    }
  }
}
