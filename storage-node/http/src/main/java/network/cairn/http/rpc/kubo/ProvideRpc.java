package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import network.cairn.api.answer.kubo.ProvideAnswer;
import network.cairn.api.table.RoutingTable;
import network.cairn.content.providing.ProvideStats;
import network.cairn.content.providing.Sweeper;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.cid.Cid;
import network.cairn.libp2p.kad.KadScope;

/// `provide/…`: how what is here is announced.
final class ProvideRpc {
  private final Backend backend;

  ProvideRpc(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(Route.of(RoutingTable.PROVIDE_STAT, this::stat));
  }

  private Sweeper sweeper(boolean lan) {
    return SwarmRpc.online(backend).sweepers().stream()
        .filter(s -> s.dht().scope() == KadScope.WAN != lan)
        .findFirst()
        .orElseThrow(() ->
            new CommandError(
                "this node announces nothing: Routing.Type is none, Provide.Enabled is false, or"
                    + " Provide.Strategy names nothing that is here; change that with 'cairn"
                    + " config' and start the daemon again"));
  }

  private void stat(Call call, Reply reply) throws IOException {
    Sweeper sweeper = sweeper(call.flag("lan"));
    Optional<ProvideAnswer.OfKey> key =
        call.optional(0).filter(text -> !text.isEmpty()).map(text -> of(sweeper, text));
    reply.value(answer(sweeper.stats(), key));
  }

  private static ProvideAnswer.OfKey of(Sweeper sweeper, String text) {
    Cid cid = RoutingRpc.cid(text);
    if (!sweeper.announces(cid)) {
      throw new CommandError(
          text + " is not announced: it is not here, or not among what Provide.Strategy names");
    }
    ProvideStats.OfKey of =
        sweeper.of(cid.multihash()).orElse(new ProvideStats.OfKey(false, 0, 0, 0));
    return new ProvideAnswer.OfKey(text, of.waits(), time(of.when()), of.peers(), time(of.next()));
  }

  private static String time(long epochMillis) {
    return epochMillis == 0 ? ProvideAnswer.NEVER : Instant.ofEpochMilli(epochMillis).toString();
  }

  private static long average(long sum, long of) {
    return of == 0 ? 0 : sum / of;
  }

  private static long nanos(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  /// In Kubo's form.
  static ProvideAnswer answer(ProvideStats stats, Optional<ProvideAnswer.OfKey> key) {
    ProvideStats.Work work = stats.work();
    ProvideStats.Done done = stats.done();
    ProvideStats.Cycle cycle = stats.cycle();
    return new ProvideAnswer(
        stats.peers() > 0 && stats.canProvide() ? "online" : "offline",
        new ProvideAnswer.Queues(stats.waiting(), 0, stats.overdue()),
        new ProvideAnswer.Schedule(
            stats.keys(),
            stats.regions(),
            stats.bits(),
            time(stats.next().when()),
            stats.next().prefix()),
        new ProvideAnswer.Timing(
            nanos(cycle.now() - cycle.began()), cycle.interval().toNanos(), time(cycle.began())),
        new ProvideAnswer.Ongoing(work.newRegions(), work.newKeys(), work.regions(), work.keys()),
        new ProvideAnswer.Past(
            done.records(),
            done.keys(),
            done.failed(),
            average(done.time().toNanos(), done.reprovides()),
            average(done.reprovided(), done.reprovides())),
        new ProvideAnswer.Network(
            done.sweptPeers(),
            stats.peers(),
            average(done.sweptPeers(), stats.regions()),
            average(done.records(), done.keys())),
        key);
  }
}
