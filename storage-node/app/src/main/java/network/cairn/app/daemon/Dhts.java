package network.cairn.app.daemon;

import java.security.SecureRandom;
import java.util.List;
import network.cairn.base.time.Scheduler;
import network.cairn.content.providing.Strategy;
import network.cairn.content.providing.Sweeper;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.kad.KadDht;
import network.cairn.libp2p.kad.KadScope;
import network.cairn.libp2p.kad.MemoryProviders;
import network.cairn.libp2p.kad.ProviderRecords;
import network.cairn.store.config.Config;

/// The DHTs that a node takes part in, as `Routing.Type` of its configuration says.
final class Dhts {
  private Dhts() {}

  /// That of the internet first, then that of the local network; none if so configured.
  static List<KadDht> of(Config config, Host host, Scheduler scheduler, Records records) {
    String type = config.routingType();
    return switch (type) {
      case "none", "delegated" -> List.of();
      // Whether the internet reaches this node nobody tells it: it serves there when told to.
      case "auto", "dht" ->
          List.of(
              client(KadScope.WAN, host, scheduler), server(lan(config), host, scheduler, records));
      case "autoclient", "dhtclient" ->
          List.of(client(KadScope.WAN, host, scheduler), client(lan(config), host, scheduler));
      case "dhtserver" ->
          List.of(
              server(KadScope.WAN, host, scheduler, records),
              server(lan(config), host, scheduler, records));
      default ->
          throw new IllegalStateException("the configuration took Routing.Type '" + type + "'");
    };
  }

  /// Where what peers leave with this node is kept; opened by the first DHT that serves.
  interface Records {
    ProviderRecords of(String dht);
  }

  /// What a DHT's tables are called.
  static String name(KadScope scope) {
    return scope == KadScope.WAN ? "wan" : "lan";
  }

  /// What is announced, and how often.
  ///
  /// @param dhts that share the memory for it
  static Sweeper.Options providing(Config config, int dhts) {
    String name = config.provideStrategy();
    Strategy strategy =
        Strategy.named(name)
            .orElseThrow(() ->
                new IllegalStateException(
                    "the configuration took Provide.Strategy '" + name + "'"));
    int keys = Sweeper.Options.keysOfHeap(Runtime.getRuntime().maxMemory() / dhts);
    return new Sweeper.Options(strategy, config.provideInterval(), keys);
  }

  private static KadScope lan(Config config) {
    return config.loopbackInDht() ? KadScope.LAN_LOOPBACK : KadScope.LAN;
  }

  /// Nobody leaves anything with a node that does not serve.
  private static KadDht client(KadScope scope, Host host, Scheduler scheduler) {
    MemoryProviders.Bounds bounds = MemoryProviders.Bounds.ofHeap(Runtime.getRuntime().maxMemory());
    return dht(scope, false, host, scheduler, new MemoryProviders(bounds, scheduler::epochMillis));
  }

  private static KadDht server(KadScope scope, Host host, Scheduler scheduler, Records records) {
    return dht(scope, true, host, scheduler, records.of(name(scope)));
  }

  private static KadDht dht(
      KadScope scope, boolean serving, Host host, Scheduler scheduler, ProviderRecords records) {
    return new KadDht(
        host, scheduler, new KadDht.Options(scope, serving, records, new SecureRandom()));
  }
}
