package network.cairn.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A Kubo daemon on loopback with a repository of its own; offline routing, random ports.
final class KuboPeer implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  final Command ipfs;
  private final Process daemon;

  /// @param home an empty directory
  KuboPeer(Path binary, Path home) throws IOException, InterruptedException {
    Path logs = Files.createDirectories(home.resolve("logs"));
    ipfs =
        new Command(
            logs,
            List.of(binary.toString()),
            Map.of("IPFS_PATH", home.resolve("repo").toString(), "IPFS_TELEMETRY", "off"));
    ipfs.run("init", "--profile=test", "--empty-repo");
    ipfs.run("bootstrap", "rm", "--all");
    ipfs.run("config", "Routing.Type", "none");
    ipfs.run("config", "--json", "AutoConf.Enabled", "false");
    ipfs.run("config", "--json", "Discovery.MDNS.Enabled", "false");
    ipfs.run("config", "--json", "Provide.Enabled", "false");
    ipfs.run("config", "--json", "AutoTLS.Enabled", "false");
    ipfs.run("config", "--json", "Addresses.Swarm", "[\"/ip4/127.0.0.1/tcp/0\"]");
    daemon = ipfs.start("daemon.log", "daemon");
    Waiting.until(START, "Kubo to start", () -> ipfs.log("daemon.log").contains("Daemon is ready"));
  }

  /// An address to dial, with the peer id.
  String address() {
    return ipfs.run("id", "-f", "<addrs>")
        .lines()
        .filter(a -> a.contains("/tcp/"))
        .findFirst()
        .orElseThrow();
  }

  String id() {
    return ipfs.run("id", "-f", "<id>");
  }

  @Override
  public void close() {
    daemon.destroy();
    Waiting.ends(daemon, Duration.ofSeconds(20));
  }
}
