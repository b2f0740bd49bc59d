package network.cairn.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One option of a command: `--name`, `--name=value`, `--name value` and `-x` on the command line,
/// `name=value` at the door.
///
/// @param letter of its short form on the command line, 0 for none
/// @param aliases its other names at the door
/// @param fallback what the command line takes where it is not given, and shows in help; empty for
///   nothing
/// @param doorFallback what the door takes where it is not given; empty for nothing
/// @param instead what the command needs where this option is given
/// @param repeatable whether it may be given several times, each time with another value
public record Option(
    String name,
    char letter,
    List<String> aliases,
    Kind kind,
    String fallback,
    String doorFallback,
    String help,
    Use use,
    Optional<Needs> instead,
    boolean repeatable) {
  private static final Kind FLAG = new Kind.Flag();
  private static final Kind TEXT = new Kind.Text();
  private static final char NONE = 0;

  public Option {
    aliases = List.copyOf(aliases);
  }

  public static Option of(Kind kind, String name, String help) {
    return new Option(name, NONE, List.of(), kind, "", "", help, Use.SENT, Optional.empty(), false);
  }

  public static Option of(Kind kind, String name, char letter, String help) {
    List<String> aliases = List.of(String.valueOf(letter));
    return new Option(name, letter, aliases, kind, "", "", help, Use.SENT, Optional.empty(), false);
  }

  public static Option flag(String name, String help) {
    return of(FLAG, name, help);
  }

  public static Option flag(String name, char letter, String help) {
    return of(FLAG, name, letter, help);
  }

  public static Option text(String name, String help) {
    return of(TEXT, name, help);
  }

  public static Option text(String name, char letter, String help) {
    return of(TEXT, name, letter, help);
  }

  public static Option number(String name, String help) {
    return of(Kind.Number.ANY, name, help);
  }

  public static Option number(String name, char letter, String help) {
    return of(Kind.Number.ANY, name, letter, help);
  }

  /// With a value where it is not given, on both sides.
  public Option orElse(String value) {
    return new Option(name, letter, aliases, kind, value, value, help, use, instead, repeatable);
  }

  /// With a value where the command line is not given it; the door keeps its own.
  public Option orElseHere(String value) {
    return new Option(
        name, letter, aliases, kind, value, doorFallback, help, use, instead, repeatable);
  }

  /// With a value where the door is not given it; help does not show it.
  public Option orElseAtDoor(String value) {
    return new Option(name, letter, aliases, kind, fallback, value, help, use, instead, repeatable);
  }

  /// Known on other sides than usual.
  public Option used(Use other) {
    return new Option(
        name, letter, aliases, kind, fallback, doorFallback, help, other, instead, repeatable);
  }

  /// With no letter but on the command line.
  public Option letterHere() {
    return new Option(
        name, letter, List.of(), kind, fallback, doorFallback, help, use, instead, repeatable);
  }

  /// With another name at the door.
  public Option alias(String other) {
    return new Option(
        name, letter, List.of(other), kind, fallback, doorFallback, help, use, instead, repeatable);
  }

  /// The command needs something else where this is given.
  public Option needing(Needs other) {
    return new Option(
        name,
        letter,
        aliases,
        kind,
        fallback,
        doorFallback,
        help,
        use,
        Optional.of(other),
        repeatable);
  }

  /// May be given several times.
  public Option repeated() {
    return new Option(
        name, letter, aliases, kind, fallback, doorFallback, help, use, instead, true);
  }

  /// Whether a command line that writes this name after two dashes means this option.
  public boolean isCalled(String word) {
    return word.equals(name) || (word.length() > 1 && aliases.contains(word));
  }

  /// Whether it is given without a value.
  public boolean isFlag() {
    return kind instanceof Kind.Flag;
  }

  /// The names that the door knows, the long one first.
  public List<String> names() {
    List<String> names = new ArrayList<>();
    names.add(name);
    names.addAll(aliases);
    return names;
  }

  /// `-x, --name=<text>` as help prints it.
  public String usage() {
    String dash = letter == NONE ? "    " : "-" + letter + ", ";
    String value = isFlag() ? "" : "=<" + kind.placeholder() + ">";
    return dash + "--" + name + value;
  }
}
