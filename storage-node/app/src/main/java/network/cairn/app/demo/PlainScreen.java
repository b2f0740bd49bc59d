package network.cairn.app.demo;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Plain lines, each with the seconds since the start; nothing is said twice.
final class PlainScreen implements Screen {
  private static final String INDENT = "          ";
  private final PrintStream out;
  private final Pace pace;
  private final long started;
  private final Map<String, List<String>> told = new HashMap<>();
  private final Set<String> finished = new HashSet<>();
  private TextTable besides = new TextTable(List.of(), List.of());
  private Optional<TextTable> waiting = Optional.empty();

  PlainScreen(PrintStream out, Pace pace) {
    this.out = out;
    this.pace = pace;
    this.started = pace.nanoTime();
  }

  @Override
  public void step(int number, int total, String title) {
    out.println();
    say("== " + number + "/" + total + " " + title);
  }

  @Override
  public void command(String line) {
    say("$ " + line);
  }

  @Override
  public void say(String line) {
    double seconds = (pace.nanoTime() - started) / 1e9;
    out.println(String.format(Locale.ROOT, "[%5.1f s] %s", seconds, line));
    out.flush();
  }

  @Override
  public void show(TextTable table) {
    table.lines().forEach(line -> out.println(INDENT + line));
    out.flush();
  }

  @Override
  public void live(TextTable table) {
    for (List<String> row : table.rows()) {
      String name = table.columns().getFirst().title() + row.getFirst();
      if (!row.equals(told.put(name, row))) {
        say(table.sentence(row));
      }
    }
  }

  @Override
  public void bar(String label, long done, long of) {
    if (done < of) {
      finished.remove(label);
    } else if (finished.add(label)) {
      say(label + " done");
    }
  }

  @Override
  public void beside(TextTable table) {
    waiting = Optional.of(table);
  }

  @Override
  public void settle() {
    waiting.filter(table -> !table.equals(besides)).ifPresent(this::show);
    besides = waiting.orElse(besides);
    waiting = Optional.empty();
    out.flush();
  }
}
