package network.cairn.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A daemon of the built program with a home of its own, on random ports.
final class CairnProcess implements CairnNode {
  private static final Duration START = Duration.ofMinutes(3);

  private static final Duration END = Duration.ofMinutes(1);

  private final Command cairn;
  private final Process daemon;

  /// @param launcher the program
  /// @param home an empty directory
  CairnProcess(Path launcher, Path home) throws IOException, InterruptedException {
    Path logs = Files.createDirectories(home.resolve("logs"));
    cairn =
        new Command(
            logs,
            List.of(launcher.toString()),
            Map.of("CAIRN_PATH", home.resolve("node").toString()));
    cairn.run("init");
    cairn.run("config", "--json", "Addresses.Swarm", "[\"/ip4/127.0.0.1/tcp/0\"]");
    cairn.run("config", "Addresses.API", "/ip4/127.0.0.1/tcp/0");
    cairn.run("config", "Addresses.Gateway", "/ip4/127.0.0.1/tcp/0");
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
    return cairn
        .run("id", "-f", "<addrs>")
        .lines()
        .filter(a -> a.contains("127.0.0.1"))
        .findFirst()
        .orElseThrow();
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
