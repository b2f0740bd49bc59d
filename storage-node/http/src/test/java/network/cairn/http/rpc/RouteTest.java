package network.cairn.http.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.api.Option;
import network.cairn.api.table.Commands;
import network.cairn.api.table.ContentTable;
import network.cairn.api.table.NodeTable;
import network.cairn.api.table.PinTable;
import network.cairn.api.table.SwarmTable;
import network.cairn.base.time.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a call takes from its row.
final class RouteTest {
  private static final Pattern READ =
      Pattern.compile("call\\s*\\.(?:text|flag|number|size|bounded|given)\\(\\s*\"([^\"]+)\"");

  private static Call call(Route route, Map<String, String> options) {
    return new Call(route, List.of(), options, Optional.empty(), Deadline.none(), false);
  }

  private static Call ping(Map<String, String> options) {
    return call(Route.of(SwarmTable.PING, (_, _) -> {}), options);
  }

  @Test
  void takesDefaultsAndBoundsFromTheRow() {
    assertThat(ping(Map.of()).bounded("count")).isEqualTo(10);
    assertThat(ping(Map.of("count", "3")).bounded("count")).isEqualTo(3);
    assertThatThrownBy(() -> ping(Map.of("count", "1001")).bounded("count"))
        .isInstanceOf(BadRequest.class)
        .hasMessage("option count must be from 1 to 1000");
    Call cat = call(Route.of(ContentTable.CAT, (_, _) -> {}), Map.of("offset", "-1"));
    assertThatThrownBy(() -> cat.size("offset", 0))
        .isInstanceOf(BadRequest.class)
        .hasMessage("option offset must not be negative");
    Call add = call(Route.of(PinTable.ADD, (_, _) -> {}), Map.of());
    assertThat(add.flag("recursive")).isTrue();
    assertThat(add.given("recursive")).isFalse();
    assertThat(add.flag("progress")).isFalse();
    assertThat(add.text("name")).isEmpty();
    assertThat(add.flag("offline")).isFalse();
  }

  @Test
  void failsWhereACommandReadsWhatItsRowHasNot() {
    Call ping = ping(Map.of());
    assertThatThrownBy(() -> ping.flag("recursive"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the row of ping: option recursive is not there");
    assertThatThrownBy(() -> ping.given("n")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ping.number("count", 1, 1000, 9))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the row of ping: option count has the default 10");
    assertThatThrownBy(() -> ping.number("count", 0, 1000, 10))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the row of ping: option count has other bounds");
    assertThatThrownBy(() -> ping.bounded("timeout")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void isOfTheDoorsRowsOnly() {
    assertThatThrownBy(() -> Route.of(NodeTable.DAEMON, (_, _) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("daemon is no command of the door");
  }

  @Test
  void findsOptionsByEveryNameOfTheDoor() {
    Route add = Route.of(ContentTable.ADD, (_, _) -> {});
    assertThat(add.option("w").map(Option::name)).contains("wrap-with-directory");
    assertThat(add.option("enc").map(Option::name)).contains("encoding");
    assertThat(add.option("recursive")).isEmpty();
    assertThat(add.option("api")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "progress, '', true",
    "progress, T, true",
    "progress, False, false",
    "max-file-links, -3, -3",
    "chunker, size-9, size-9"
  })
  void readsValuesByKubosRules(String option, String value, String read) {
    Option row = Route.of(ContentTable.ADD, (_, _) -> {}).option(option).orElseThrow();
    assertThat(OptionText.checked(row, value)).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource({"progress, yes, bool", "max-file-links, many, int", "max-file-links, 1.5, int"})
  void refusesValuesOfAnotherKindInKubosWords(String option, String value, String kind) {
    Option row = Route.of(ContentTable.ADD, (_, _) -> {}).option(option).orElseThrow();
    assertThatThrownBy(() -> OptionText.checked(row, value))
        .isInstanceOf(BadRequest.class)
        .hasMessage(
            "could not convert value \"%s\" to type \"%s\" (for option \"-%s\")"
                .formatted(value, kind, option));
  }

  /// Every name that a handler's source reads is an option of some row.
  @Test
  void readsNoNameThatNoRowHas() throws IOException {
    Set<String> known =
        Stream.concat(
                Commands.TABLE.globalAtDoor().stream(),
                Commands.TABLE.atDoor().stream().flatMap(c -> c.optionsAtDoor().stream()))
            .map(Option::name)
            .collect(Collectors.toSet());
    Set<String> read = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java/network/cairn/http/rpc"))) {
      for (Path source : sources.filter(p -> p.toString().endsWith(".java")).toList()) {
        READ.matcher(Files.readString(source))
            .results()
            .map((MatchResult found) -> found.group(1))
            .forEach(read::add);
      }
    }
    assertThat(read).hasSizeGreaterThan(20);
    assertThat(known).containsAll(read);
  }
}
