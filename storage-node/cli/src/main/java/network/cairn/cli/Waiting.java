package network.cairn.cli;

import java.io.InterruptedIOException;
import java.time.Duration;

/// How long a command waits for a daemon that is starting, or for another command that has the home
/// open.
interface Waiting {
  /// Waits for a moment; false, at once, where the time is over.
  ///
  /// @throws InterruptedIOException if the process is to end
  boolean again() throws InterruptedIOException;

  /// From the first moment on.
  static Waiting upTo(Duration most, Duration moment) {
    long end = System.nanoTime() + most.toNanos();
    return () -> {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      try {
        Thread.sleep(moment);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
      return true;
    };
  }
}
