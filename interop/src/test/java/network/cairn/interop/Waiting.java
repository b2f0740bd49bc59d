package network.cairn.interop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Waits for another process to get somewhere.
final class Waiting {
  private static final Duration STEP = Duration.ofMillis(50);

  private Waiting() {}

  /// Waits for a process to end, and kills it with all that it began if it does not.
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
    kill(process);
    return false;
  }

  /// Ends a process with all that it began, such as a browser, which would outlive it.
  static void kill(Process process) {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /// Kills a process that takes longer, so that whoever reads from it comes to an end.
  ///
  /// @return the one who waits, to be interrupted by who waits no more
  static Thread limiting(Process process, Duration longest) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
              kill(process);
            }
          } catch (InterruptedException _) {
            // It ended in time.
          }
        });
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
