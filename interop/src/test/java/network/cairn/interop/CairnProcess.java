package network.cairn.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// A daemon of the built program with a home of its own, on random ports.
final class CairnProcess implements CairnNode {
  private static final Duration START = Duration.ofMinutes(3);

  private static final Duration END = Duration.ofMinutes(1);

  private final Command cairn;
  private final Process daemon;

  /// @param launcher the program
  /// @param home an empty directory
  CairnProcess(Path launcher, Path home) throws IOException, InterruptedException {
    this(launcher, home, Map.of());
  }

  /// @param home an empty directory
  /// @param settings of its configuration beside the usual ones, values in JSON
  CairnProcess(Path launcher, Path home, Map<String, String> settings)
      throws IOException, InterruptedException {
    Path logs = Files.createDirectories(home.resolve("logs"));
    cairn =
        new Command(
            logs,
            List.of(launcher.toString()),
            Map.of("CAIRN_PATH", home.resolve("node").toString()));
    cairn.run("init");
    cairn.run(
        "config",
        "--json",
        "Addresses.Swarm",
        "[\"/ip4/127.0.0.1/tcp/0\", \"/ip4/127.0.0.1/tcp/0/ws\","
            + " \"/ip4/127.0.0.1/udp/0/quic-v1\"]");
    cairn.run("config", "--json", "Swarm.Transports.Network.QUIC", "true");
    cairn.run("config", "Addresses.API", "/ip4/127.0.0.1/tcp/0");
    cairn.run("config", "Addresses.Gateway", "/ip4/127.0.0.1/tcp/0");
    cairn.run("config", "--json", "Discovery.MDNS.Enabled", "false");
    settings.forEach((key, value) -> cairn.run("config", "--json", key, value));
    daemon = cairn.start("daemon.log", "daemon");
    Waiting.until(
        START,
        "the daemon to start",
        () -> {
          if (!daemon.isAlive()) {
            throw new AssertionError("the daemon ended: " + cairn.log("daemon.log"));
          }
          return cairn.log("daemon.log").contains("Daemon is ready");
        });
  }

  @Override
  public String id() {
    return cairn.run("id", "-f", "<id>");
  }

  @Override
  public String address() {
    return address(a -> a.contains("/tcp/") && !a.contains("/ws/"));
  }

  @Override
  public String websocketAddress() {
    return address(a -> a.contains("/ws/"));
  }

  @Override
  public String quicAddress() {
    return address(a -> a.contains("/quic-v1/"));
  }

  private String address(Predicate<String> way) {
    return cairn
        .run("id", "-f", "<addrs>")
        .lines()
        .filter(a -> a.contains("127.0.0.1"))
        .filter(way)
        .findFirst()
        .orElseThrow();
  }

  /// Where its door for everybody is, as a URL.
  String gateway() {
    String line =
        cairn
            .log("daemon.log")
            .lines()
            .filter(l -> l.startsWith("Gateway server listening on /ip4/127.0.0.1/tcp/"))
            .findFirst()
            .orElseThrow();
    return "http://127.0.0.1:" + line.substring(line.lastIndexOf('/') + 1);
  }

  /// Runs a command to its end.
  ///
  /// @return what it prints
  String run(String... arguments) {
    return cairn.run(arguments);
  }

  /// Runs a command to its end, whether it succeeds or not.
  Command.Result attempt(String... arguments) {
    return cairn.attempt(arguments);
  }

  @Override
  public void connect(String address) {
    cairn.run("swarm", "connect", address);
  }

  @Override
  public String add(Path path) {
    return cairn.run("add", "-r", "-Q", path.toString());
  }

  @Override
  public void get(String cid, Path target) {
    cairn.run("get", "-o", target.toString(), cid);
  }

  @Override
  public void close() {
    daemon.destroy();
    if (!Waiting.ends(daemon, END)) {
      throw new AssertionError("the daemon did not end within " + END + " of SIGTERM");
    }
  }
}
