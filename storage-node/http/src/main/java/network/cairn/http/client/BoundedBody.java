package network.cairn.http.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import network.cairn.base.time.Scheduler;
import org.jspecify.annotations.Nullable;

/// The body of a server's answer, read as it comes, by a deadline and at most so many bytes. What
/// has come and was not taken is one piece of the network's at most: only then more is asked for.
public final class BoundedBody implements HttpResponse.BodySubscriber<BoundedBody> {
  private final Scheduler scheduler;
  private final Scheduler.Monitor monitor;
  private final int most;
  private final ByteArrayOutputStream come = new ByteArrayOutputStream();
  private Flow.@Nullable Subscription subscription;
  private int total;
  private boolean ended;
  private Optional<String> failure = Optional.empty();

  /// @param most bytes that are read of it
  public BoundedBody(Scheduler scheduler, int most) {
    this.scheduler = scheduler;
    this.monitor = scheduler.monitor();
    this.most = most;
  }

  @Override
  public CompletionStage<BoundedBody> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription begun) {
    boolean late;
    monitor.lock();
    try {
      subscription = begun;
      late = ended;
    } finally {
      monitor.unlock();
    }
    if (late) {
      // Who asked has closed it before its bytes began: nothing else would let go of the
      // connection.
      begun.cancel();
    } else {
      begun.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    monitor.lock();
    try {
      for (ByteBuffer piece : pieces) {
        total += piece.remaining();
        if (total > most) {
          end(Optional.of("answers with more than " + most + " bytes"));
          return;
        }
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        come.writeBytes(bytes);
      }
      Flow.Subscription begun = subscription;
      if (come.size() == 0 && !ended && begun != null) {
        // A frame without bytes wakes nobody who would ask for more.
        begun.request(1);
      }
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  @Override
  public void onError(Throwable cause) {
    monitor.lock();
    try {
      end(Optional.of("broke off its answer: " + cause.getMessage()));
    } finally {
      monitor.unlock();
    }
  }

  @Override
  public void onComplete() {
    monitor.lock();
    try {
      end(Optional.empty());
    } finally {
      monitor.unlock();
    }
  }

  /// The monitor is held.
  private void end(Optional<String> why) {
    if (ended) {
      return;
    }
    ended = true;
    failure = why;
    monitor.signalAll();
    Flow.Subscription begun = subscription;
    if (why.isPresent() && begun != null) {
      begun.cancel();
    }
  }

  /// What has come since, as soon as there is something; empty at the end.
  ///
  /// @throws IOException if it broke off, is too long, or is not whole by the deadline; nothing
  ///   more is read then
  public byte[] next(long deadline) throws IOException, InterruptedException {
    monitor.lock();
    try {
      while (come.size() == 0 && !ended) {
        if (scheduler.nanoTime() - deadline >= 0) {
          end(Optional.of("has not answered in time"));
        } else {
          monitor.await(deadline);
        }
      }
      if (failure.isPresent()) {
        throw new IOException(failure.get());
      }
      byte[] piece = come.toByteArray();
      come.reset();
      if (!ended && subscription != null) {
        subscription.request(1);
      }
      return piece;
    } finally {
      monitor.unlock();
    }
  }

  /// Reads no more.
  public void close() {
    monitor.lock();
    try {
      end(Optional.of("was asked no further"));
    } finally {
      monitor.unlock();
    }
  }
}
