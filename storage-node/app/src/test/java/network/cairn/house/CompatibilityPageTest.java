package network.cairn.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import network.cairn.api.Command;
import network.cairn.api.table.Commands;
import org.junit.jupiter.api.Test;

/// What `docs/compatibility.md` says of Cairn's commands is what the table of commands says. Kubo's
/// half of the page needs Kubo and is held by `interop.CompatibilityIT`.
final class CompatibilityPageTest {
  private static final Path PAGE =
      Objects.requireNonNull(Path.of(System.getProperty("cairn.bin")).getParent())
          .resolve("docs/compatibility.md");

  /// A row: a command of Kubo's, where Cairn has it, the options that are not here.
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9 -]+)` \\| ([^|]*) \\|");

  private static final Pattern OWN = Pattern.compile("(?m)^Cairn's own: (.*)\\.$");

  @Test
  void everyCommandStandsOnThePageWhereItIs() throws IOException {
    String page = Files.readString(PAGE);
    Map<String, String> kubos = new TreeMap<>();
    ROW.matcher(page).results().forEach(row -> kubos.put(row.group(1), row.group(2)));
    Matcher own = OWN.matcher(page);
    assertThat(own.find()).as("the list of Cairn's own commands").isTrue();
    Set<String> owns =
        Arrays.stream(own.group(1).split(", "))
            .map(name -> name.replace("`", ""))
            .collect(Collectors.toCollection(TreeSet::new));

    Map<String, String> here = new TreeMap<>();
    Commands.TABLE.rows().stream()
        .filter(row -> !row.isGroup())
        .forEach(row -> here.put(row.name(), where(row)));
    Set<String> expectedOwns = new TreeSet<>(here.keySet());
    expectedOwns.removeAll(kubos.keySet());
    assertThat(owns).isEqualTo(expectedOwns);
    kubos.forEach(
        (name, where) -> assertThat(where).as(name).isEqualTo(here.getOrDefault(name, "–")));
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
}
