package network.cairn.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.host.Connection;
import network.cairn.libp2p.host.Connection.Direction;
import network.cairn.libp2p.host.ConnectionGater;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.NetworkMetrics;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class ConnectionGaterSimTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final SplittableRandom random = new SplittableRandom(41);
  private final List<String> refused = new ArrayList<>();

  /// Says no at one point and notes at which points it was asked.
  private static final class Gater implements ConnectionGater {
    private final String no;
    final List<String> asked = new ArrayList<>();

    Gater(String no) {
      this.no = no;
    }

    private boolean answer(String point) {
      asked.add(point);
      return !no.equals(point);
    }

    @Override
    public boolean interceptPeerDial(PeerId peer) {
      return answer("peer dial");
    }

    @Override
    public boolean interceptAddrDial(PeerId peer, Multiaddr address) {
      assertThat(address.peerId()).isEmpty();
      return answer("address dial");
    }

    @Override
    public boolean interceptAccept(Multiaddr local, Multiaddr remote) {
      return answer("accept");
    }

    @Override
    public boolean interceptSecured(Direction direction, PeerId peer, Multiaddr remote) {
      return answer("secured " + direction);
    }

    @Override
    public boolean interceptUpgraded(Connection connection) {
      return answer("upgraded " + connection.direction());
    }
  }

  private Host host(SimScheduler sim, Transport side, ConnectionGater gater) {
    return HostBuilder.of(PrivateKey.generate(KeyType.ED25519, random.split()))
        .transport(side)
        .scheduler(sim)
        .random(random.split())
        .gater(gater)
        .metrics(
            new NetworkMetrics() {
              @Override
              public void refused(String limit) {
                refused.add(limit);
              }
            })
        .build();
  }

  /// A dial with these gaters on both sides; whether both ends are connected two seconds later.
  private boolean connects(ConnectionGater dialers, ConnectionGater listeners) {
    boolean[] connected = new boolean[1];
    SimScheduler sim = new SimScheduler(42);
    sim.run(() -> {
      SimNetwork network = new SimNetwork(sim, 43);
      Transport side = network.machine("far");
      Host near = host(sim, network.machine("near"), dialers);
      Host far = host(sim, side, listeners);
      far.listen(SimNetwork.address(side));
      try {
        near.connect(SimNetwork.address(side).withPeer(far.id()), LONG);
      } catch (IOException e) {
        sim.trace("refused");
      }
      sim.sleep(Duration.ofSeconds(2));
      connected[0] = near.isConnected(far.id()) && far.isConnected(near.id());
      if (!connected[0]) {
        assertThat(near.connections()).isEmpty();
        assertThat(far.connections()).isEmpty();
      }
      near.close();
      far.close();
    });
    return connected[0];
  }

  @Test
  void everyPointIsAskedInOrderAndTheDefaultAllows() {
    Gater dialer = new Gater("");
    Gater listener = new Gater("");
    assertThat(connects(dialer, listener)).isTrue();
    assertThat(dialer.asked)
        .containsExactly("peer dial", "address dial", "secured OUTBOUND", "upgraded OUTBOUND");
    assertThat(listener.asked).containsExactly("accept", "secured INBOUND", "upgraded INBOUND");
    assertThat(connects(ConnectionGater.OPEN, ConnectionGater.OPEN)).isTrue();
    assertThat(refused).isEmpty();
  }

  @Test
  void aNoAtAnyPointOfTheDialerEndsTheDialThere() {
    List<String> points =
        List.of("peer dial", "address dial", "secured OUTBOUND", "upgraded OUTBOUND");
    for (int i = 0; i < points.size(); i++) {
      Gater gater = new Gater(points.get(i));
      assertThat(connects(gater, ConnectionGater.OPEN)).as(points.get(i)).isFalse();
      assertThat(gater.asked).isEqualTo(points.subList(0, i + 1));
    }
    assertThat(refused).hasSize(4).containsOnly("gater");
  }

  @Test
  void aNoAtAnyPointOfTheListenerEndsTheConnectionThere() {
    List<String> points = List.of("accept", "secured INBOUND", "upgraded INBOUND");
    for (int i = 0; i < points.size(); i++) {
      Gater gater = new Gater(points.get(i));
      assertThat(connects(ConnectionGater.OPEN, gater)).as(points.get(i)).isFalse();
      assertThat(gater.asked).startsWith(points.subList(0, i + 1).toArray(String[]::new));
    }
    assertThat(refused).hasSize(3).containsOnly("gater");
  }

  @Test
  void aGaterThatFailsRefusesAndTheListenerLivesOn() {
    try (Logged log = new Logged("network.cairn.libp2p.swarm.Gate")) {
      SimScheduler sim = new SimScheduler(44);
      sim.run(() -> {
        SimNetwork network = new SimNetwork(sim, 45);
        Transport side = network.machine("far");
        boolean[] broken = {true};
        Host far =
            host(
                sim,
                side,
                new ConnectionGater() {
                  @Override
                  public boolean interceptAccept(Multiaddr local, Multiaddr remote) {
                    if (broken[0]) {
                      throw new IllegalStateException("a gater's own fault");
                    }
                    return true;
                  }
                });
        far.listen(SimNetwork.address(side));
        Multiaddr address = SimNetwork.address(side).withPeer(far.id());
        Host near = host(sim, network.machine("near"), ConnectionGater.OPEN);
        assertThatThrownBy(() -> near.connect(address, LONG)).isInstanceOf(IOException.class);
        broken[0] = false;
        near.connect(address, LONG);
        assertThat(near.isConnected(far.id())).isTrue();
        near.close();
        far.close();
      });
      assertThat(log.lines()).anyMatch(line -> line.contains("gater failed"));
    }
  }
}
