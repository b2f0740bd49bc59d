package network.cairn.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Collects outcomes and writes them after each, so that a broken run keeps what it has.
final class Report {
  private final List<String> rows = new ArrayList<>();
  private final List<String> objects = new ArrayList<>();
  private final String head;

  /// @param head a line on machine, programs and rounds
  Report(String head) {
    this.head = head;
  }

  void add(Outcome outcome, String load) {
    Figures ratios = outcome.ratios();
    rows.add(
        String.format(
            Locale.ROOT,
            "| %s | %s | %s | %s | **%s** | %s | %s | %s |",
            outcome.title(),
            outcome.unit(),
            outcome.ours().text(),
            outcome.theirs().text(),
            Figures.number(ratios.median()),
            Figures.number(ratios.least()) + "–" + Figures.number(ratios.most()),
            outcome.goal(),
            verdict(outcome.goal(), ratios.median())));
    objects.add(
        "{\"title\":"
            + quote(outcome.title())
            + ",\"unit\":"
            + quote(outcome.unit())
            + ",\"cairn\":"
            + outcome.ours().values()
            + ",\"kubo\":"
            + outcome.theirs().values()
            + ",\"ratio\":"
            + ratios.values()
            + ",\"goal\":"
            + quote(outcome.goal().toString())
            + ",\"load\":"
            + quote(load)
            + "}");
  }

  /// A scenario that gave no figure is a row too.
  void failed(String title, String why) {
    rows.add("| " + title + " | | not measured: " + line(why) + " | | | | | |");
    objects.add("{\"title\":" + quote(title) + ",\"failed\":" + quote(line(why)) + "}");
  }

  private static String verdict(Goal goal, double ratio) {
    return goal.bound() == 0 ? "" : goal.met(ratio) ? "met" : "missed";
  }

  private static String line(String text) {
    String line = text.replaceAll("\\s+", " ").replace('|', '/');
    return line.length() > 200 ? line.substring(0, 200) + "…" : line;
  }

  static String quote(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  String markdown() {
    return head
        + "\n\n| | unit | Cairn, median (range) | Kubo, median (range) | ratio | ratios | aim | |\n"
        + "|---|---|---|---|---|---|---|---|\n"
        + String.join("\n", rows)
        + "\n";
  }

  String json() {
    return "{\"run\":" + quote(head) + ",\"outcomes\":[\n" + String.join(",\n", objects) + "\n]}\n";
  }

  /// Writes `out.md` and `out.json`.
  void write(Path out) {
    try {
      Files.writeString(out.resolveSibling(out.getFileName() + ".md"), markdown());
      Files.writeString(out.resolveSibling(out.getFileName() + ".json"), json());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
