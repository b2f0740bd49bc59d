package network.cairn.api.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.CommandTable;
import network.cairn.api.Kind;
import network.cairn.api.Option;
import network.cairn.api.Use;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CommandsTest {
  private static final CommandTable TABLE = Commands.TABLE;

  static List<Command> rows() {
    return TABLE.rows();
  }

  private static Stream<Option> options(Command row) {
    return Stream.concat(row.options().stream(), TABLE.global().stream());
  }

  @Test
  void givesEachCommandOneRowOnEachSide() {
    assertThat(TABLE.rows().stream().filter(Command::onCommandLine))
        .extracting(Command::name)
        .doesNotHaveDuplicates();
    assertThat(TABLE.atDoor()).extracting(Command::name).doesNotHaveDuplicates();
  }

  @Test
  void reachesEveryCommandOfTheCommandLineByItsWords() {
    List<Command> found = new ArrayList<>();
    collect(TABLE.root(), found);
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(
            TABLE.rows().stream().filter(Command::onCommandLine).toList());
  }

  private static void collect(Command at, List<Command> found) {
    for (Command child : TABLE.children(at)) {
      assertThat(TABLE.child(at, child.word())).contains(child);
      found.add(child);
      collect(child, found);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void saysWhatEveryCommandAndOptionIsFor(Command row) {
    assertThat(row.summary()).isNotBlank().endsWith(".");
    assertThat(options(row)).allSatisfy(o -> assertThat(o.help()).as(o.name()).isNotBlank());
    assertThat(row.arguments()).allSatisfy(a -> assertThat(a.help()).as(a.name()).isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void namesNoOptionTwiceOnOneSide(Command row) {
    assertThat(options(row).filter(o -> o.use().onCommandLine()).map(Option::name))
        .doesNotHaveDuplicates();
    assertThat(
            options(row)
                .filter(o -> o.use().onCommandLine() && o.letter() != 0)
                .map(Option::letter))
        .doesNotHaveDuplicates();
    assertThat(options(row).filter(o -> o.use().atDoor()).flatMap(o -> o.names().stream()))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void hasDefaultsOfTheOptionsKind(Command row) {
    options(row)
        .forEach(o ->
            Stream.of(o.fallback(), o.doorFallback())
                .filter(v -> !v.isEmpty())
                .forEach(v -> assertThat(isOf(o.kind(), v)).as(o.name() + "=" + v).isTrue()));
  }

  private static boolean isOf(Kind kind, String value) {
    return switch (kind) {
      case Kind.Number number -> number.accepts(value) && number.holds(Long.parseLong(value));
      case Kind.Choice(List<String> words) -> words.contains(value);
      case Kind.Flag _, Kind.Text _, Kind.Size _, Kind.Time _, Kind.Amount _ -> kind.accepts(value);
    };
  }

  @ParameterizedTest
  @MethodSource("rows")
  void takesRepeatedAndOptionalArgumentsLast(Command row) {
    boolean open = false;
    for (Argument argument : row.arguments()) {
      assertThat(open && argument.required()).as(argument.name()).isFalse();
      open |= !argument.required() || argument.variadic();
    }
    assertThat(row.arguments().stream().limit(Math.max(0, row.arguments().size() - 1L)))
        .noneMatch(Argument::variadic);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void sendsNothingToADoorThatIsNotThere(Command row) {
    if (!row.atDoor()) {
      assertThat(row.options()).noneMatch(o -> o.use().atDoor());
    }
    if (!row.onCommandLine()) {
      assertThat(row.options()).noneMatch(o -> o.use() == Use.HERE);
    }
    if (row.isGroup()) {
      assertThat(row.options()).isEmpty();
      assertThat(row.arguments()).isEmpty();
    }
  }

  @Test
  void showsUsageAsHelpPrintsIt() {
    assertThat(Option.flag("quiet", 'q', "").usage()).isEqualTo("-q, --quiet");
    assertThat(Option.text("hash", "").usage()).isEqualTo("    --hash=<text>");
    assertThat(Option.number("count", 'n', "").usage()).isEqualTo("-n, --count=<number>");
    assertThat(Argument.many("path", "").usage()).isEqualTo("<path>...");
    assertThat(Argument.files("path", "").usage()).isEqualTo("[<path>...]");
    assertThat(Argument.optional("path", "").usage()).isEqualTo("[<path>]");
  }

  @Test
  void findsNothingBehindACommandThatIsNotThere() {
    Optional<Command> none = TABLE.child(TABLE.root(), "put quote");
    assertThat(none).isEmpty();
    assertThat(TABLE.child(MarketTable.PUT, "quote")).isEmpty();
    assertThat(TABLE.child(TABLE.root(), "pi")).isEmpty();
  }
}
