package network.cairn.app.daemon;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import network.cairn.cli.Terminal;
import network.cairn.ledger.genesis.HomeVerification;

/// How far a replay of blocks is and when it will be done, on standard error: one line that changes
/// on a terminal, a line now and then in a file.
final class ReplayProgress implements HomeVerification.Progress {
  private static final long ON_TERMINAL = Duration.ofMillis(500).toNanos();
  private static final long IN_FILE = Duration.ofSeconds(10).toNanos();
  private static final long LOOK_EVERY = 16;

  private final PrintStream err;
  private final boolean redrawn;
  private final LongSupplier nanos;
  private long from;
  private long to;
  private long told;
  private long started;
  private boolean dirty;

  /// @param redrawn whether the line may be drawn again in place
  /// @param nanos a clock in nanoseconds, with any beginning
  ReplayProgress(PrintStream err, boolean redrawn, LongSupplier nanos) {
    this.err = err;
    this.redrawn = redrawn;
    this.nanos = nanos;
  }

  static ReplayProgress on(Terminal terminal) {
    return new ReplayProgress(terminal.err(), terminal.errorIsTerminal(), System::nanoTime);
  }

  @Override
  public void begin(long replayed, long last) {
    from = replayed;
    to = last;
    told = nanos.getAsLong();
    started = told;
    if (from > 0) {
      err.println(
          "the blocks up to "
              + from
              + " are compared by their hashes and what signs them, the rest is replayed");
    }
  }

  @Override
  public void tell(String what) {
    err.println(what);
  }

  @Override
  public void at(long height) {
    if (height == from) {
      started = nanos.getAsLong(); // What follows takes longer for each block.
    }
    if (height % LOOK_EVERY != 0) {
      return;
    }
    long now = nanos.getAsLong();
    if (now - told < (redrawn ? ON_TERMINAL : IN_FILE)) {
      return;
    }
    told = now;
    String line = line(height, now);
    if (redrawn) {
      err.print("\r" + line + "\u001b[K");
      err.flush();
      dirty = true;
    } else {
      err.println(line);
    }
  }

  private String line(long height, long now) {
    String line =
        String.format(Locale.ROOT, "block %d of %d (%d %%)", height, to, 100 * height / to);
    if (height <= from) {
      return line;
    }
    long left = (now - started) / (height - from) * (to - height) / 1_000_000_000L;
    return line + ", about " + text(left) + " left";
  }

  private static String text(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }

  /// Removes the line, so that the result stands alone.
  void end() {
    if (dirty) {
      err.print("\r\u001b[K");
      err.flush();
      dirty = false;
    }
  }
}
