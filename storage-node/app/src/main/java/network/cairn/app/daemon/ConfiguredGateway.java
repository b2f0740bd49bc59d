package network.cairn.app.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.cairn.base.time.Scheduler;
import network.cairn.content.service.ContentService;
import network.cairn.http.gateway.GatewayBounds;
import network.cairn.http.gateway.GatewayHandler;
import network.cairn.http.gateway.GatewayManner;
import network.cairn.http.gateway.ask.PageBounds;
import network.cairn.http.gateway.deny.Denylists;
import network.cairn.http.gateway.host.GatewayHosts;
import network.cairn.http.gateway.host.PublicGateway;
import network.cairn.http.gateway.name.NameResolver;
import network.cairn.http.gateway.name.RecordSource;
import network.cairn.store.config.Config;
import network.cairn.store.config.ConfigValues.GatewayHost;
import network.cairn.store.config.InvalidConfig;

/// The gateway as the configuration wants it.
final class ConfiguredGateway {
  /// What names stand for, `NAME:PATH,NAME:PATH`, without anybody being asked; Kubo has the same
  /// for tests without a network.
  private static final String FIXED_NAMES = "IPFS_NS_MAP";

  /// A folder of lists.
  private static final String DENYLISTS = "denylists";

  private static final String LOCAL = "localhost";
  private static final Duration YEAR = Duration.ofDays(365);

  private ConfiguredGateway() {}

  static GatewayHandler of(StorageNode node, ContentService content) {
    Config config = node.config();
    Scheduler scheduler = node.scheduler();
    GatewayBounds bounds = bounds(config);
    NameResolver names =
        new NameResolver(
            RecordSource.of(node.names(), scheduler),
            new SystemNames(),
            fixed(System.getenv().getOrDefault(FIXED_NAMES, "")),
            bounds.retrieval(),
            scheduler);
    GatewayHosts hosts =
        new GatewayHosts(hosts(config), config.gatewayNoDnsLink(), config.gatewayPages(), names);
    return new GatewayHandler(
        content,
        bounds,
        hosts,
        names,
        denied(node),
        scheduler,
        node.metrics().gateway(),
        manner(config));
  }

  private static GatewayManner manner(Config config) {
    return new GatewayManner(
        config.gatewayHeaders(),
        !config.gatewayTextErrors(),
        config.gatewayHome(),
        config.gatewayConverting());
  }

  /// A gateway that cannot read what it must not serve does not open.
  private static Denylists denied(StorageNode node) {
    try {
      return new Denylists(denylists(node.home(), System.getenv()), node.scheduler()::nanoTime);
    } catch (IOException e) {
      throw new StartFailed(e.getMessage() + "; mend it or take it out of the folder", e);
    }
  }

  /// Where lists are looked for, as with Kubo: those of the user and of the machine, and then the
  /// home's, which count before them.
  static List<Path> denylists(Path home, Map<String, String> environment) {
    String user = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path config =
        user.isEmpty()
            ? Path.of(environment.getOrDefault("HOME", "/")).resolve(".config")
            : Path.of(user);
    return List.of(
        config.resolve("ipfs").resolve(DENYLISTS),
        Path.of("/etc/ipfs").resolve(DENYLISTS),
        home.resolve(DENYLISTS));
  }

  private static GatewayBounds bounds(Config config) {
    return new GatewayBounds(
        bounded(config.gatewayRetrieval()),
        config.gatewayRequest().isZero()
            ? GatewayBounds.defaults().request()
            : config.gatewayRequest(),
        config.gatewayAtOnce() == 0 ? Integer.MAX_VALUE : config.gatewayAtOnce(),
        !config.gatewayNoFetch(),
        new PageBounds(config.gatewayWhole(), config.gatewayRanged()));
  }

  /// Zero stands for no bound.
  private static Duration bounded(Duration time) {
    return time.isZero() ? YEAR : time;
  }

  private static Map<String, PublicGateway> hosts(Config config) {
    Map<String, PublicGateway> hosts = new HashMap<>();
    hosts.put(LOCAL, PublicGateway.local(config.gatewayPages()));
    for (GatewayHost host : config.gatewayPublicHosts()) {
      if (!host.is()) {
        hosts.remove(host.host());
        continue;
      }
      hosts.put(
          host.host(),
          new PublicGateway(
              host.paths(),
              host.subdomains(),
              host.noDnsLink(),
              host.inlineDnsLink(),
              host.pages().orElse(config.gatewayPages())));
    }
    return hosts;
  }

  /// @throws InvalidConfig if it is no list of names and paths
  static Map<String, String> fixed(String text) {
    Map<String, String> names = new HashMap<>();
    for (String pair : text.split(",")) {
      int colon = pair.indexOf(':');
      if (colon > 0) {
        names.put(pair.substring(0, colon), pair.substring(colon + 1));
      } else if (!pair.isBlank()) {
        throw new InvalidConfig(FIXED_NAMES + " must be NAME:PATH,NAME:PATH, not \"" + pair + "\"");
      }
    }
    return names;
  }
}
