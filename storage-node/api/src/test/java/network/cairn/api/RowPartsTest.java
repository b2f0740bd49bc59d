package network.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What rows are made of: kinds of values, options, arguments, commands.
final class RowPartsTest {
  private static final Option PLAIN = Option.text("name", "A name.");

  @ParameterizedTest
  @CsvSource({
    "true, true",
    "false, true",
    "TRUE, false",
    "'', false",
    "1, false",
    "yes, false",
    "' true', false"
  })
  void takesTrueAndFalseForAFlag(String value, boolean taken) {
    assertThat(new Kind.Flag().accepts(value)).isEqualTo(taken);
  }

  @ParameterizedTest
  @CsvSource({
    "0, true",
    "-1, true",
    "+1, true",
    "9223372036854775807, true",
    "9223372036854775808, false",
    "'', false",
    "1.0, false",
    "1e3, false",
    "0x1, false",
    "' 1', false"
  })
  void takesWholeNumbersForANumber(String value, boolean taken) {
    assertThat(Kind.Number.ANY.accepts(value)).isEqualTo(taken);
  }

  @Test
  void boundsNumbersOnBothSides() {
    Kind.Number copies = new Kind.Number(1, 16);
    assertThat(copies.holds(0)).isFalse();
    assertThat(copies.holds(1)).isTrue();
    assertThat(copies.holds(16)).isTrue();
    assertThat(copies.holds(17)).isFalse();
    assertThat(Kind.Number.ANY.holds(Long.MIN_VALUE)).isTrue();
    assertThat(Kind.Number.ANY.holds(Long.MAX_VALUE)).isTrue();
  }

  @Test
  void saysWhatEachKindTakes() {
    assertThat(new Kind.Flag().takes()).isEqualTo("true or false");
    assertThat(new Kind.Text().takes()).isEqualTo("a text");
    assertThat(Kind.Number.ANY.takes()).isEqualTo("a number");
    assertThat(new Kind.Size().takes()).isEqualTo("a size");
    assertThat(new Kind.Time().takes()).isEqualTo("a time");
    assertThat(new Kind.Amount().takes()).isEqualTo("an amount in CAIRN");
    assertThat(new Kind.Choice(List.of("a", "b")).takes()).isEqualTo("one of a, b");
  }

  /// Kubo's clients show these in their errors.
  @Test
  void callsTypesAsKuboDoes() {
    assertThat(new Kind.Flag().label()).isEqualTo("bool");
    assertThat(Kind.Number.ANY.label()).isEqualTo("int");
    for (Kind kind :
        List.of(new Kind.Text(), new Kind.Size(), new Kind.Time(), new Kind.Choice(List.of()))) {
      assertThat(kind.label()).isEqualTo("string");
      assertThat(kind.placeholder()).isEqualTo("text");
      assertThat(kind.accepts("anything")).isTrue();
    }
    assertThat(new Kind.Amount().label()).isEqualTo("string");
    assertThat(new Kind.Amount().placeholder()).isEqualTo("CAIRN");
  }

  @ParameterizedTest
  @EnumSource(Use.class)
  void knowsAnOptionOnTheSidesOfItsUse(Use use) {
    Command row =
        Command.of(Needs.HOME, "row", "A row.")
            .with(PLAIN.used(use))
            .with(new Argument("a", "a", Argument.Form.ONE, "An argument.", use));
    assertThat(row.optionsHere().isEmpty()).isEqualTo(use == Use.DOOR);
    assertThat(row.argumentsHere().isEmpty()).isEqualTo(use == Use.DOOR);
    assertThat(row.optionsAtDoor().isEmpty()).isEqualTo(use == Use.HERE);
    assertThat(row.argumentsAtDoor().isEmpty()).isEqualTo(use == Use.HERE);
  }

  @ParameterizedTest
  @CsvSource({
    "GROUP, true, false, true",
    "COMMAND_LINE, true, false, false",
    "DOOR, false, true, false",
    "BOTH, true, true, false"
  })
  void knowsARowOnTheSidesThatItReaches(
      Command.Reach reach, boolean here, boolean atDoor, boolean group) {
    Command row =
        new Command("a b", "", "", reach, Needs.NOTHING, Guard.NOTHING, List.of(), List.of());
    assertThat(row.onCommandLine()).isEqualTo(here);
    assertThat(row.atDoor()).isEqualTo(atDoor);
    assertThat(row.isGroup()).isEqualTo(group);
  }

  @Test
  void namesARowByWordsAndByPath() {
    Command row = Command.of(Needs.DAEMON, "swarm addrs local", "Lists.");
    assertThat(row.word()).isEqualTo("local");
    assertThat(row.path()).isEqualTo("swarm/addrs/local");
    assertThat(Command.group("", "").word()).isEmpty();
  }

