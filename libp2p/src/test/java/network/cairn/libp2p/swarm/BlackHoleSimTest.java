package network.cairn.libp2p.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.transport.Listener;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.TransportConn;
import org.junit.jupiter.api.Test;

/// A host whose network carries IPv6 nowhere stops dialling it, and says so.
class BlackHoleSimTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private final List<Multiaddr> dialled = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(4);

  /// Reaches nobody.
  private final class Nowhere implements Transport {
    @Override
    public boolean canDial(Multiaddr address) {
      return true;
    }

    @Override
    public boolean canListen(Multiaddr address) {
      return false;
    }

    @Override
    public TransportConn dial(Multiaddr address, Duration timeout) throws IOException {
      dialled.add(address);
      throw new IOException("nobody answered");
    }

    @Override
    public Listener listen(Multiaddr address) throws IOException {
      throw new IOException("no");
    }
  }

  private PeerId peer() {
    return PeerId.of(PrivateKey.generate(KeyType.ED25519, random).publicKey());
  }

  @Test
  void afterAHundredDialsOnlyAPersonsAddressesAreTried() {
    SimScheduler sim = new SimScheduler(1);
    sim.run(() -> {
      try (Host host =
          HostBuilder.of(PrivateKey.generate(KeyType.ED25519, random))
              .transport(new Nowhere())
              .scheduler(sim)
              .random(random)
              .build()) {
        for (int i = 0; i < BlackHole.DIALS; i++) {
          assertThatThrownBy(() -> connect(host, peer())).hasMessageContaining("nobody answered");
        }
        assertThat(dialled).hasSize(2 * BlackHole.DIALS);
        dialled.clear();
        PeerId late = peer();
        assertThatThrownBy(() -> connect(host, late))
            .hasMessageContaining("/ip6/2600::1/tcp/1: nothing of its kind leads anywhere");
        assertThat(dialled).containsExactly(Multiaddr.parse("/ip4/203.0.113.1/tcp/1"));
        Multiaddr given = Multiaddr.parse("/ip6/2600::2/tcp/1");
        assertThatThrownBy(() -> host.connect(given.withPeer(late), LONG))
            .hasMessageContaining(given + ": nobody answered");
      }
    });
  }

  private static void connect(Host host, PeerId peer) throws IOException, InterruptedException {
    host.peerstore()
        .addAddresses(
            peer,
            List.of(
                Multiaddr.parse("/ip6/2600::1/tcp/1"), Multiaddr.parse("/ip4/203.0.113.1/tcp/1")),
            true);
    host.connect(peer, LONG);
  }
}
