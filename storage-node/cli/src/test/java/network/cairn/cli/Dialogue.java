package network.cairn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One command as a test writes it down: `$` what is typed, `>` the request that it makes, `<` what
/// the daemon answers, `!` what stands on standard error at the end of a failure, and bare lines of
/// output for people.
record Dialogue(
    List<String> words, String request, List<String> answer, List<String> shown, String error) {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  static List<Dialogue> read(String script) {
    List<Dialogue> all = new ArrayList<>();
    for (String part : script.split("(?m)^\\$ ")) {
      if (!part.isBlank()) {
        all.add(one(part.lines().toList()));
      }
    }
    return all;
  }

  private static Dialogue one(List<String> lines) {
    List<String> rest = lines.subList(1, lines.size());
    return new Dialogue(
        words(lines.getFirst()),
        String.join("", marked(rest, "> ")),
        marked(rest, "< "),
        rest.stream().filter(l -> !l.matches("[<>!] .*")).toList(),
        String.join("\n", marked(rest, "! ")));
  }

  private static List<String> words(String line) {
    return WORD.matcher(line)
        .results()
        .map(m -> m.group(1) == null ? m.group(2) : m.group(1))
        .toList();
  }

  private static List<String> marked(List<String> lines, String mark) {
    return lines.stream().filter(l -> l.startsWith(mark)).map(l -> l.substring(2)).toList();
  }

  String path() {
    return request.replaceFirst("\\?.*", "");
  }

  /// The answer's body.
  String body() {
    return answer.stream().map(l -> l + "\n").collect(Collectors.joining());
  }

  /// Whether the answer is passed on as it is.
  boolean isBytes() {
    return answer.equals(shown);
  }

  boolean fails() {
    return error.lines().anyMatch(line -> line.startsWith("Error: "));
  }

  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
