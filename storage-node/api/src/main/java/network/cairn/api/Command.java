package network.cairn.api;

import java.util.List;

/// A row of the table: a command with all that a parser, a door, help, completion and the launcher
/// must know of it. What runs it stands elsewhere.
///
/// @param name its words on the command line, such as `pin add`; empty for the program itself
/// @param summary one line for lists
/// @param details further paragraphs for `--help`, may be empty
/// @param guard what the door asks of the caller
public record Command(
    String name,
    String summary,
    String details,
    Reach reach,
    Needs needs,
    Guard guard,
    List<Option> options,
    List<Argument> arguments) {
  /// Where a command can be given.
  public enum Reach {
    /// Nowhere: it only groups others on the command line.
    GROUP,
    /// On the command line only.
    COMMAND_LINE,
    /// At the door only.
    DOOR,
    /// On the command line, which calls the door.
    BOTH
  }

  public Command {
    options = List.copyOf(options);
    arguments = List.copyOf(arguments);
  }

  /// A command of the command line and the door.
  public static Command of(Needs needs, String name, String summary) {
    return new Command(name, summary, "", Reach.BOTH, needs, Guard.NOTHING, List.of(), List.of());
  }

  /// Words that only lead to commands.
  public static Command group(String name, String summary) {
    return new Command(
        name, summary, "", Reach.GROUP, Needs.NOTHING, Guard.NOTHING, List.of(), List.of());
  }

  public Command with(Option... more) {
    return new Command(name, summary, details, reach, needs, guard, List.of(more), arguments);
  }

  public Command with(Argument... more) {
    return new Command(name, summary, details, reach, needs, guard, options, List.of(more));
  }

  /// With paragraphs for its long help.
  public Command describe(String paragraphs) {
    return new Command(name, summary, paragraphs, reach, needs, guard, options, arguments);
  }

  /// Given on the command line only.
  public Command hereOnly() {
    return reaching(Reach.COMMAND_LINE);
  }

  /// Given at the door only.
  public Command doorOnly() {
    return reaching(Reach.DOOR);
  }

  private Command reaching(Reach other) {
    return new Command(name, summary, details, other, needs, guard, options, arguments);
  }

  /// With another guard at the door.
  public Command guardedBy(Guard other) {
    return new Command(name, summary, details, reach, needs, other, options, arguments);
  }

  /// Whether the door asks every caller for the home's token.
  public boolean guarded() {
    return guard.always();
  }

  /// The same command under another name.
  public Command alias(String other) {
    return new Command(other, summary, details, reach, needs, guard, options, arguments);
  }

  /// Whether it only leads to others.
  public boolean isGroup() {
    return reach == Reach.GROUP;
  }

  public boolean onCommandLine() {
    return reach != Reach.DOOR;
  }

  public boolean atDoor() {
    return reach == Reach.DOOR || reach == Reach.BOTH;
  }

  /// The last word of its name.
  public String word() {
    return name.substring(name.lastIndexOf(' ') + 1);
  }

  /// The name as a path at the door, such as `pin/add`.
  public String path() {
    return name.replace(' ', '/');
  }

  /// The options that the command line takes, in the order of help.
  public List<Option> optionsHere() {
    return options.stream().filter(o -> o.use().onCommandLine()).toList();
  }

  /// The options that the door takes.
  public List<Option> optionsAtDoor() {
    return options.stream().filter(o -> o.use().atDoor()).toList();
  }

  public List<Argument> argumentsHere() {
    return arguments.stream().filter(a -> a.use().onCommandLine()).toList();
  }

  public List<Argument> argumentsAtDoor() {
    return arguments.stream().filter(a -> a.use().atDoor()).toList();
  }
}
