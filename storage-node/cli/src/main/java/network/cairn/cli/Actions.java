package network.cairn.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import network.cairn.api.Command;

/// What the command line does for each of its commands, by the table's rows.
final class Actions {
  /// Does a command's work and returns the exit code.
  interface Action {
    int run(Invocation invocation) throws IOException, InterruptedException;
  }

  private final Map<String, Action> byName = new HashMap<>();

  /// Those of all commands.
  static Actions of(Roles roles) {
    Actions actions = new Actions();
    NodeCommands.add(roles, actions);
    AddCommand.add(roles, actions);
    ContentCommands.add(roles, actions);
    GetCommand.add(roles, actions);
    PutCommand.add(roles, actions);
    MarketCommands.add(roles, actions);
    ProviderCommands.add(roles, actions);
    BlockCommands.add(roles, actions);
    DagCommands.add(roles, actions);
    PinCommands.add(roles, actions);
    RepoCommands.add(roles, actions);
    SwarmCommands.add(roles, actions);
    return actions;
  }

  /// @throws IllegalArgumentException if the command has one, or is none of the command line
  void put(Command command, Action action) {
    if (!command.onCommandLine() || byName.put(command.name(), action) != null) {
      throw new IllegalArgumentException("an action too many for " + command.name());
    }
  }

  /// @throws IllegalArgumentException if the row has no action, which a test excludes
  Action of(Command command) {
    Action action = byName.get(command.name());
    if (action == null) {
      throw new IllegalArgumentException("no action for " + command.name());
    }
    return action;
  }

  /// How many there are.
  int size() {
    return byName.size();
  }
}
