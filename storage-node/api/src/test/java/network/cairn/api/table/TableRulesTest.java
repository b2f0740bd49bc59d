package network.cairn.api.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.CommandTable;
import network.cairn.api.Guard;
import network.cairn.api.Kind;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.Use;
import network.cairn.api.answer.AnswerTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Rules that hold for every row, whoever adds the next one.
final class TableRulesTest {
  private static final CommandTable TABLE = Commands.TABLE;

  static List<Command> rows() {
    return TABLE.rows();
  }

  static Stream<Command> groups() {
    return TABLE.rows().stream().filter(Command::isGroup);
  }

  private static Stream<Option> options(Command row) {
    return Stream.concat(row.options().stream(), TABLE.global().stream());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void speaksInSentences(Command row) {
    assertThat(row.summary()).matches("[A-Z].*\\.").doesNotContain("\n", "  ");
    options(row).forEach(o -> assertThat(o.help()).as(o.name()).endsWith(".").isNotBlank());
    row.arguments().forEach(a -> assertThat(a.help()).as(a.name()).endsWith(".").isNotBlank());
    if (!row.details().isEmpty()) {
      assertThat(row.details().strip()).endsWith(".");
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void hasNamesThatCanBeTyped(Command row) {
    assertThat(row.name()).matches("[a-z]+( [a-z][a-z0-9]*)*");
    options(row).forEach(o -> assertThat(o.name()).matches("[a-z][a-z0-9-]*"));
    options(row)
        .filter(o -> o.letter() != 0)
        .forEach(o -> assertThat(String.valueOf(o.letter())).matches("[A-Za-z]"));
    row.arguments().forEach(a -> assertThat(a.name()).matches("[a-zA-Z]+(-[a-z]+)*"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void putsDefaultsWithinTheirBounds(Command row) {
    options(row)
        .forEach(o -> {
          for (String value : List.of(o.fallback(), o.doorFallback())) {
            if (!value.isEmpty() && o.kind() instanceof Kind.Number number) {
              assertThat(number.holds(Long.parseLong(value))).as(o.name()).isTrue();
            }
            if (!value.isEmpty() && o.kind() instanceof Kind.Choice(List<String> words)) {
              assertThat(words).as(o.name()).contains(value);
            }
          }
          if (o.kind() instanceof Kind.Number(long least, long most)) {
            assertThat(least).as(o.name()).isLessThan(most);
          }
        });
  }

  /// Two defaults would make a command do one thing here and another through the door.
  @ParameterizedTest
  @MethodSource("rows")
  void givesAnOptionOneDefaultOrLeavesItToTheDoor(Command row) {
    row.options().stream()
        .filter(o -> o.use() == Use.SENT && !o.fallback().isEmpty())
        .filter(o -> !o.doorFallback().isEmpty())
        .forEach(o -> assertThat(o.doorFallback()).as(o.name()).isEqualTo(o.fallback()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void offersEveryOtherNameAtTheDoorOnly(Command row) {
    Set<String> seen = new HashSet<>();
    options(row)
        .filter(o -> o.use().atDoor())
        .flatMap(o -> o.names().stream())
        .forEach(name -> assertThat(seen.add(name)).as(name).isTrue());
    assertThat(seen).doesNotContain("arg");
  }

  @ParameterizedTest
  @MethodSource("groups")
  void leadsEveryGroupSomewhere(Command group) {
    assertThat(TABLE.children(group)).isNotEmpty();
    assertThat(group.needs()).isEqualTo(Needs.NOTHING);
    assertThat(group.guarded()).isFalse();
  }

  @Test
  void hasARowForEveryWordOnTheWay() {
    Set<String> names =
        TABLE.rows().stream()
            .filter(Command::onCommandLine)
            .map(Command::name)
            .collect(Collectors.toSet());
    for (String name : names) {
      int end = name.lastIndexOf(' ');
      assertThat(end < 0 || names.contains(name.substring(0, end))).as(name).isTrue();
    }
  }

  @Test
  void needsTheSameOnBothSidesOfOneName() {
    Map<String, Needs> byName = new HashMap<>();
    for (Command row : TABLE.rows()) {
      Needs other = byName.putIfAbsent(row.name(), row.needs());
      if (!row.isGroup() && other != null) {
        assertThat(row.needs()).as(row.name()).isEqualTo(other);
      }
    }
  }

  /// What stays or works on files is a process of its own, which no door can be asked to be.
  @ParameterizedTest
  @MethodSource("rows")
  void offersAtTheDoorOnlyWhatADaemonCanDo(Command row) {
    if (row.needs() == Needs.STAYING || row.needs() == Needs.FILES) {
      assertThat(row.atDoor()).isFalse();
      assertThat(row.options()).allMatch(o -> o.use() == Use.HERE);
    }
    if (row.atDoor()) {
      assertThat(row.needs()).isIn(Needs.NOTHING, Needs.HOME, Needs.DAEMON);
    }
  }

  /// Whoever moves tokens or tells of them shows the token; Kubo's clients have none to show. What
  /// stands at the command line only asks what the door asks under the same name: it calls that.
  @ParameterizedTest
  @MethodSource("rows")
  void guardsWhatConcernsPay(Command row) {
    boolean pay =
        List.of(
                "put",
                "status",
                "wallet",
                "ledger",
                "agreement",
                "receipt",
                "provider",
                "providers")
            .contains(row.name().split(" ")[0]);
    if (row.atDoor()) {
      assertThat(row.guard() == Guard.MONEY).isEqualTo(pay);
      // What the home's keys or the network's file say by themselves needs no daemon.
      boolean alone = List.of("wallet address", "ledger status").contains(row.name());
      Needs needs = alone ? Needs.HOME : Needs.DAEMON;
      assertThat(!pay || row.needs() == needs).isTrue();
    } else {
      Guard called =
          TABLE.atDoor().stream()
              .filter(other -> other.name().equals(row.name()))
              .map(Command::guard)
              .findAny()
              .orElse(Guard.NOTHING);
      assertThat(row.guard()).isEqualTo(called);
    }
  }

  /// Which of Kubo's commands change something, and what they ask for it. That no other does is
  /// held where commands run, by EveryCommandTest.
  @Test
  void saysOfEveryCommandThatChangesSomethingWhatItAsks() {
    Map<Guard, List<String>> rows = new java.util.EnumMap<>(Guard.class);
    for (Command row : TABLE.atDoor()) {
      rows.computeIfAbsent(row.guard(), _ -> new java.util.ArrayList<>()).add(row.name());
    }
    assertThat(rows.get(Guard.TOKEN))
        .containsExactlyInAnyOrder(
            "config replace",
            "config profile apply",
            "shutdown",
            "diag profile",
            "bootstrap add",
            "bootstrap rm",
            "bootstrap rm all");
    assertThat(rows.get(Guard.SETTINGS)).containsExactly("config", "config show");
    assertThat(rows.get(Guard.CHANGES))
        .containsExactlyInAnyOrder(
            "add",
            "block put",
            "block rm",
            "dag import",
            "dag put",
            "key gen",
            "key import",
            "key rename",
            "key rm",
            "log level",
            "pin add",
            "pin rm",
            "pin update",
            "repo gc",
            "repo verify",
            "swarm connect",
            "swarm disconnect",
            "swarm peering add",
            "swarm peering rm");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void sendsOneBodyAtMost(Command row) {
    assertThat(row.arguments().stream().filter(Argument::isBody).count()).isLessThanOrEqualTo(1);
    if (row.arguments().stream().anyMatch(Argument::isBody)) {
      assertThat(row.arguments().getLast().isBody()).isTrue();
      assertThat(row.arguments().stream().filter(a -> !a.isBody())).allMatch(Argument::required);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answersWithARecordOnlyAtTheDoor(Command row) {
    if (row.isGroup()) {
      return;
    }
    if (AnswerTypes.of(row).isPresent()) {
      assertThat(TABLE.atDoor()).extracting(Command::name).contains(row.name());
    }
    if (row.guard() == Guard.MONEY && !row.name().equals("receipt get")) {
      assertThat(AnswerTypes.of(row)).isPresent();
    }
  }

  @Test
  void answersEveryAliasAsItsRow() {
    Map<Command, Command> aliases =
        Map.of(
            RepoTable.STATS_REPO, RepoTable.STAT,
            RepoTable.KEY_LS, RepoTable.KEY_LIST,
            SwarmTable.STATS_BITSWAP, SwarmTable.BITSWAP_STAT,
            ContentTable.REPO_LS, ContentTable.REFS_LOCAL);
    aliases.forEach((alias, row) -> {
      assertThat(AnswerTypes.of(alias)).isEqualTo(AnswerTypes.of(row));
      assertThat(alias.options()).isEqualTo(row.options());
      assertThat(alias.arguments()).isEqualTo(row.arguments());
      assertThat(alias.needs()).isEqualTo(row.needs());
    });
  }

  @Test
  void changesTheNeedOfACommandByTheseOptionsOnly() {
    Map<String, Needs> changes = new HashMap<>();
    TABLE
        .rows()
        .forEach(
            row -> options(row).forEach(o -> o.instead().ifPresent(n -> changes.put(o.name(), n))));
    assertThat(changes)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "help", Needs.NOTHING,
                "h", Needs.NOTHING,
                "only-hash", Needs.HASHING));
  }
}
