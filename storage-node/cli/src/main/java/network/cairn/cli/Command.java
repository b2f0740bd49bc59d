package network.cairn.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A command with its options, arguments and children; the whole description that parsing, help and
/// completion need.
///
/// @param summary one line for lists
/// @param details further paragraphs for `--help`, may be empty
/// @param action what it does; empty for a command that only groups others
record Command(
    String name,
    String summary,
    String details,
    List<Option> options,
    List<Argument> arguments,
    List<Command> children,
    Optional<Action> action) {
  /// Does the command's work and returns the exit code.
  interface Action {
    int run(Invocation invocation) throws IOException, InterruptedException;
  }

  Command {
    options = List.copyOf(options);
    arguments = List.copyOf(arguments);
    children = List.copyOf(children);
  }

  static Command leaf(
      String name, String summary, List<Option> options, List<Argument> arguments, Action action) {
    return new Command(name, summary, "", options, arguments, List.of(), Optional.of(action));
  }

  static Command group(String name, String summary, Command... children) {
    return new Command(
        name, summary, "", List.of(), List.of(), List.of(children), Optional.empty());
  }

  /// The same command with paragraphs for its long help.
  Command describe(String paragraphs) {
    return new Command(name, summary, paragraphs, options, arguments, children, action);
  }

  /// The same command with children of its own beside its action.
  Command with(Command... others) {
    return new Command(name, summary, details, options, arguments, List.of(others), action);
  }

  Optional<Command> child(String word) {
    return children.stream().filter(c -> c.name.equals(word)).findFirst();
  }
}
