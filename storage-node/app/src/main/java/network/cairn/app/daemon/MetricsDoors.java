package network.cairn.app.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import network.cairn.app.health.Health;
import network.cairn.app.health.HealthHandler;
import network.cairn.app.metrics.NodeMetrics;
import network.cairn.cli.Version;
import network.cairn.http.door.DoorLimits;
import network.cairn.http.door.HttpDoor;
import network.cairn.libp2p.multiaddr.Multiaddr;

/// The doors for those who watch a process, `Addresses.Metrics` of a node and `--metrics` of a
/// ledger: `/metrics`, `/healthz` and `/readyz`, and nothing that changes anything. Thread-safe.
final class MetricsDoors {
  private static final String METRICS = "Addresses.Metrics";

  private final List<HttpDoor> doors = new ArrayList<>();
  private final List<Multiaddr> addresses = new ArrayList<>();

  private MetricsDoors() {}

  /// Opens all doors of a node.
  ///
  /// @throws StartFailed if one cannot be opened: who watches relies on it
  static MetricsDoors open(StorageNode node, Health health) {
    List<InetSocketAddress> wanted =
        node.config().metricsAddresses().stream()
            .map(text -> ConfiguredAddresses.socket(METRICS, text))
            .toList();
    MetricsDoors opened = new MetricsDoors();
    for (InetSocketAddress address : wanted) {
      try {
        HttpDoor door =
            node.closing()
                .add(
                    "door of metrics",
                    open(address, node.metrics(), health, node.config().apiHosts()));
        opened.doors.add(door);
        opened.addresses.add(ConfiguredAddresses.tcp(address.getAddress(), door.port()));
      } catch (IOException e) {
        throw new StartFailed(
            e.getMessage() + "; choose another with 'cairn config " + METRICS + " ADDRESS'", e);
      }
    }
    return opened;
  }

  /// @param hosts names that it may be called by
  static HttpDoor open(
      InetSocketAddress address, NodeMetrics metrics, Health health, Collection<String> hosts)
      throws IOException {
    return HttpDoor.open(
        address,
        "cairn/" + Version.NUMBER,
        Map.of(
            MetricsHandler.PATH,
            new MetricsHandler(metrics),
            HealthHandler.ALIVE,
            HealthHandler.alive(health),
            HealthHandler.READY,
            HealthHandler.ready(health)),
        DoorLimits.ofStrangers(),
        hosts);
  }

  /// Where the doors are; none if the configuration wants none.
  List<Multiaddr> addresses() {
    return List.copyOf(addresses);
  }

  /// Begins no further call.
  void shut() {
    doors.forEach(HttpDoor::shut);
  }
}
