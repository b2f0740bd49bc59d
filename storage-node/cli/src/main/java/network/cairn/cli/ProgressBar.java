package network.cairn.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;
import network.cairn.base.units.ByteSize;

/// A bar on standard error, drawn at most ten times a second and only after the first second.
final class ProgressBar {
  private static final long FIRST_NANOS = 1_000_000_000L;
  private static final long EVERY_NANOS = 100_000_000L;
  private static final int WIDTH = 24;
  private final PrintStream err;
  private final boolean shown;
  private long total;
  private final LongSupplier nanos;
  private final long started;
  private long drawn;
  private boolean dirty;

  /// @param total bytes to come, 0 if not known
  ProgressBar(Terminal terminal, Invocation invocation, long total) {
    this(terminal, invocation, total, System::nanoTime);
  }

  /// @param nanos a clock in nanoseconds, with any beginning
  ProgressBar(Terminal terminal, Invocation invocation, long total, LongSupplier nanos) {
    this.nanos = nanos;
    this.started = nanos.getAsLong();
    this.drawn = started + FIRST_NANOS - EVERY_NANOS;
    this.err = terminal.err();
    this.shown =
        invocation.given("progress") ? invocation.flag("progress") : terminal.errorIsTerminal();
    this.total = total;
  }

  /// Says how much is to come, once that is known.
  void expect(long bytes) {
    total = bytes;
  }

  void at(long bytes) {
    long now = nanos.getAsLong();
    if (shown && now - drawn >= EVERY_NANOS) {
      drawn = now;
      dirty = true;
      err.print("\r" + line(bytes, now) + "\u001b[K");
      err.flush();
    }
  }

  /// Removes the bar, so that results stand alone.
  void clear() {
    if (dirty) {
      err.print("\r\u001b[K");
      err.flush();
      dirty = false;
    }
  }

  /// Writes a line of its own.
  void note(String line) {
    clear();
    err.println(line);
  }

  private String line(long bytes, long now) {
    double seconds = Math.max((now - started) / 1e9, 0.001);
    String rate = ByteSize.text((long) (bytes / seconds)) + "/s";
    if (total <= 0) {
      return String.format(Locale.ROOT, " %s %s", ByteSize.text(bytes), rate);
    }
    double part = Math.min(1, (double) bytes / total);
    int full = (int) (part * WIDTH);
    String bar =
        "=".repeat(full) + (full < WIDTH ? ">" : "") + "-".repeat(Math.max(0, WIDTH - full - 1));
    long left = (long) ((total - bytes) / Math.max(bytes / seconds, 1));
    return String.format(
        Locale.ROOT,
        " %s / %s [%s] %s %.1f%% ETA %ds",
        ByteSize.text(bytes),
        ByteSize.text(total),
        bar,
        rate,
        part * 100,
        Math.max(0, left));
  }
}
