package network.cairn.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.cairn.api.Command;

/// What the command line does for each of its commands, by the table's rows.
final class Actions {
  /// Does a command's work and returns the exit code.
  interface Action {
    int run(Invocation invocation) throws IOException, InterruptedException;
  }

  /// Adds the actions of some commands.
  private interface Family {
    void add(Roles roles, Actions actions);
  }

  /// The families whose commands should start soonest come first.
  private static final List<Family> FAMILIES =
      List.of(
          NodeCommands::add,
          SwarmCommands::add,
          RoutingCommands::add,
          ContentCommands::add,
          AddCommand::add,
          GetCommand::add,
          PinCommands::add,
          RepoCommands::add,
          PutCommand::add,
          MarketCommands::add,
          ProviderCommands::add,
          BlockCommands::add,
          DagCommands::add,
          FormatCommands::add);

  private final Map<String, Action> byName = new HashMap<>();

  /// Those of all commands.
  static Actions of(Roles roles) {
    Actions actions = new Actions();
    FAMILIES.forEach(family -> family.add(roles, actions));
    return actions;
  }

  /// That of one command, without loading what comes behind its family.
  ///
  /// @throws IllegalArgumentException if the row has no action, which a test excludes
  static Action of(Roles roles, Command command) {
    Actions actions = new Actions();
    for (Family family : FAMILIES) {
      family.add(roles, actions);
      if (actions.byName.containsKey(command.name())) {
        break;
      }
    }
    return actions.of(command);
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
