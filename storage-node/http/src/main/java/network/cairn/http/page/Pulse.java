package network.cairn.http.page;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import network.cairn.api.table.SwarmTable;
import network.cairn.base.time.Scheduler;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.kubo.LogTail;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.UntrustedAnswer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What moves all the time, as one small object: whoever sees it change asks for the rest. Used by
/// one thread. The ledger's height is read on a task of its own, one at a time: where the ledger
/// does not answer, the rest goes on.
final class Pulse {
  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
  private static final int MOST_LINES = 50;
  private final LogTail log;
  private final Optional<LongSupplier> height;
  private final Scheduler scheduler;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile long known;
  private long lastLine;

  /// @param height of the ledger's newest proved state, may wait; empty for a node without one
  Pulse(LogTail log, Optional<LongSupplier> height, Scheduler scheduler) {
    this.log = log;
    this.height = height;
    this.scheduler = scheduler;
    this.lastLine = log.above(0, 1).stream().mapToLong(LogTail.Line::number).max().orElse(0);
  }

  /// The height is the last that was read; 0 while nothing is known.
  ///
  /// @param asked with the token
  ObjectNode now(Asked asked) throws IOException, InterruptedException {
    height.filter(_ -> reading.compareAndSet(false, true)).ifPresent(this::begin);
    ObjectNode out = Json.object();
    try {
      JsonNode bandwidth = asked.one(SwarmTable.BANDWIDTH);
      out.set("Bandwidth", bandwidth);
      out.put("Peers", asked.one(SwarmTable.PEERS).path("Peers").size());
    } catch (CommandError _) {
      out.set("Bandwidth", Json.object().nullNode());
      out.put("Peers", 0);
    }
    out.put("Height", known);
    return out;
  }

  /// What of it anybody may hear who reaches the door.
  static JsonNode open(JsonNode now) {
    ObjectNode out = Json.object();
    out.set("Bandwidth", now.path("Bandwidth"));
    out.set("Peers", now.path("Peers"));
    return out;
  }

  private void begin(LongSupplier ledger) {
    scheduler.start(
        "height",
        () -> {
          long found = 0;
          try {
            found = ledger.getAsLong();
          } catch (LedgerUnavailable | UntrustedAnswer e) {
            LOG.debug("no height: {}", e.getMessage());
          } finally {
            known = found;
            reading.set(false);
          }
        });
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
