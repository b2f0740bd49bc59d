package network.cairn.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import network.cairn.base.units.ByteSize;
import network.cairn.base.units.Durations;

/// The copies that are on their way, a line for each, drawn over and over at the end of standard
/// error: who fetches it, how much has come, how fast, how long it will take. Where nobody watches,
/// nothing is drawn. Used by one thread.
final class CopyLines {
  private static final long EVERY_NANOS = 100_000_000L;

  /// A line that the terminal broke in two could not be drawn over.
  private static final int WIDTH = 79;

  private final PrintStream err;
  private final boolean shown;
  private final LongSupplier nanos;
  private final Map<Long, Copy> copies = new TreeMap<>();
  private long drawnAt;
  private int drawn;

  /// One copy.
  ///
  /// @param began when its first bytes were told of, and how many they were
  private record Copy(String provider, long bytes, long of, long began, long first) {}

  CopyLines(Terminal terminal, Invocation invocation) {
    this(terminal, invocation, System::nanoTime);
  }

  /// @param nanos a clock in nanoseconds, with any beginning
  CopyLines(Terminal terminal, Invocation invocation, LongSupplier nanos) {
    this.err = terminal.err();
    this.nanos = nanos;
    this.drawnAt = nanos.getAsLong() - EVERY_NANOS;
    this.shown =
        invocation.given("progress") ? invocation.flag("progress") : terminal.errorIsTerminal();
  }

  /// A provider has so much of a copy.
  void at(long slot, String provider, long bytes, long of) {
    long now = nanos.getAsLong();
    Copy anew = new Copy(provider, bytes, of, now, bytes);
    Copy before = copies.getOrDefault(slot, anew);
    boolean same = before.provider.equals(provider) && bytes >= before.first;
    copies.put(slot, same ? new Copy(provider, bytes, of, before.began, before.first) : anew);
    if (shown && now - drawnAt >= EVERY_NANOS) {
      drawnAt = now;
      draw(now);
    }
  }

  /// A copy is no longer on its way.
  void end(long slot) {
    copies.remove(slot);
  }

  /// Prints a line that stays, above those that are drawn.
  void say(String line) {
    clear();
    err.println(line);
  }

  /// Removes the lines, so that results stand alone.
  void clear() {
    if (drawn > 0) {
      err.print("\u001b[" + drawn + "A\r\u001b[J");
      err.flush();
      drawn = 0;
    }
  }

  private void draw(long now) {
    clear();
    copies.forEach((slot, copy) -> err.print(line(slot, copy, now) + "\n"));
    drawn = copies.size();
    err.flush();
  }

  private static String line(long slot, Copy copy, long now) {
    double part = copy.of <= 0 ? 0 : Math.clamp((double) copy.bytes / copy.of, 0, 1);
    StringBuilder line = new StringBuilder();
    line.append("copy ").append(slot).append("  ").append(copy.provider);
    line.append("  ").append((int) (part * 100)).append("%  ").append(ByteSize.text(copy.bytes));
    line.append(" of ").append(ByteSize.text(copy.of));
    double seconds = (now - copy.began) / 1e9;
    double rate = seconds > 0 ? (copy.bytes - copy.first) / seconds : 0;
    if (rate >= 1) {
      line.append("  ").append(ByteSize.text((long) rate)).append("/s");
      long left = (long) Math.ceil(Math.max(0, copy.of - copy.bytes) / rate);
      line.append("  ").append(Durations.rough(Duration.ofSeconds(left))).append(" left");
    }
    return line.length() <= WIDTH ? line.toString() : line.substring(0, WIDTH);
  }
}
