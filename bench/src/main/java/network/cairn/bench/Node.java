package network.cairn.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One home of one of the programs, with its daemon if it is started. Closing stops the daemon and
/// removes the home.
final class Node implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Peer peer;
  private final Path home;
  private final Programs programs;
  private @Nullable Process daemon;

  private Node(Peer peer, Path home, Programs programs) {
    this.peer = peer;
    this.home = home;
    this.programs = programs;
  }

  /// Makes a home that knows nobody and listens on the loopback only.
  ///
  /// @param sameImport whether Kubo imports by the profile that is Cairn's default; otherwise by
  ///   its own
  static Node create(Peer peer, Path home, Programs programs, boolean sameImport) {
    Node node = new Node(peer, home, programs);
    node.remove();
    node.run("init", "--profile=test");
    if (peer == Peer.KUBO) {
      node.run("bootstrap", "rm", "--all");
      node.run("config", "Routing.Type", "none");
      node.run("config", "--json", "AutoConf.Enabled", "false");
      node.run("config", "--json", "Discovery.MDNS.Enabled", "false");
      if (sameImport) {
        node.run("config", "profile", "apply", "unixfs-v1-2025");
      }
    } else {
      node.run("config", "Addresses.API", "/ip4/127.0.0.1/tcp/0");
      node.run("config", "Addresses.Gateway", "/ip4/127.0.0.1/tcp/0");
      node.run("config", "--json", "Discovery.MDNS.Enabled", "false");
      node.run("config", "--json", "Addresses.Swarm", "[\"/ip4/127.0.0.1/tcp/0\"]");
    }
    return node;
  }

  Peer peer() {
    return peer;
  }

  /// Runs a command to its end and keeps what it prints.
  Programs.Ended run(String... words) {
    return programs.run(environment(), command(words));
  }

  /// Runs a command to its end; what it prints goes to the null device.
  Programs.Ended discarding(String... words) {
    return programs.discarding(environment(), command(words));
  }

  /// Runs a command many times in one shell and returns the seconds of one.
  double repeated(int times, String word) {
    String loop = "i=0; while [ $i -lt " + times + " ]; do \"$0\" " + word + "; i=$((i+1)); done";
    return programs
            .discarding(environment(), List.of("/bin/sh", "-e", "-c", loop, peer.binary()))
            .seconds()
        / times;
  }

  /// Makes everything below the home durable, as far as the program has not done so; returns the
  /// seconds this took.
  double sync() {
    return programs.run(Map.of(), List.of("sync", "-f", home.toString())).seconds();
  }

  private List<String> command(String... words) {
    List<String> command = new ArrayList<>(List.of(peer.binary()));
    command.addAll(List.of(words));
    return command;
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put(peer.homeVariable(), home.toString());
    return environment;
  }

  /// Starts the daemon and waits until it answers.
  void start() {
    Process process =
        programs.start(environment(), command("daemon"), home.resolveSibling(home + ".log"));
    daemon = process;
    long end = System.nanoTime() + START_LIMIT.toNanos();
    try {
      while (!Files.isRegularFile(home.resolve("api"))) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new BenchFailed(
              peer.title()
                  + "'s daemon does not start: "
                  + Programs.text(home.resolveSibling(home + ".log")));
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailed("interrupted while a daemon started");
    }
    run("id");
  }

  /// The daemon's address on the loopback over TCP, with its peer id.
  String address() {
    return run("id", "-f", "<addrs>")
        .output()
        .lines()
        .filter(a -> a.startsWith("/ip4/127.0.0.1/tcp/") && !a.contains("/ws"))
        .findFirst()
        .orElseThrow(() -> new BenchFailed(peer.title() + " listens on no loopback TCP port"));
  }

  /// The port of [#address].
  int port() {
    return Integer.parseInt(address().split("/")[4]);
  }

  /// A field of the daemon's `/proc/PID/status` in KiB, such as `VmRSS` or `VmHWM`.
  long status(String field) {
    Process process = Optional.ofNullable(daemon).orElseThrow();
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(l -> l.startsWith(field + ":"))
          .map(l -> Long.parseLong(l.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Seconds of processor time that the daemon has used.
  double processorSeconds() {
    return Optional.ofNullable(daemon)
        .flatMap(p -> p.info().totalCpuDuration())
        .map(d -> d.toNanos() / 1e9)
        .orElse(0.0);
  }

  /// Ends the daemon, if it runs, as a service manager would.
  void stop() {
    Process process = daemon;
    daemon = null;
    if (process == null) {
      return;
    }
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  @Override
  public void close() {
    stop();
    remove();
  }

  private void remove() {
    Folders.delete(home);
    Folders.delete(home.resolveSibling(home + ".log"));
  }
}
