package network.cairn.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.NetworkMetrics;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.TransportConn;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Peers that want too much of a host, in virtual time.
@Timeout(300)
final class SimLimitsTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final SplittableRandom random = new SplittableRandom(21);
  private final List<String> refused = new ArrayList<>();

  /// What happens to a listening host.
  private interface Scenario {
    void run(SimScheduler sim, SimNetwork network, Host host, Multiaddr address) throws Exception;
  }

  private void simulate(Scenario scenario) {
    SimScheduler sim = new SimScheduler(22);
    sim.run(() -> {
      SimNetwork network = new SimNetwork(sim, 23);
      Transport side = network.machine("host");
      Host host = host(sim, side);
      host.listen(SimNetwork.address(side));
      scenario.run(sim, network, host, SimNetwork.address(side).withPeer(host.id()));
      host.close();
    });
  }

  private Host host(SimScheduler sim, Transport side) {
    return HostBuilder.of(PrivateKey.generate(KeyType.ED25519, random.split()))
        .transport(side)
        .scheduler(sim)
        .random(random.split())
        .metrics(
            new NetworkMetrics() {
              @Override
              public void refused(String limit) {
                refused.add(limit);
              }
            })
        .build();
  }

  @Test
  void oneAddressGetsEightConnections() {
    simulate((sim, network, host, address) -> {
      Transport crowd = network.machine("crowd");
      List<Host> peers = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        peers.add(host(sim, crowd));
      }
      for (int i = 0; i < 8; i++) {
        peers.get(i).connect(address, LONG);
      }
      assertThatThrownBy(() -> peers.get(8).connect(address, LONG)).isInstanceOf(IOException.class);
      assertThat(refused).contains("ip");
      peers.getFirst().close();
      sim.sleep(Duration.ofSeconds(2));
      peers.get(8).connect(address, LONG);
      peers.forEach(Host::close);
    });
  }

  @Test
  void oneIdentityGetsEightConnectionsHoweverManyAddressesItHas() {
    simulate((sim, network, host, address) -> {
      PrivateKey key = PrivateKey.generate(KeyType.ED25519, random.split());
      List<Host> same = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        Host each =
            HostBuilder.of(key)
                .transport(network.machine("same" + i))
                .scheduler(sim)
                .random(random.split())
                .build();
        same.add(each);
        try {
          each.connect(address, LONG);
        } catch (IOException e) {
          sim.trace("refused");
        }
      }
      sim.sleep(Duration.ofSeconds(2));
      assertThat(host.connections()).hasSizeLessThanOrEqualTo(8);
      assertThat(refused).containsExactly("connections");
      same.forEach(Host::close);
    });
  }

  @Test
  void anAddressThatConnectsOverAndOverIsSlowedToOneInFiveSeconds() {
    simulate((sim, network, host, address) -> {
      Transport side = network.machine("again");
      for (int i = 0; i < 16; i++) {
        comeAndGo(sim, side, address);
      }
      assertThat(refused).isEmpty();
      for (int i = 0; i < 20; i++) {
        comeAndGo(sim, side, address);
      }
      assertThat(refused).containsOnly("rate").hasSizeGreaterThan(15);
      Host honest = host(sim, network.machine("honest"));
      honest.connect(address, LONG);
      honest.close();
      sim.sleep(Duration.ofSeconds(6));
      Host returned = host(sim, side);
      returned.connect(address, LONG);
      returned.close();
    });
  }

  private static void comeAndGo(SimScheduler sim, Transport side, Multiaddr address)
      throws IOException, InterruptedException {
    TransportConn raw = side.dial(address, LONG);
    sim.sleep(Duration.ofMillis(20));
    raw.close();
    sim.sleep(Duration.ofMillis(20));
  }

  @Test
  void connectionThatNeverSpeaksIsClosedAfterFifteenSeconds() {
    simulate((sim, network, host, address) -> {
      RawConn raw = (RawConn) network.machine("mute").dial(address, LONG);
      long start = sim.nanoTime();
      assertThat(raw.read(new byte[1], 0, 1)).isEqualTo(-1);
      assertThat(Duration.ofNanos(sim.nanoTime() - start))
          .isBetween(Duration.ofSeconds(14), Duration.ofSeconds(16));
    });
  }

  @Test
  void oneByteASecondDoesNotProlongTheUpgrade() {
    simulate((sim, network, host, address) -> {
      RawConn raw = (RawConn) network.machine("slow").dial(address, LONG);
      byte[] hello = "\u0013/multistream/1.0.0\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
      assertThatThrownBy(() -> dribble(sim, raw, hello)).isInstanceOf(IOException.class);
      assertThat(Duration.ofNanos(sim.nanoTime())).isLessThan(Duration.ofSeconds(18));
    });
  }

  private static void dribble(SimScheduler sim, RawConn raw, byte[] bytes)
      throws IOException, InterruptedException {
    for (int i = 0; i < bytes.length; i++) {
      raw.write(bytes, i, 1);
      sim.sleep(Duration.ofSeconds(1));
    }
  }

  @Test
  void pendingUpgradesAreBounded() {
    simulate((sim, network, host, address) -> {
      List<TransportConn> mute = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        Transport side = network.machine("mute" + i, "198.51." + i + ".1");
        for (int k = 0; k < 8; k++) {
          mute.add(side.dial(address, LONG));
        }
      }
      sim.sleep(Duration.ofSeconds(1));
      assertThat(refused).containsOnly("pending").hasSize(8);
      sim.sleep(Duration.ofSeconds(20));
      Host honest = host(sim, network.machine("honest"));
      honest.connect(address, LONG);
      honest.close();
      mute.forEach(TransportConn::close);
    });
  }

  @Test
  void threeHundredStreamsAtOnceAreServedThroughTheNegotiationBound() {
    simulate((sim, network, host, address) -> {
      host.handle("/test/one", stream -> stream.write(new byte[] {7}, 0, 1));
      Host peer = host(sim, network.machine("peer"));
      peer.connect(address, LONG);
      int[] served = new int[1];
      List<Scheduler.Task> tasks = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        tasks.add(sim.start("open", () -> openOne(peer, host, served)));
      }
      for (Scheduler.Task task : tasks) {
        task.join();
      }
      assertThat(served[0]).isEqualTo(300);
      assertThat(refused).isEmpty();
      peer.close();
    });
  }

  private static void openOne(Host from, Host to, int[] served) {
    try (Stream stream = from.open(to.id(), List.of("/test/one"), LONG)) {
      assertThat(stream.input().read()).isEqualTo(7);
      served[0]++;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
