package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import network.cairn.api.answer.kubo.BandwidthAnswer;
import network.cairn.api.answer.kubo.BitswapAnswer;
import network.cairn.api.answer.kubo.BitswapLedgerAnswer;
import network.cairn.api.answer.kubo.WantlistAnswer;
import network.cairn.api.table.SwarmTable;
import network.cairn.base.units.Durations;
import network.cairn.base.units.InvalidQuantity;
import network.cairn.content.exchange.bitswap.Bitswap;
import network.cairn.content.exchange.bitswap.BitswapStats;
import network.cairn.content.exchange.bitswap.PeerExchange;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.libp2p.peer.PeerId;

/// `bitswap/…`, `stats/bitswap`, `stats/bw`.
final class Stats {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private final Backend backend;

  Stats(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(SwarmTable.BITSWAP_STAT, this::bitswap),
        Route.of(SwarmTable.STATS_BITSWAP, this::bitswap),
        Route.of(SwarmTable.BITSWAP_LEDGER, this::ledger),
        Route.of(SwarmTable.WANTLIST, this::wantlist),
        Route.of(SwarmTable.BANDWIDTH, this::bandwidth));
  }

  private void bitswap(Call call, Reply reply) throws IOException {
    Backend.Online online = SwarmRpc.online(backend);
    BitswapStats stats = online.bitswap().stats();
    List<String> peers =
        online.host().connections().stream().map(c -> c.peer().toString()).distinct().toList();
    reply.value(
        new BitswapAnswer(
            wants(call),
            peers,
            new BitswapAnswer.Count(stats.blocksReceived(), stats.bytesReceived()),
            new BitswapAnswer.Count(stats.duplicateBlocks(), stats.duplicateBytes()),
            stats.messagesReceived(),
            new BitswapAnswer.Count(stats.blocksSent(), stats.bytesSent())));
  }

  private void ledger(Call call, Reply reply) throws IOException {
    Bitswap bitswap = SwarmRpc.online(backend).bitswap();
    PeerId peer = SwarmRpc.peer(call.argument(0));
    PeerExchange with = bitswap.exchangedWith(peer);
    reply.value(
        new BitswapLedgerAnswer(
            peer.toString(),
            (double) with.bytesSent() / (with.bytesReceived() + 1),
            with.bytesSent(),
            with.bytesReceived(),
            with.blocks()));
  }

  private List<String> wants(Call call) {
    CidBase base = new CidBase(call);
    return SwarmRpc.online(backend).bitswap().wantlist().stream().map(base::text).toList();
  }

  private void wantlist(Call call, Reply reply) throws IOException {
    if (call.given("peer")) {
      throw new BadRequest("the wantlist of a peer is not offered");
    }
    reply.value(new WantlistAnswer(wants(call)));
  }

  private void bandwidth(Call call, Reply reply) throws IOException, InterruptedException {
    if (call.given("peer") || call.given("proto")) {
      throw new BadRequest(
          "bandwidth by peer or protocol is not offered; see /debug/metrics/prometheus");
    }
    Backend.Traffic traffic = SwarmRpc.online(backend).traffic();
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
    } catch (InvalidQuantity e) {
      throw new BadRequest("option interval: " + e.getMessage());
    }
  }

  private static BandwidthAnswer line(Backend.Traffic traffic) {
    return new BandwidthAnswer(
        traffic.bytesIn(), traffic.bytesOut(), traffic.rateIn(), traffic.rateOut());
  }
}
