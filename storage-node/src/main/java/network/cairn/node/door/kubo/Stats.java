package network.cairn.node.door.kubo;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import network.cairn.node.config.Durations;
import network.cairn.node.config.InvalidConfig;
import network.cairn.node.door.BadRequest;
import network.cairn.node.door.Call;
import network.cairn.node.door.Json;
import network.cairn.node.door.Reply;
import network.cairn.node.door.Route;
import network.cairn.node.exchange.bitswap.BitswapStats;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `bitswap/…`, `stats/bitswap`, `stats/bw`.
final class Stats {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private final Backend backend;

  Stats(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    Route bitswap = Route.of("bitswap/stat", this::bitswap).flag("verbose", "v").flag("human");
    return List.of(
        bitswap,
        bitswap.alias("stats/bitswap"),
        Route.of("bitswap/wantlist", this::wantlist).text("peer", "p"),
        Route.of("stats/bw", this::bandwidth)
            .text("peer", "p")
            .text("proto", "t")
            .flag("poll")
            .text("interval", "i"));
  }

  private void bitswap(Call call, Reply reply) throws IOException {
    Backend.Online online = Swarm.online(backend);
    BitswapStats stats = online.bitswap().stats();
    ObjectNode value = Json.object();
    value.set("Wantlist", wants(call));
    value.set(
        "Peers",
        Json.texts(
            online.host().connections().stream()
                .map(c -> c.peer().toString())
                .distinct()
                .toList()));
    reply.value(
        value
            .put("BlocksReceived", stats.blocksReceived())
            .put("DataReceived", stats.bytesReceived())
            .put("DupBlksReceived", stats.duplicateBlocks())
            .put("DupDataReceived", stats.duplicateBytes())
            .put("MessagesReceived", stats.messagesReceived())
            .put("BlocksSent", stats.blocksSent())
            .put("DataSent", stats.bytesSent()));
  }

  private ArrayNode wants(Call call) {
    Reads reads = new Reads(backend, call);
    ArrayNode wants = Json.array();
    Swarm.online(backend).bitswap().wantlist().forEach(c -> wants.add(Dags.link(reads, c)));
    return wants;
  }

  private void wantlist(Call call, Reply reply) throws IOException {
    if (call.given("peer")) {
      throw new BadRequest("the wantlist of a peer is not offered");
    }
    reply.value(Json.object().set("Keys", wants(call)));
  }

  private void bandwidth(Call call, Reply reply) throws IOException, InterruptedException {
    if (call.given("peer") || call.given("proto")) {
      throw new BadRequest("bandwidth by peer or protocol is not offered; see /metrics");
    }
    Backend.Traffic traffic = Swarm.online(backend).traffic();
    if (!call.flag("poll")) {
      reply.value(line(traffic));
      return;
    }
    Duration interval = interval(call);
    while (true) {
      reply.line(line(traffic));
      backend.scheduler().sleep(interval);
    }
  }

  private static Duration interval(Call call) {
    try {
      Duration interval = Durations.parse(call.text("interval").orElse("1s"));
      return interval.compareTo(SHORTEST) < 0 ? SHORTEST : interval;
    } catch (InvalidConfig e) {
      throw new BadRequest("option interval: " + e.getMessage());
    }
  }

  private static ObjectNode line(Backend.Traffic traffic) {
    return Json.object()
        .put("TotalIn", traffic.bytesIn())
        .put("TotalOut", traffic.bytesOut())
        .put("RateIn", traffic.rateIn())
        .put("RateOut", traffic.rateOut());
  }
}
