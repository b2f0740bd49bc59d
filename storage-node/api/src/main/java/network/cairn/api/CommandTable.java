package network.cairn.api;

import java.util.List;
import java.util.Optional;

/// Rows in the order of help, and the options that every command has. Immutable.
///
/// @param root the program itself, whose name is empty
/// @param global options of every command
public record CommandTable(Command root, List<Option> global, List<Command> rows) {
  public CommandTable {
    global = List.copyOf(global);
    rows = List.copyOf(rows);
  }

  /// The commands and groups of the command line one word behind another's words.
  public List<Command> children(Command parent) {
    return rows.stream().filter(c -> c.onCommandLine() && isChild(parent, c)).toList();
  }

  /// The command or group that a word leads to from another.
  public Optional<Command> child(Command parent, String word) {
    for (Command row : rows) {
      if (row.onCommandLine() && row.word().equals(word) && isChild(parent, row)) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  private static boolean isChild(Command parent, Command row) {
    String name = row.name();
    int end = name.lastIndexOf(' ');
    return end < 0
        ? parent.name().isEmpty()
        : parent.name().length() == end && name.startsWith(parent.name());
  }

  /// The options of every command on the command line, in the order of help.
  public List<Option> globalHere() {
    return global.stream().filter(o -> o.use().onCommandLine()).toList();
  }

  /// The options of every command at the door.
  public List<Option> globalAtDoor() {
    return global.stream().filter(o -> o.use().atDoor()).toList();
  }

  /// The commands that the door has.
  public List<Command> atDoor() {
    return rows.stream().filter(Command::atDoor).toList();
  }

  /// The commands that the command line runs.
  public List<Command> onCommandLine() {
    return rows.stream().filter(c -> c.onCommandLine() && !c.isGroup()).toList();
  }
}
