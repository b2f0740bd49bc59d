package network.cairn.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A Kubo daemon on loopback with a repository of its own; random ports.
final class KuboPeer implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(3);

  final Command ipfs;
  private final Process daemon;

  /// One that finds nobody by itself.
  ///
  /// @param home an empty directory
  KuboPeer(Path binary, Path home) throws IOException, InterruptedException {
    this(binary, home, Map.of());
  }

  /// One with settings of its own. Where its repository holds the key of a private network already,
  /// it must use it.
  ///
  /// @param home an empty directory
  /// @param settings of its configuration, JSON by key
  KuboPeer(Path binary, Path home, Map<String, String> settings)
      throws IOException, InterruptedException {
    Path logs = Files.createDirectories(home.resolve("logs"));
    ipfs =
        new Command(
            logs,
            List.of(binary.toString()),
            Map.of(
                "IPFS_PATH",
                home.resolve("repo").toString(),
                "IPFS_TELEMETRY",
                "off",
                "LIBP2P_FORCE_PNET",
                Files.exists(home.resolve("repo/swarm.key")) ? "1" : "0"));
    ipfs.run("init", "--profile=test", "--empty-repo");
    ipfs.run("bootstrap", "rm", "--all");
    ipfs.run("config", "Routing.Type", "none");
    ipfs.run("config", "--json", "AutoConf.Enabled", "false");
    ipfs.run("config", "--json", "Discovery.MDNS.Enabled", "false");
    ipfs.run("config", "--json", "Provide.Enabled", "false");
    ipfs.run("config", "--json", "AutoTLS.Enabled", "false");
    ipfs.run("config", "--json", "Addresses.Swarm", "[\"/ip4/127.0.0.1/tcp/0\"]");
    settings.forEach((key, json) -> ipfs.run("config", "--json", key, json));
    daemon = ipfs.start("daemon.log", "daemon");
    Waiting.until(
        START,
        "Kubo to start",
        () -> {
          if (!daemon.isAlive()) {
            throw new AssertionError("Kubo ended: " + ipfs.log("daemon.log"));
          }
          return ipfs.log("daemon.log").contains("Daemon is ready");
        });
    // Its host gathers its addresses on a thread of its own.
    Waiting.until(START, "Kubo to name an address", () -> addresses().findFirst().isPresent());
  }

  /// An address to dial, with the peer id.
  String address() {
    return addresses().findFirst().orElseThrow();
  }

  private Stream<String> addresses() {
    return ipfs.run("id", "-f", "<addrs>").lines().filter(a -> !a.contains("/p2p-circuit"));
  }

  String id() {
    return ipfs.run("id", "-f", "<id>");
  }

  /// Where its gateway is, as a URL.
  String gateway() {
    String line =
        ipfs.log("daemon.log")
            .lines()
            .filter(l -> l.startsWith("Gateway server listening on /ip4/127.0.0.1/tcp/"))
            .findFirst()
            .orElseThrow();
    return "http://127.0.0.1:" + line.substring(line.lastIndexOf('/') + 1);
  }

  @Override
  public void close() {
    daemon.destroy();
    Waiting.ends(daemon, Duration.ofMinutes(1));
  }
}
