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
    String area = call.optional(0).orElse("all");
    if (call.optional(1).isEmpty()) {
      reply.value(new LogAnswer("", levels(area)));
      return;
    }
    String level = call.argument(1);
    try {
      for (String one : ALL.contains(area) ? backend.logs().levels().keySet() : List.of(area)) {
        backend.logs().set(one, level);
      }
    } catch (IllegalArgumentException e) {
      throw new CommandError(String.valueOf(e.getMessage()));
    }
    String shown = ALL.contains(area) ? "*" : area;
    reply.value(
        new LogAnswer(
            "Changed log level of '" + shown + "' to '" + level + "'\n", new LinkedHashMap<>()));
  }

  private SequencedMap<String, String> levels(String area) {
    SequencedMap<String, String> levels = backend.logs().levels();
    if (ALL.contains(area)) {
      return levels;
    }
    String level = levels.get(area);
    if (level == null) {
      throw new CommandError(
          "there is no area '"
              + area
              + "' of the log; there are "
              + String.join(", ", levels.keySet()));
    }
    SequencedMap<String, String> one = new LinkedHashMap<>();
    one.put(area, level);
    return one;
  }
}
