package network.cairn.bench.connections;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.resource.ResourceLimits;
import network.cairn.libp2p.resource.ScopeLimits;
import network.cairn.libp2p.swarm.Limits;

/// Holds idle connections of so many peers, which another process dials, and prints what the one
/// that holds them takes before and with them.
public final class HoldConnections {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final int DEFAULT = 5_000;

  private HoldConnections() {}

  /// @param args how many; or `dial ADDRESS COUNT`, for the process that dials
  public static void main(String[] args) throws Exception {
    if (args.length == 3) {
      dial(Multiaddr.parse(args[1]), Integer.parseInt(args[2]));
    } else {
      hold(args.length == 0 ? DEFAULT : Integer.parseInt(args[0]));
    }
  }

  private static PrivateKey anyone() {
    return PrivateKey.generate(KeyType.ED25519, new SecureRandom());
  }

  /// As a host has them by default, but for the bounds that keep it from holding so many.
  private static Limits roomFor(int connections) {
    long memory = connections * 4L * ResourceLimits.CONNECTION_BYTES;
    ScopeLimits room = new ScopeLimits(connections, connections, 65_536, 65_536, memory);
    ResourceLimits all = new ResourceLimits(room, room, room, room, room, room);
    Limits standard = Limits.standard();
    return new Limits(
        connections,
        connections,
        standard.grace(),
        standard.maxNegotiating(),
        standard.maxParallelDials(),
        all);
  }

  private static void hold(int count) throws IOException, InterruptedException {
    try (Host host = HostBuilder.tcp(anyone()).limits(roomFor(count + 100)).build()) {
      host.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
      Cost before = Cost.now();
      Multiaddr address = host.listenAddresses().getFirst().withPeer(host.id());
      Process dialler = dialler(address, count);
      try (BufferedReader says = dialler.inputReader()) {
        awaitLine(says, Integer.toString(count));
        Cost with = Cost.now();
        int held = host.connections().size();
        Cost.print(held, before, with);
        Thread.sleep(IDLE);
        Cost later = Cost.now();
        System.out.printf(
            "%d connections left after %d s, which took %.1f processor seconds%n",
            host.connections().size(),
            IDLE.toSeconds(),
            (later.processorNanos() - with.processorNanos()) / 1e9);
      } finally {
        dialler.destroyForcibly();
      }
    }
  }

  /// Passes what else is said, by a log, over.
  private static void awaitLine(BufferedReader says, String wanted) throws IOException {
    for (String line = says.readLine(); !wanted.equals(line); line = says.readLine()) {
      if (line == null) {
        throw new IOException("the process that dials ended");
      }
    }
  }

  private static Process dialler(Multiaddr address, int count) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            HoldConnections.class.getName(),
            "dial",
            address.toString(),
            Integer.toString(count))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void dial(Multiaddr address, int count) throws IOException, InterruptedException {
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Host host = HostBuilder.tcp(anyone()).build();
      hosts.add(host);
      host.connect(address, PATIENCE);
    }
    System.out.println(hosts.size());
    Thread.sleep(Duration.ofDays(1));
  }
}
