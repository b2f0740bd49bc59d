package network.cairn.app.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Time as the demo feels it: a clock and a way to wait.
interface Pace {
  /// Between two looks at what is waited for.
  Duration GLANCE = Duration.ofMillis(400);

  /// Nanoseconds of a monotonic clock.
  long nanoTime();

  void pause(Duration time) throws InterruptedException;

  /// A look at something that may not be there yet.
  interface Glance<T> {
    Optional<T> look() throws IOException, InterruptedException;
  }

  /// Looks until there is something to see.
  ///
  /// @param what ends the sentence "there was no ..."
  /// @throws NotInTime after the limit
  default <T> T until(String what, Duration limit, Glance<T> glance)
      throws IOException, InterruptedException {
    long deadline = nanoTime() + limit.toNanos();
    while (true) {
      Optional<T> seen = glance.look();
      if (seen.isPresent()) {
        return seen.get();
      }
      if (nanoTime() - deadline >= 0) {
        throw new NotInTime("there was no " + what + " within " + limit.toSeconds() + " s");
      }
      pause(GLANCE);
    }
  }

  /// What was waited for did not come.
  final class NotInTime extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotInTime(String message) {
      super(message);
    }
  }

  static Pace real() {
    return new Pace() {
      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public void pause(Duration time) throws InterruptedException {
        Thread.sleep(time);
      }
    };
  }
}
