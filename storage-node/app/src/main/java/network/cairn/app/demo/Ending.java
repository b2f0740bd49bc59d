package network.cairn.app.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Ends processes that others started, and waits until each is really gone: until then it writes
/// into its home.
final class Ending {
  /// A node has 20 s to close; who needs more is killed.
  private static final Duration GRACE = Duration.ofSeconds(25);

  private static final Duration AFTER_KILL = Duration.ofSeconds(10);
  private static final Duration GLANCE = Duration.ofMillis(50);
  private final Pace pace;
  private final Screen screen;

  Ending(Pace pace, Screen screen) {
    this.pace = pace;
    this.screen = screen;
  }

  /// Ends all at once and tells of each.
  ///
  /// @return those that run in spite of it
  List<Roster.Entry> end(List<Roster.Entry> entries) throws InterruptedException {
    Set<String> gone = new HashSet<>();
    for (Roster.Entry entry : entries.reversed()) {
      entry.process().ifPresentOrElse(ProcessHandle::destroy, () -> gone.add(entry.name()));
    }
    List<Roster.Entry> left = new ArrayList<>();
    for (Roster.Entry entry : entries) {
      if (gone.contains(entry.name())) {
        screen.say(entry.name() + " was gone already");
      } else if (hasEnded(entry, GRACE)) {
        screen.say(entry.name() + " ended");
      } else {
        entry.process().ifPresent(ProcessHandle::destroyForcibly);
        if (hasEnded(entry, AFTER_KILL)) {
          screen.say(
              entry.name() + " did not end within " + GRACE.toSeconds() + " s and was killed");
        } else {
          left.add(entry);
        }
      }
    }
    return left;
  }

  private boolean hasEnded(Roster.Entry entry, Duration limit) throws InterruptedException {
    long deadline = pace.nanoTime() + limit.toNanos();
    while (entry.isAlive()) {
      if (pace.nanoTime() - deadline >= 0) {
        return false;
      }
      pace.pause(GLANCE);
    }
    return true;
  }
}
