package network.cairn.app.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A terminal: the story scrolls, bars and tables below it are drawn again in place.
final class LiveScreen implements Screen {
  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";
  private static final String PLAIN = "\u001b[0m";
  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";
  private static final int BAR = 30;
  private final PrintStream out;
  private final Pace pace;
  private final long started;
  private final Map<String, List<String>> areas = new LinkedHashMap<>();
  private int drawn;

  LiveScreen(PrintStream out, Pace pace) {
    this.out = out;
    this.pace = pace;
    this.started = pace.nanoTime();
  }

  @Override
  public void step(int number, int total, String title) {
    settle();
    print(List.of("", BOLD + number + "/" + total + " " + title + PLAIN));
  }

  @Override
  public void command(String line) {
    print(List.of("  $ " + line));
  }

  @Override
  public void say(String line) {
    print(List.of("  " + line));
  }

  @Override
  public void show(TextTable table) {
    print(indented(table.lines()));
  }

  @Override
  public void live(TextTable table) {
    areas.put(table.columns().getFirst().title(), indented(table.lines()));
    print(List.of());
  }

  @Override
  public void beside(TextTable table) {
    live(table);
  }

  @Override
  public void bar(String label, long done, long of) {
    int full = (int) Math.min(BAR, BAR * Math.max(0, done) / of);
    String bar = "=".repeat(full) + " ".repeat(BAR - full);
    long percent = Math.min(100, 100 * Math.max(0, done) / of);
    areas.put(
        "bar " + label,
        List.of(String.format(Locale.ROOT, "  [%s] %3d %%  %s", bar, percent, label)));
    print(List.of());
  }

  @Override
  public void settle() {
    if (!areas.isEmpty()) {
      List<String> last = new ArrayList<>();
      areas.values().forEach(last::addAll);
      areas.clear();
      print(last);
    }
    out.flush();
  }

  private static List<String> indented(List<String> lines) {
    return lines.stream().map(line -> "  " + line).toList();
  }

  /// Replaces the live area by `lines` and draws it anew below them. Lines of the story may be
  /// wider than the terminal and are wrapped; those of the live area are cut, so that each is one
  /// row to go back.
  private void print(List<String> lines) {
    StringBuilder text = new StringBuilder();
    if (drawn > 0) {
      text.append("\u001b[").append(drawn).append("A\r\u001b[J");
    }
    lines.forEach(line -> text.append(line).append('\n'));
    drawn = 0;
    if (!areas.isEmpty()) {
      List<String> below = new ArrayList<>();
      areas.values().forEach(below::addAll);
      long seconds = (pace.nanoTime() - started) / 1_000_000_000L;
      below.add(DIM + "  " + seconds + " s" + PLAIN);
      text.append(NO_WRAP);
      below.forEach(line -> text.append(line).append('\n'));
      text.append(WRAP);
      drawn = below.size();
    }
    out.print(text);
    out.flush();
  }
}
