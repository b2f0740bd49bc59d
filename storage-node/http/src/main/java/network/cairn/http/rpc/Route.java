package network.cairn.http.rpc;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.api.Command;
import network.cairn.api.Option;
import network.cairn.api.table.Commands;

/// A command of the door: its row in the table, and what runs it. Immutable.
public final class Route {
  private final Command command;
  private final Endpoint endpoint;
  private final boolean checked;

  private Route(Command command, Endpoint endpoint, boolean checked) {
    this.command = command;
    this.endpoint = endpoint;
    this.checked = checked;
  }

  /// @throws IllegalArgumentException if the row is none of the door's
  public static Route of(Command command, Endpoint endpoint) {
    if (!command.atDoor()) {
      throw new IllegalArgumentException(command.name() + " is no command of the door");
    }
    return new Route(command, endpoint, true);
  }

  /// A command that does nothing but say why, whatever its arguments are.
  public static Route refusing(Command command, String reason) {
    return new Route(
        command,
        (_, _) -> {
          throw new CommandError(reason);
        },
        false);
  }

  public Command command() {
    return command;
  }

  /// The command's words joined by `/`.
  public String path() {
    return command.path();
  }

  /// The options of its own that the door takes.
  public List<Option> options() {
    return command.optionsAtDoor();
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /// Whether arguments must be those of the row.
  boolean checked() {
    return checked;
  }

  /// The option of a name, long or short, among its own and those of every command.
  Optional<Option> option(String name) {
    return Stream.concat(command.options().stream(), Commands.TABLE.global().stream())
        .filter(o -> o.use().atDoor() && o.names().contains(name))
        .findFirst();
  }
}
