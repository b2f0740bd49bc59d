package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import network.cairn.api.answer.kubo.LogAnswer;
import network.cairn.api.answer.kubo.TextsAnswer;
import network.cairn.api.table.NodeTable;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;

/// `log/level` and `log/ls`: how much is written to the log.
final class Logs {
  private static final List<String> ALL = List.of("all", "*");

  /// How Kubo calls the level of what belongs to no area.
  private static final String REST = "(default)";

  private final Backend backend;

  Logs(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(NodeTable.LOG_LEVEL, this::level), Route.of(NodeTable.LOG_LS, this::list));
  }

  private void list(Call call, Reply reply) throws IOException {
    reply.value(new TextsAnswer(List.copyOf(backend.logs().levels().keySet())));
  }

  private void level(Call call, Reply reply) throws IOException {
    String area = call.optional(0).orElse("");
    try {
      reply.value(
          call.optional(1).isPresent()
              ? new LogAnswer(changed(area, call.argument(1)), new LinkedHashMap<>())
              : new LogAnswer("", levels(area)));
    } catch (IllegalArgumentException e) {
      throw new CommandError(String.valueOf(e.getMessage()));
    }
  }

  private String changed(String area, String level) {
    boolean all = ALL.contains(area);
    String now = all ? backend.logs().setAll(level) : backend.logs().set(area, level);
    return "Changed log level of '" + (all ? "*" : area) + "' to '" + now + "'\n";
  }

  /// An area has the name that the caller gave it; without one it is the rest's level.
  private SequencedMap<String, String> levels(String area) {
    SequencedMap<String, String> levels = new LinkedHashMap<>();
    if (area.isEmpty()) {
      levels.put("", backend.logs().rest());
    } else if (ALL.contains(area)) {
      levels.put(REST, backend.logs().rest());
      levels.putAll(backend.logs().levels());
    } else {
      levels.put(area, backend.logs().level(area));
    }
    return levels;
  }
}
