package network.cairn.libp2p.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.Logged;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.NetworkMetrics;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.hostile.HostilePeer;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A peer that secures its connection as it should and then writes yamux frames by hand.
@Timeout(300)
final class HostileStreamsSimTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final SplittableRandom random = new SplittableRandom(31);
  private final List<String> refused = new ArrayList<>();

  /// What happens to a listening host.
  private interface Scenario {
    void run(SimScheduler sim, SimNetwork network, Host host, Multiaddr address) throws Exception;
  }

  private void simulate(Scenario scenario) {
    SimScheduler sim = new SimScheduler(32);
    sim.run(() -> {
      SimNetwork network = new SimNetwork(sim, 33);
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

  private HostilePeer hostile(SimScheduler sim, SimNetwork network, Multiaddr address)
      throws IOException, InterruptedException {
    return HostilePeer.connect(sim, network.machine("evil"), address, random.split());
  }

  @Test
  void streamsThatNeverNegotiateAreBoundedAndResetAfterTenSeconds() {
    try (Logged log = new Logged(SwarmConnection.class)) {
      simulate((sim, network, host, address) -> {
        host.handle("/test/one", stream -> stream.write(new byte[] {7}, 0, 1));
        HostilePeer evil = hostile(sim, network, address);
        for (int i = 0; i < 400; i++) {
          evil.send(HostilePeer.WINDOW_UPDATE, HostilePeer.SYN, evil.newStream(), 0);
        }
        sim.sleep(Duration.ofSeconds(5));
        assertThat(evil.accepted()).hasSize(128);
        assertThat(evil.resets().values())
            .hasSize(16)
            .containsOnly(StreamReset.RESOURCE_LIMIT_EXCEEDED);
        assertThat(refused).hasSize(16).containsOnly("backlog");
        Host honest = host(sim, network.machine("honest"));
        honest.connect(address, LONG);
        try (var stream = honest.open(host.id(), List.of("/test/one"), Duration.ofSeconds(1))) {
          assertThat(stream.input().read()).isEqualTo(7);
        }
        honest.close();
        refused.clear();
        sim.sleep(Duration.ofSeconds(6));
        assertThat(refused).hasSize(128).containsOnly("negotiation");
        sim.sleep(Duration.ofSeconds(20));
        assertThat(refused).hasSize(384);
        evil.resets().keySet().removeIf(id -> id % 2 == 0);
        assertThat(evil.resets()).hasSize(400);
        assertThat(evil.resets().values())
            .filteredOn(code -> code == StreamReset.PROTOCOL_NEGOTIATION_FAILED)
            .hasSize(384);
        evil.close();
      });
      assertThat(log.lines()).anyMatch(line -> line.startsWith("no protocol agreed with"));
    }
  }

  @Test
  void aPeerThatNeverReadsWhileWeSendInBulkLosesItsConnection() {
    try (Logged log = new Logged("network.cairn.libp2p.mux.yamux.YamuxSession")) {
      simulate((sim, network, host, address) -> {
        long[] taken = new long[1];
        List<IOException> ended = new ArrayList<>();
        host.handle(
            "/test/bulk",
            stream -> {
              byte[] piece = new byte[16 * 1024];
              try {
                while (taken[0] < 1_000_000_000L) {
                  stream.write(piece, 0, piece.length);
                  taken[0] += piece.length;
                }
              } catch (IOException e) {
                ended.add(e);
                throw e;
              }
            });
        HostilePeer evil = hostile(sim, network, address);
        evil.stopReading();
        int stream = evil.open("/test/bulk");
        evil.send(HostilePeer.WINDOW_UPDATE, 0, stream, 0xf000_0000L);
        sim.sleep(Duration.ofSeconds(5));
        assertThat(host.connections()).hasSize(1);
        long after = taken[0];
        // The send buffer, a record and the simulated connection's buffer.
        assertThat(after).isBetween(1L, 4 * 256 * 1024L);
        sim.sleep(Duration.ofSeconds(8));
        assertThat(host.connections()).isEmpty();
        assertThat(taken[0]).isEqualTo(after);
        assertThat(ended).hasSize(1);
        assertThat(refused).containsExactly("stall");
        evil.close();
      });
      assertThat(log.lines()).anyMatch(line -> line.contains("stalled=true"));
    }
  }
}
