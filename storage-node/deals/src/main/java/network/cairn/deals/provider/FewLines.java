package network.cairn.deals.provider;

import java.time.Duration;
import java.util.function.Consumer;
import network.cairn.base.time.Scheduler;

/// Lines of one matter that strangers cause, so many a minute: asking costs them nothing, and must
/// not fill a log. Of those left out the next line tells the number. Thread-safe.
final class FewLines {
  private static final Duration SPAN = Duration.ofMinutes(1);

  private final Scheduler scheduler;
  private final int most;
  private final Consumer<String> out;
  private long until;
  private int said;
  private long left;

  /// @param most lines a minute
  FewLines(Scheduler scheduler, int most, Consumer<String> out) {
    this.scheduler = scheduler;
    this.most = most;
    this.out = out;
    this.until = scheduler.nanoTime();
  }

  void say(String line) {
    String told = told(line);
    if (!told.isEmpty()) {
      out.accept(told);
    }
  }

  private synchronized String told(String line) {
    if (scheduler.nanoTime() - until >= 0) {
      until = scheduler.deadline(SPAN);
      said = 0;
    }
    if (said == most) {
      left++;
      return "";
    }
    said++;
    String told = left == 0 ? line : line + " (" + left + " more such lines were left out)";
    left = 0;
    return told;
  }
}