  @Test
  void changesOneThingOfARowAtATime() {
    Command row =
        Command.of(Needs.HOME, "row", "A row.")
            .with(PLAIN)
            .with(Argument.one("a", "One."))
            .describe("More.");
    assertThat(row.reach()).isEqualTo(Command.Reach.BOTH);
    assertThat(row.guarded()).isFalse();
    assertThat(row.guardedBy(Guard.MONEY).guarded()).isTrue();
    assertThat(row.hereOnly().reach()).isEqualTo(Command.Reach.COMMAND_LINE);
    assertThat(row.doorOnly().reach()).isEqualTo(Command.Reach.DOOR);
    assertThat(row.alias("other").name()).isEqualTo("other");
    for (Command changed :
        List.of(row.guardedBy(Guard.TOKEN), row.hereOnly(), row.doorOnly(), row.alias("other"))) {
      assertThat(changed.summary()).isEqualTo("A row.");
      assertThat(changed.details()).isEqualTo("More.");
      assertThat(changed.needs()).isEqualTo(Needs.HOME);
      assertThat(changed.options()).containsExactly(PLAIN);
      assertThat(changed.arguments()).containsExactly(Argument.one("a", "One."));
    }
    assertThat(row.guardedBy(Guard.TOKEN).alias("other").guarded()).isTrue();
  }

  @Test
  void keepsListsOfItsOwn() {
    List<Option> options = new ArrayList<>(List.of(PLAIN));
    Command row =
        new Command("a", "", "", Command.Reach.BOTH, Needs.HOME, Guard.NOTHING, options, List.of());
    options.clear();
    assertThat(row.options()).containsExactly(PLAIN);
    assertThatThrownBy(() -> row.options().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    List<String> words = new ArrayList<>(List.of("a"));
    Kind.Choice choice = new Kind.Choice(words);
    words.clear();
    assertThat(choice.words()).containsExactly("a");
  }

  @Test
  void givesAnOptionItsDefaultsOnEachSide() {
    assertThat(PLAIN.fallback()).isEmpty();
    assertThat(PLAIN.doorFallback()).isEmpty();
    assertThat(PLAIN.orElse("x").fallback()).isEqualTo("x");
    assertThat(PLAIN.orElse("x").doorFallback()).isEqualTo("x");
    assertThat(PLAIN.orElseHere("x").doorFallback()).isEmpty();
    assertThat(PLAIN.orElseAtDoor("x").fallback()).isEmpty();
    assertThat(PLAIN.orElse("x").orElseHere("y").doorFallback()).isEqualTo("x");
    assertThat(PLAIN.orElse("x").orElseAtDoor("y").fallback()).isEqualTo("x");
  }

  @Test
  void givesAnOptionItsNamesAtTheDoor() {
    Option lettered = Option.number("count", 'n', "How many.");
    assertThat(PLAIN.names()).containsExactly("name");
    assertThat(lettered.names()).containsExactly("count", "n");
    assertThat(lettered.letterHere().names()).containsExactly("count");
    assertThat(lettered.letterHere().letter()).isEqualTo('n');
    assertThat(lettered.alias("c").names()).containsExactly("count", "c");
    assertThat(lettered.alias("c").letter()).isEqualTo('n');
  }

  @Test
  void changesWhatACommandNeeds() {
    assertThat(PLAIN.instead()).isEmpty();
    Option offline = Option.flag("offline", "No daemon.").needing(Needs.FILES);
    assertThat(offline.instead()).isEqualTo(Optional.of(Needs.FILES));
    assertThat(offline.isFlag()).isTrue();
    assertThat(offline.used(Use.HERE).instead()).isEqualTo(Optional.of(Needs.FILES));
    assertThat(PLAIN.isFlag()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "ONE, true, false, false, false, <a>",
    "PIPED, true, false, true, false, <a>",
    "OPTIONAL, false, false, false, false, [<a>]",
    "MANY, true, true, true, false, <a>...",
    "ANY, false, true, false, false, [<a>...]",
    "FILE, true, false, false, true, <a>",
    "FILES, false, true, false, true, [<a>...]"
  })
  void tellsFormsOfArgumentsApart(
      Argument.Form form,
      boolean required,
      boolean variadic,
      boolean fromInput,
      boolean body,
      String usage) {
    Argument argument = new Argument("a", "a", form, "An argument.", Use.SENT);
    assertThat(argument.required()).isEqualTo(required);
    assertThat(argument.variadic()).isEqualTo(variadic);
    assertThat(argument.fromInput()).isEqualTo(fromInput);
    assertThat(argument.isBody()).isEqualTo(body);
    assertThat(argument.usage()).isEqualTo(usage);
  }

  @Test
  void callsAnArgumentByAnotherNameAtTheDoor() {
    Argument path = Argument.many("path", "CIDs.").called("ipfs-path");
    assertThat(path.name()).isEqualTo("path");
    assertThat(path.doorName()).isEqualTo("ipfs-path");
    assertThat(path.usage()).isEqualTo("<path>...");
    assertThat(path.doorOnly().use()).isEqualTo(Use.DOOR);
    assertThat(path.doorOnly().doorName()).isEqualTo("ipfs-path");
    assertThat(Argument.any("a", "").form()).isEqualTo(Argument.Form.ANY);
    assertThat(Argument.file("a", "").form()).isEqualTo(Argument.Form.FILE);
  }
}
