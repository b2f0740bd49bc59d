package network.cairn.libp2p.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.NetworkMetrics;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.resource.ResourceLimits;
import network.cairn.libp2p.resource.ScopeLimits;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who gives way when strangers hold every stream that they may, and others ask for one.
@Timeout(120)
final class ReliefSimTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String HOLD = "/test/hold";
  private static final String ECHO = "/test/echo";

  /// Streams that all strangers may hold.
  private static final int STREAMS = 24;

  private static final ScopeLimits PLENTY = new ScopeLimits(400, 64, 4096, 1024, 256L << 20);

  private final List<String> refused = new ArrayList<>();

  /// One host that is asked, and those that ask.
  private final class World {
    final SimScheduler sim;
    final SimNetwork network;
    final SplittableRandom random;
    final List<Host> hosts = new ArrayList<>();
    final Host asked;
    final Multiaddr address;

    World(SimScheduler sim, long seed) throws IOException {
      this.sim = sim;
      this.network = new SimNetwork(sim, seed);
      this.random = new SplittableRandom(seed);
      Transport side = network.machine("asked", "192.0.2.1");
      ScopeLimits strangers = new ScopeLimits(400, 64, STREAMS, 1024, 256L << 20);
      this.asked =
          builder(side)
              .limits(
                  Limits.of(new ResourceLimits(PLENTY, strangers, PLENTY, PLENTY, PLENTY, PLENTY)))
              .metrics(
                  new NetworkMetrics() {
                    @Override
                    public void refused(String limit) {
                      refused.add(limit);
                    }
                  })
              .build();
      hosts.add(asked);
      asked.handle(
          HOLD,
          stream -> {
            stream.write(new byte[1], 0, 1);
            stream.input().readAllBytes();
          });
      asked.handle(ECHO, stream -> stream.write(new byte[] {7}, 0, 1));
      asked.listen(SimNetwork.address(side));
      this.address = SimNetwork.address(side).withPeer(asked.id());
    }

    private HostBuilder builder(Transport side) {
      return HostBuilder.of(PrivateKey.generate(KeyType.ED25519, random.split()))
          .transport(side)
          .scheduler(sim)
          .random(random.split());
    }

    /// A host that has been introduced.
    Host stranger(String ip) throws IOException, InterruptedException {
      Host host = builder(network.machine(ip, ip)).build();
      hosts.add(host);
      host.connect(address, LONG);
      sim.sleep(Duration.ofSeconds(1));
      return host;
    }

    void hold(Host host, int streams) throws IOException, InterruptedException {
      for (int i = 0; i < streams; i++) {
        host.open(asked.id(), List.of(HOLD), LONG).input().readNBytes(1);
      }
    }

    private int echo(Host host) {
      try (Stream stream = host.open(asked.id(), List.of(ECHO), LONG)) {
        return stream.input().read();
      } catch (IOException e) {
        return -1;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void twoThatAskAtOnceWaitForWhatOneGivesBack() {
    for (long seed = 1; seed < 11; seed++) {
      refused.clear();
      long own = seed;
      SimScheduler sim = new SimScheduler(seed);
      sim.run(() -> {
        World world = new World(sim, own);
        List<Host> honest = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
          honest.add(world.stranger("203.0." + i + ".1"));
        }
        Host most = world.stranger("198.51.1.1");
        Host less = world.stranger("198.51.2.1");
        world.hold(most, STREAMS - 10);
        world.hold(less, 10);
        assertThat(refused).isEmpty();
        List<Integer> answers = new ArrayList<>();
        List<Scheduler.Task> tasks = new ArrayList<>();
        for (Host each : honest) {
          tasks.add(sim.start("ask", () -> answers.add(world.echo(each))));
        }
        for (Scheduler.Task task : tasks) {
          task.join();
        }
        assertThat(answers).containsExactly(7, 7, 7);
        assertThat(refused).containsExactly("share");
        assertThat(world.asked.isConnected(most.id())).isFalse();
        assertThat(world.asked.isConnected(less.id())).isTrue();
        world.hosts.forEach(Host::close);
      });
    }
  }
}
