package network.cairn.interop;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Waits for another process to get somewhere.
final class Waiting {
  private static final Duration STEP = Duration.ofMillis(50);

  private Waiting() {}

  /// Waits for a process to end, and kills it if it does not.
  ///
  /// @return whether it ended by itself in time
  static boolean ends(Process process, Duration longest) {
    try {
      if (process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    return false;
  }

  static void until(Duration longest, String what, BooleanSupplier reached)
      throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited " + longest + " for " + what);
      }
      Thread.sleep(STEP);
    }
  }
}
