package network.cairn.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.api.Command;
import network.cairn.api.Option;
import network.cairn.api.table.Commands;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page of what of Kubo's commands is here says what Kubo itself lists and what the table of
/// commands holds. `-Dcairn.docs=true` brings it up to date.
@Tag("interop")
class CompatibilityIT {
  private static final String START = "<!-- commands: from `ipfs commands --flags` -->\n";
  private static final String END = "<!-- end of commands -->\n";

  /// Words of options that ask for nothing that exists here, as they stand in help.
  private static final Set<String> NOTHING = Set.of("Accepted for Kubo's sake.", "Without effect.");

  private static final String REFUSED = "Refused";

  @TempDir private Path folder;

  @Test
  void thePageSaysWhatIsHere() throws IOException {
    Path kubo = Prerequisite.of("kubo.bin", "Kubo");
    Path page = Path.of(System.getProperty("top", "..")).resolve("docs/compatibility.md");
    String listed = listed(kubo);
    String text = Files.readString(page, UTF_8);
    int start = text.indexOf(START);
    int end = text.indexOf(END);
    assertThat(start).as(START).isNotNegative();
    assertThat(end).as(END).isGreaterThan(start);
    String right =
        text.substring(0, start + START.length())
            + "\n"
            + table(listed)
            + "\n"
            + text.substring(end);
    if (Boolean.getBoolean("cairn.docs")) {
      Files.writeString(page, right);
    } else {
      assertThat(text).isEqualTo(right);
    }
  }

  /// Kubo's own list of its commands and their options.
  private String listed(Path kubo) {
    return new network.cairn.interop.Command(
            folder, List.of(kubo.toString()), Map.of("IPFS_PATH", folder.toString()))
        .run("commands", "--flags");
  }

  /// Options of each command, each with its long name first.
  private static Map<String, Set<String>> kubos(String listed) {
    Map<String, Set<String>> commands = new TreeMap<>();
    listed
        .lines()
        .forEach(line -> {
          List<String> words = List.of(line.split(" / ")[0].strip().split(" "));
          List<String> path =
              words.stream().skip(1).takeWhile(word -> !word.startsWith("-")).toList();
          if (!path.isEmpty()) {
            Set<String> options =
                commands.computeIfAbsent(String.join(" ", path), _ -> new TreeSet<>());
            Stream.of(line.split(" / "))
                .flatMap(form -> Stream.of(form.split(" ")))
                .filter(word -> word.startsWith("--"))
                .map(word -> word.substring(2))
                .findFirst()
                .ifPresent(options::add);
          }
        });
    return commands;
  }

  private static String table(String listed) {
    Map<String, Set<String>> kubos = kubos(listed);
    StringBuilder text =
        new StringBuilder(
            "| Kubo | Cairn | options of Kubo's that are not here |\n| --- | --- | --- |\n");
    int here = 0;
    int all = 0;
    for (Map.Entry<String, Set<String>> kubo : kubos.entrySet()) {
      String name = kubo.getKey();
      if (isGroup(name, kubos.keySet()) && row(name).map(Command::isGroup).orElse(true)) {
        continue;
      }
      all++;
      Optional<Command> row = row(name);
      if (row.isPresent()) {
        here++;
      }
      text.append("| `")
          .append(name)
          .append("` | ")
          .append(row.map(CompatibilityIT::where).orElse("–"))
          .append(" | ")
          .append(row.map(r -> missing(r, kubo.getValue())).orElse(""))
          .append(" |\n");
    }
    List<String> own =
        Commands.TABLE.rows().stream()
            .filter(row -> !row.isGroup() && !kubos.containsKey(row.name()))
            .map(row -> "`" + row.name() + "`")
            .distinct()
            .toList();
    return "Of "
        + all
        + " commands of Kubo's, "
        + here
        + " are here.\n\n"
        + text
        + "\n"
        + "Cairn's own: "
        + String.join(", ", own)
        + ".\n";
  }

  private static boolean isGroup(String name, Set<String> all) {
    return all.stream().anyMatch(other -> other.startsWith(name + " "));
  }

  private static Optional<Command> row(String name) {
    return Commands.TABLE.rows().stream().filter(row -> row.name().equals(name)).findFirst();
  }

  private static String where(Command row) {
    List<String> where = new ArrayList<>();
    if (row.onCommandLine()) {
      where.add("command");
    }
    if (row.atDoor()) {
      where.add("RPC");
    }
    return String.join(", ", where);
  }

  private static String missing(Command row, Set<String> kubos) {
    Map<String, Option> ours =
        Stream.of(
                row.optionsHere(),
                row.optionsAtDoor(),
                Commands.TABLE.globalHere(),
                Commands.TABLE.globalAtDoor())
            .flatMap(List::stream)
            .flatMap(option -> option.names().stream().map(name -> Map.entry(name, option)))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a));
    return kubos.stream()
        .map(name -> remark(name, Optional.ofNullable(ours.get(name))))
        .filter(remark -> !remark.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /// Empty where the option does what it says.
  private static String remark(String name, Optional<Option> ours) {
    String help = ours.map(Option::help).orElse("");
    if (ours.isEmpty()) {
      return "`--" + name + "`";
    }
    if (help.startsWith(REFUSED)) {
      return "`--" + name + "` (refused)";
    }
    return NOTHING.contains(help) ? "`--" + name + "` (no effect)" : "";
  }
}
