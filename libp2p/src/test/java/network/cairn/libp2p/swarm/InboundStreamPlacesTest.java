package network.cairn.libp2p.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.libp2p.host.StreamBounds;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.swarm.InboundStreamPlaces.Place;
import org.junit.jupiter.api.Test;

/// Who is let in, who is turned out and who is served.
final class InboundStreamPlacesTest {
  private static final StreamBounds DEAL =
      new StreamBounds("deal", 4, 16, 64, Duration.ofSeconds(10));

  private final InboundStreamPlaces places = new InboundStreamPlaces();
  private final List<String> out = new ArrayList<>();
  private final Map<Integer, PeerId> peers = new HashMap<>();

  private PeerId peer(int number) {
    return peers.computeIfAbsent(
        number,
        seed ->
            PeerId.of(
                PrivateKey.generate(KeyType.ED25519, new SplittableRandom(seed)).publicKey()));
  }

  private static Optional<InetAddress> ip(String text) {
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private Place arrive(int peer, String ip, String name) {
    return places.arrive(peer(peer), ip(ip), () -> out.add(name));
  }

  @Test
  void theLongestSilentStreamOfAPeerGivesWayToItsNext() {
    for (int i = 0; i < InboundStreamPlaces.RESTING_PER_PEER + 3; i++) {
      arrive(1, "10.0.0.1", "s" + i);
    }
    assertThat(out).containsExactly("s0", "s1", "s2");
    assertThat(places.resting()).isEqualTo(InboundStreamPlaces.RESTING_PER_PEER);
  }

  @Test
  void aNetworksHeaviestPeerGivesWayToItsOthers() {
    for (int peer = 1; peer <= 2; peer++) {
      for (int i = 0; i < InboundStreamPlaces.RESTING_PER_PEER - (peer == 2 ? 3 : 0); i++) {
        arrive(peer, "10.0.0." + peer, "evil");
      }
    }
    for (int i = 0; i < 10; i++) {
      arrive(5, "10.0.0.5", "honest");
    }
    assertThat(out).hasSize(7).containsOnly("evil");
    arrive(6, "10.0.1.6", "elsewhere");
    assertThat(out).hasSize(7);
  }

  @Test
  void theHeaviestNetworkGivesWayToAllOthers() {
    int peer = 0;
    for (int network = 1; network <= 4; network++) {
      for (int i = 0; i < InboundStreamPlaces.RESTING_PER_NETWORK; i++) {
        arrive(100 * network + i / 100, "10.0." + network + "." + (1 + i / 100), "n" + network);
      }
    }
    assertThat(places.resting()).isEqualTo(InboundStreamPlaces.RESTING);
    assertThat(out).isEmpty();
    for (int i = 0; i < 20; i++) {
      arrive(++peer, "10.9." + i + ".1", "honest");
    }
    assertThat(out).hasSize(20).doesNotContain("honest");
    assertThat(places.resting()).isEqualTo(InboundStreamPlaces.RESTING);
  }

  @Test
  void peersOfOneIpv6SubnetAreOneNetworkAndLoopbackIsNone() {
    for (int i = 0; i < InboundStreamPlaces.RESTING_PER_NETWORK + 1; i++) {
      arrive(i / 100, "2001:db8:0:" + Integer.toHexString(i % 256) + "::1", "six");
      arrive(100 + i / 100, "127.0.0.1", "loopback");
    }
    assertThat(out).containsExactly("six");
  }

  @Test
  void aPlaceIsTakenByTheRequestAndBoundedByPeerNetworkAndInAll() {
    List<Place> taken = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      taken.add(arrive(1, "10.0.0.1", "one"));
      assertThat(taken.getLast().take(DEAL)).isTrue();
      assertThat(taken.getLast().take(DEAL)).as("it has one already").isTrue();
    }
    assertThat(arrive(1, "10.0.0.1", "one").take(DEAL)).as("a fifth of a peer").isFalse();
    for (int i = 4; i < 16; i++) {
      assertThat(arrive(i, "10.0.0." + i, "near").take(DEAL)).isTrue();
    }
    assertThat(arrive(20, "10.0.0.20", "near").take(DEAL)).as("a 17th of a network").isFalse();
    for (int i = 16; i < 64; i++) {
      assertThat(arrive(i, "10." + i + ".0.1", "far").take(DEAL)).isTrue();
    }
    Place late = arrive(99, "10.99.0.1", "late");
    assertThat(late.take(DEAL)).as("a 65th").isFalse();
    taken.getFirst().rest();
    assertThat(late.take(DEAL)).isTrue();
    taken.get(1).leave();
    taken.get(1).leave();
    assertThat(arrive(98, "10.98.0.1", "late").take(DEAL)).isTrue();
    assertThat(arrive(97, "10.97.0.1", "late").take(DEAL)).isFalse();
    assertThat(out).isEmpty();
  }

  @Test
  void whoWasTurnedOutIsNotServedAndHoldsNothing() {
    Place first = arrive(1, "10.0.0.1", "first");
    for (int i = 0; i < InboundStreamPlaces.RESTING_PER_PEER; i++) {
      arrive(1, "10.0.0.1", "next");
    }
    assertThat(out).containsExactly("first");
    assertThat(first.take(DEAL)).isFalse();
    first.rest();
    first.leave();
    assertThat(places.resting()).isEqualTo(InboundStreamPlaces.RESTING_PER_PEER);
  }

  @Test
  void nothingIsCountedOnceAllHaveLeft() {
    SplittableRandom random = new SplittableRandom(4);
    List<Place> open = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      switch (random.nextInt(4)) {
        case 0 -> open.add(arrive(random.nextInt(40), "10.0." + random.nextInt(3) + ".1", "x"));
        case 1 -> open.forEach(place -> place.take(DEAL));
        case 2 -> {
          if (!open.isEmpty()) {
            open.get(random.nextInt(open.size())).rest();
          }
        }
        default -> {
          if (open.size() > 100) {
            open.remove(random.nextInt(open.size())).leave();
          }
        }
      }
    }
    open.forEach(Place::leave);
    assertThat(places.resting()).isZero();
    for (int i = 0; i < 64; i++) {
      assertThat(arrive(i, "10.0." + i + ".1", "new").take(DEAL)).isTrue();
    }
  }
}
