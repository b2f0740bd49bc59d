package network.cairn.lmdb;

import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A change that waits for its turn, and whoever waits for it.
final class Job<R> {
  private final Function<Tables.Change, R> change;
  private final CountDownLatch done = new CountDownLatch(1);
  private @Nullable R result;
  private @Nullable Throwable failure;

  Job(Function<Tables.Change, R> change) {
    this.change = change;
  }

  void run(Tables.Change transaction) {
    result = change.apply(transaction);
  }

  void finish() {
    done.countDown();
  }

  /// Not what has ended already, whose change is durable.
  void fail(Throwable cause) {
    if (done.getCount() == 0) {
      return;
    }
    failure = cause;
    done.countDown();
  }

  @SuppressWarnings(
      "NullAway") // A change that is typed to answer answers; Void ones answer nothing.
  R await() {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    return result;
  }
}
