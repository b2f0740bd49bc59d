package network.cairn.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.swarm.Limits;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whole hosts on a simulated network.
@Timeout(300)
final class SimHostTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String ECHO = "/test/echo/1.0.0";

  /// Some hosts on one network.
  private static final class World {
    final SimScheduler sim;
    final SimNetwork network;
    final SplittableRandom random;
    final List<Host> hosts = new ArrayList<>();
    final List<Multiaddr> addresses = new ArrayList<>();

    World(SimScheduler sim, long seed) {
      this.sim = sim;
      this.network = new SimNetwork(sim, seed);
      this.random = new SplittableRandom(seed);
    }

    Host add(Limits limits) throws IOException {
      return add(limits, PrivateKey.generate(KeyType.ED25519, random.split()));
    }

    Host add(Limits limits, PrivateKey key) throws IOException {
      String name = "h" + hosts.size();
      Transport transport = network.machine(name);
      Host host =
          HostBuilder.of(key)
              .transport(transport)
              .scheduler(sim)
              .random(random.split())
              .limits(limits)
              .agent("cairn/sim")
              .build();
      host.listen(SimNetwork.address(transport));
      host.handle(ECHO, stream -> stream.input().transferTo(stream.output()));
      hosts.add(host);
      addresses.add(SimNetwork.address(transport).withPeer(host.id()));
      return host;
    }

    Host add() throws IOException {
      return add(Limits.standard());
    }

    void close() {
      hosts.forEach(Host::close);
    }
  }

  private static SimScheduler simulate(long seed, Scenario scenario) {
    SimScheduler sim = new SimScheduler(seed);
    sim.run(() -> {
      World world = new World(sim, seed);
      scenario.run(world);
      world.close();
    });
    return sim;
  }

  /// What happens in a world.
  private interface Scenario {
    void run(World world) throws Exception;
  }

  private static void echo(Host from, Host to, int size) throws IOException, InterruptedException {
    byte[] sent = new byte[size];
    Arrays.fill(sent, (byte) size);
    try (Stream stream = from.open(to.id(), List.of(ECHO), LONG)) {
      stream.deadline(LONG);
      stream.write(sent, 0, sent.length);
      stream.closeWrite();
      assertThat(stream.input().readAllBytes()).isEqualTo(sent);
    }
  }

  @Test
  void fiftyHostsTalkThroughAPartitionAndAfterItHeals() {
    simulate(20_260, world -> partitioned(world, 50));
  }

  @Test
  void equalSeedsGiveEqualTraces() {
    long first = simulate(77, world -> partitioned(world, 8)).traceHash();
    assertThat(simulate(77, world -> partitioned(world, 8)).traceHash()).isEqualTo(first);
    assertThat(simulate(78, world -> partitioned(world, 8)).traceHash()).isNotEqualTo(first);
  }

  private static void partitioned(World world, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      world.add();
    }
    ring(world, 1);
    Set<String> island =
        IntStream.range(0, count / 2).mapToObj(i -> "h" + i).collect(Collectors.toSet());
    world.network.partition(island);
    echo(world.hosts.get(0), world.hosts.get(1), 5_000);
    echo(world.hosts.get(count - 2), world.hosts.get(count - 1), 5_000);
    Host inside = world.hosts.get(count / 2 - 1);
    Host outside = world.hosts.get(count / 2);
    assertThatThrownBy(() -> echo(inside, outside, 100)).isInstanceOf(IOException.class);
    world.network.heal();
    world.sim.sleep(Duration.ofSeconds(30));
    for (int i = 0; i < count; i++) {
      int next = (i + 1) % count;
      world.hosts.get(i).connect(world.addresses.get(next), LONG);
      echo(world.hosts.get(i), world.hosts.get(next), 2_000 + i);
    }
  }

  /// The peer's machine has lost its power and it comes anew, while the connection from before
  /// looks alive and carries the most streams.
  @Test
  void aSilentConnectionIsNotUsedWhereThereIsAnother() {
    simulate(
        78,
        world -> {
          PrivateKey key = PrivateKey.generate(KeyType.ED25519, world.random.split());
          Host host = world.add();
          Host before = world.add(Limits.standard(), key);
          host.connect(world.addresses.get(1), LONG);
          Stream held = host.open(before.id(), List.of(ECHO), LONG);
          held.write(new byte[1], 0, 1);
          world.network.silence("h0", "h1");
          Host after = world.add(Limits.standard(), key);
          after.connect(world.addresses.getFirst(), LONG);
          world.sim.sleep(Duration.ofSeconds(5));
          assertThat(host.connections()).hasSize(2);
          long began = world.sim.nanoTime();
          echo(host, after, 100);
          assertThat(world.sim.nanoTime() - began).isLessThan(Duration.ofSeconds(1).toNanos());
          assertThat(host.connections())
              .as("the silent one is still there")
              .anySatisfy(c -> assertThat(c.streams()).contains(ECHO));
          world.sim.sleep(Duration.ofSeconds(10));
          assertThat(host.connections()).as("it was given up").hasSize(1);
          held.close();
        });
  }

  private static void ring(World world, int step) throws InterruptedException {
    List<Scheduler.Task> tasks = new ArrayList<>();
    int count = world.hosts.size();
    for (int i = 0; i < count; i++) {
      int from = i;
      int to = (i + step) % count;
      tasks.add(world.sim.start("ring", () -> connectAndEcho(world, from, to)));
    }
    for (Scheduler.Task task : tasks) {
      task.join();
    }
  }

  private static void connectAndEcho(World world, int from, int to) {
    try {
      world.hosts.get(from).connect(world.addresses.get(to), LONG);
      echo(world.hosts.get(from), world.hosts.get(to), 1_000 + from);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("h" + from + " to h" + to, e);
    }
  }

  @Test
  void bothSidesDiallingAtOnceEndUpConnected() {
    simulate(
        3,
        world -> {
          Host a = world.add();
          Host b = world.add();
          Scheduler.Task other = world.sim.start("dial", () -> connectAndEcho(world, 1, 0));
          connectAndEcho(world, 0, 1);
          other.join();
          world.sim.sleep(Duration.ofSeconds(60));
          assertThat(a.connections()).hasSize(1);
          assertThat(b.connections()).hasSize(1);
          echo(a, b, 10);
        });
  }

  @Test
  void idleConnectionsOutliveAnHour() {
    simulate(
        4,
        world -> {
          Host a = world.add();
          Host b = world.add();
          a.connect(world.addresses.get(1), LONG);
          world.sim.sleep(Duration.ofHours(1));
          assertThat(a.isConnected(b.id())).isTrue();
          assertThat(a.connections().getFirst().latencyNanos()).isGreaterThanOrEqualTo(1_000_000);
        });
  }

  @Test
  void silentPeerIsGivenUpAfterAnUnansweredPing() {
    simulate(
        5,
        world -> {
          Host a = world.add();
          Host b = world.add();
          a.connect(world.addresses.get(1), LONG);
          world.network.partition(Set.of("h1"));
          world.sim.sleep(Duration.ofSeconds(50));
          assertThat(a.isConnected(b.id())).isFalse();
        });
  }

  @Test
  void trimmingLeavesTheProtectedAndTheLowWaterMark() {
    simulate(
        6,
        world -> {
          Host hub = world.add(Limits.standard().withWater(3, 6, Duration.ofSeconds(5)));
          for (int i = 1; i <= 6; i++) {
            Host leaf = world.add();
            leaf.connect(world.addresses.getFirst(), LONG);
          }
          Host kept = world.hosts.get(1);
          hub.protect(kept.id(), "test");
          world.sim.sleep(Duration.ofSeconds(10));
          assertThat(hub.connections()).hasSize(6);
          Host last = world.add();
          last.connect(world.addresses.getFirst(), LONG);
          world.sim.sleep(Duration.ofSeconds(10));
          assertThat(hub.connections()).hasSize(3);
          assertThat(hub.isConnected(kept.id())).isTrue();
        });
  }

  @Test
  void failedAddressRestsBeforeItIsDialledAgain() {
    simulate(
        7,
        world -> {
          Host a = world.add();
          Host b = world.add();
          a.peerstore().addAddresses(b.id(), b.listenAddresses(), false);
          world.network.crash("h1");
          assertThatThrownBy(() -> a.connect(b.id(), LONG)).hasMessageContaining("nobody listens");
          assertThatThrownBy(() -> a.connect(b.id(), LONG)).hasMessageContaining("short while ago");
          world.sim.sleep(Duration.ofSeconds(6));
          assertThatThrownBy(() -> a.connect(b.id(), LONG)).hasMessageContaining("nobody listens");
        });
  }

  @Test
  void newHandlerIsPushedToPeers() {
    simulate(
        8,
        world -> {
          Host a = world.add();
          Host b = world.add();
          a.connect(world.addresses.get(1), LONG);
          world.sim.sleep(Duration.ofSeconds(5));
          b.handle("/test/late/1.0.0", _ -> {});
          world.sim.sleep(Duration.ofSeconds(5));
          assertThat(a.peerstore().protocols(b.id())).contains("/test/late/1.0.0");
          assertThat(a.peerstore().recordSequence(b.id())).isPositive();
        });
  }

  @Test
  void firstWriteLargerThanEveryWindowDoesNotStopTheReader() {
    for (long seed = 100; seed < 106; seed++) {
      simulate(
          seed,
          world -> {
            Host a = world.add();
            world.add();
            a.connect(world.addresses.get(1), LONG);
            world.sim.sleep(Duration.ofSeconds(2));
            byte[] sent = new byte[3_000_000];
            try (Stream stream = a.open(world.hosts.get(1).id(), List.of(ECHO), LONG)) {
              stream.deadline(LONG);
              world.sim.start("write", () -> writeAll(stream, sent));
              assertThat(stream.input().readAllBytes()).isEqualTo(sent);
            }
          });
    }
  }

  private static void writeAll(Stream stream, byte[] sent) {
    try (var out = stream.output()) {
      out.write(sent);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void breakingConnectionsFailCleanlyAndARetryGetsThrough() {
    simulate(
        9,
        world -> {
          Host a = world.add();
          Host b = world.add();
          world.network.quality(new SimNetwork.Quality(Duration.ofMillis(5), 1_000_000, 0.02));
          int done = 0;
          for (int i = 0; i < 200 && done < 20; i++) {
            try {
              a.connect(world.addresses.get(1), LONG);
              echo(a, b, 20_000);
              done++;
            } catch (IOException _) {
              world.sim.trace("retry");
            }
          }
          assertThat(done).isEqualTo(20);
        });
  }
}
