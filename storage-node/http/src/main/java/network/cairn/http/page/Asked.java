package network.cairn.http.page;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.cairn.api.Command;
import network.cairn.base.time.Deadline;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.InnerCalls;
import network.cairn.http.rpc.QueryText;
import tools.jackson.databind.JsonNode;

/// One question to `/api/v1`. Used by one thread.
final class Asked {
  private final InnerCalls calls;
  private final Map<String, String> query;
  private final boolean authorized;
  private final Deadline deadline;

  /// @param query names and values, each name once
  /// @param authorized whether the caller showed the home's token
  Asked(InnerCalls calls, Map<String, String> query, boolean authorized, Deadline deadline) {
    this.calls = calls;
    this.query = query;
    this.authorized = authorized;
    this.deadline = deadline;
  }

  /// Reads a query.
  ///
  /// @throws BadRequest if it is malformed or names something twice
  static Map<String, String> query(String text) {
    Map<String, String> query = new HashMap<>();
    for (QueryText.Pair pair : QueryText.parse(text)) {
      if (query.put(pair.name(), pair.value()) != null) {
        throw new BadRequest("'" + pair.name() + "' was given more than once");
      }
    }
    return query;
  }

  boolean authorized() {
    return authorized;
  }

  Deadline deadline() {
    return deadline;
  }

  /// A text, empty if it was not given.
  String text(String name) {
    return query.getOrDefault(name, "");
  }

  /// A number of some bounds.
  ///
  /// @throws BadRequest if it is none, or outside
  long number(String name, long least, long most, long otherwise) {
    String text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (text.matches("[0-9]{1,18}")) {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw new BadRequest(name + " must be a number from " + least + " to " + most);
  }

  /// The only answer of a command.
  JsonNode one(Command command) throws IOException, InterruptedException {
    return one(command, List.of(), Map.of());
  }

  JsonNode one(Command command, List<String> arguments, Map<String, String> options)
      throws IOException, InterruptedException {
    List<JsonNode> all = all(command, arguments, options, 1);
    if (all.isEmpty()) {
      throw new CommandError(command.name() + " answered nothing");
    }
    return all.getFirst();
  }

  /// The answers of a command, at most so many.
  List<JsonNode> all(Command command, List<String> arguments, Map<String, String> options, int most)
      throws IOException, InterruptedException {
    return all(command, arguments, options, 0, most);
  }

  /// The same, behind so many.
  List<JsonNode> all(
      Command command, List<String> arguments, Map<String, String> options, int skipped, int most)
      throws IOException, InterruptedException {
    return calls.ask(command, arguments, options, authorized, deadline, skipped, most);
  }
}
