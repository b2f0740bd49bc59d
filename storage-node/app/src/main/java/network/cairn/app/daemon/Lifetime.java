package network.cairn.app.daemon;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// How long a role runs: until somebody asks, or the process gets a signal. Then it has
/// [#GRACE_SECONDS] to close. Thread-safe; one for each process.
final class Lifetime {
  private static final int GRACE_SECONDS = 20;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final PrintStream out;

  Lifetime(PrintStream out) {
    this.out = out;
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::onSignal));
  }

  /// Ends with status 0 once all is closed, as a signal is the usual way to end a role.
  private void onSignal() {
    if (ended.getCount() == 0) {
      return;
    }
    out.println("Received interrupt signal, shutting down...");
    out.flush();
    stop.countDown();
    boolean clean = false;
    try {
      clean = ended.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      out.println("shutting down was interrupted");
    }
    out.flush();
    Runtime.getRuntime().halt(clean ? 0 : 1);
  }

  void stop() {
    stop.countDown();
  }

  void await() throws InterruptedException {
    stop.await();
  }

  /// All is closed.
  void ended() {
    ended.countDown();
  }
}
