package network.cairn.app;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.api.Command;
import network.cairn.api.CommandTable;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.table.Commands;

/// Writes what the launcher must know of the table of commands as functions of a POSIX shell, which
/// fork nothing. The launcher calls it once after a build and reads the result at each start.
final class LauncherTable {
  private LauncherTable() {}

  /// Prints the functions.
  public static void main(String[] words) {
    System.out.print(shell(Commands.TABLE));
    System.out.flush();
  }

  /// Three functions: `takes_value WORD` succeeds where the next word is its value, `note WORD`
  /// remembers an option that changes what a command needs, `find_needs WORDS` sets `needs` by the
  /// command's words, each with a blank behind it.
  static String shell(CommandTable table) {
    StringBuilder text = new StringBuilder("# Made from the table of commands; do not edit.\n");
    Map<Needs, List<String>> notes = notes(table);
    notes.keySet().forEach(needs -> text.append("with_").append(word(needs)).append("=\n"));
    text.append("takes_value() {\n  case $1 in\n    ")
        .append(
            table.globalHere().stream()
                .filter(o -> !o.isFlag())
                .flatMap(o -> o.names().stream())
                .map(name -> "--" + name)
                .collect(Collectors.joining(" | ")))
        .append(") return 0 ;;\n  esac\n  return 1\n}\n");
    text.append("note() {\n  case $1 in\n");
    notes.forEach((needs, forms) ->
        text.append("    ")
            .append(String.join(" | ", forms))
            .append(") with_")
            .append(word(needs))
            .append("=yes ;;\n"));
    text.append("  esac\n}\n");
    text.append("find_needs() {\n  case $1 in\n");
    rows(table, text);
    text.append("    *) needs=").append(word(Needs.NOTHING)).append(" ;;\n  esac\n");
    table.globalHere().forEach(option -> option.instead().ifPresent(other -> change(other, text)));
    return text.append("}\n").toString();
  }

  /// The forms of options by what they make a command need.
  private static Map<Needs, List<String>> notes(CommandTable table) {
    Map<Needs, List<String>> notes = new EnumMap<>(Needs.class);
    Stream.concat(
            table.globalHere().stream(),
            table.onCommandLine().stream().flatMap(c -> c.options().stream()))
        .forEach(option ->
            option
                .instead()
                .ifPresent(other ->
                    notes.computeIfAbsent(other, _ -> new ArrayList<>()).addAll(forms(option))));
    return notes;
  }

  private static List<String> forms(Option option) {
    return option.letter() == 0
        ? List.of("--" + option.name())
        : List.of("--" + option.name(), "-" + option.letter());
  }

  /// Longer names first, because one may begin with another.
  private static void rows(CommandTable table, StringBuilder text) {
    Map<Integer, List<Command>> byLength = new TreeMap<>(Comparator.reverseOrder());
    table
        .onCommandLine()
        .forEach(c ->
            byLength.computeIfAbsent(c.name().split(" ").length, _ -> new ArrayList<>()).add(c));
    byLength
        .values()
        .forEach(rows -> {
          Map<String, List<String>> byNeeds = new TreeMap<>();
          for (Command row : rows) {
            byNeeds
                .computeIfAbsent(needs(row), _ -> new ArrayList<>())
                .add("'" + row.name() + " '*");
          }
          byNeeds.forEach((needs, patterns) ->
              text.append("    ")
                  .append(String.join(" | ", patterns))
                  .append(") ")
                  .append(needs)
                  .append(" ;;\n"));
        });
  }

  private static String needs(Command row) {
    StringBuilder text = new StringBuilder("needs=" + word(row.needs()));
    for (Option option : row.options()) {
      option
          .instead()
          .ifPresent(other ->
              text.append(" && [ -z \"${with_")
                  .append(word(other))
                  .append("}\" ] || needs=")
                  .append(word(other)));
    }
    return text.toString();
  }

  /// One that makes do with nothing does so for every command; the others stand in for the home.
  private static void change(Needs other, StringBuilder text) {
    String when = other == Needs.NOTHING ? "" : " && [ $needs = " + word(Needs.HOME) + " ]";
    String line =
        "  if [ -n \"${with_"
            + word(other)
            + "}\" ]"
            + when
            + "; then needs="
            + word(other)
            + "; fi\n";
    if (text.indexOf(line) < 0) {
      text.append(line);
    }
  }

  private static String word(Needs needs) {
    return needs.name().toLowerCase(Locale.ROOT);
  }
}
