package network.cairn.http.page;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import network.cairn.api.table.SwarmTable;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Json;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.UntrustedAnswer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What moves all the time, as one small object: whoever sees it change asks for the rest. Used by
/// one thread.
final class Pulse {
  private static final int MOST_LINES = 50;
  private final LogTail log;
  private final Optional<LongSupplier> height;
  private long lastLine;

  /// @param height of the ledger's newest proved state; empty for a node without one
  Pulse(LogTail log, Optional<LongSupplier> height) {
    this.log = log;
    this.height = height;
    this.lastLine = log.above(0, 1).stream().mapToLong(LogTail.Line::number).max().orElse(0);
  }

  /// @param asked with the token
  ObjectNode now(Asked asked) throws IOException, InterruptedException {
    ObjectNode out = Json.object();
    try {
      JsonNode bandwidth = asked.one(SwarmTable.BANDWIDTH);
      out.set("Bandwidth", bandwidth);
      out.put("Peers", asked.one(SwarmTable.PEERS).path("Peers").size());
    } catch (CommandError _) {
      out.set("Bandwidth", Json.object().nullNode());
      out.put("Peers", 0);
    }
    out.put("Height", height());
    return out;
  }

  /// What of it anybody may hear who reaches the door.
  static JsonNode open(JsonNode now) {
    ObjectNode out = Json.object();
    out.set("Bandwidth", now.path("Bandwidth"));
    out.set("Peers", now.path("Peers"));
    return out;
  }

  /// 0 while nothing is known.
  private long height() {
    try {
      return height.map(LongSupplier::getAsLong).orElse(0L);
    } catch (LedgerUnavailable | UntrustedAnswer _) {
      return 0;
    }
  }

  /// Lines of the log since the last call.
  Optional<ObjectNode> lines() {
    List<LogTail.Line> fresh = log.above(lastLine, MOST_LINES);
    if (fresh.isEmpty()) {
      return Optional.empty();
    }
    lastLine = fresh.getLast().number();
    return Optional.of(NodeResources.lines(fresh));
  }
}
