package network.cairn.libp2p.peering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.PeerListener;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peerstore.Peerstore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class PeeringSimTest {
  private static final Multiaddr AT = Multiaddr.parse("/ip4/192.0.2.1/tcp/4001");
  private static final Multiaddr OTHER = Multiaddr.parse("/ip4/192.0.2.2/tcp/4001");
  private static final PeerId ONE = peer(1);
  private static final PeerId TWO = peer(2);

  private final SimScheduler sim = new SimScheduler(1);
  private final Peerstore known = new Peerstore(100);
  private final Set<PeerId> reachable = new HashSet<>();
  private final Set<PeerId> connected = new HashSet<>();
  private final Set<PeerId> protectedPeers = new HashSet<>();
  private final List<PeerListener> listeners = new ArrayList<>();

  /// The seconds in which the first peer was dialled.
  private final List<Long> dials = new ArrayList<>();

  private static PeerId peer(int number) {
    byte[] id = new byte[34];
    id[0] = 0x12;
    id[1] = 32;
    id[2] = (byte) (number >> 8);
    id[3] = (byte) number;
    return PeerId.decode(id);
  }

  private Host host() {
    return (Host)
        Proxy.newProxyInstance(
            Host.class.getClassLoader(),
            new Class<?>[] {Host.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "isConnected" -> connected.contains((PeerId) arguments[0]);
                  case "peerstore" -> known;
                  case "addListener" -> done(listeners.add((PeerListener) arguments[0]));
                  case "protect" -> done(protectedPeers.add((PeerId) arguments[0]));
                  case "unprotect" -> done(protectedPeers.remove((PeerId) arguments[0]));
                  case "connect" -> dial((PeerId) arguments[0]);
                  default -> throw new AssertionError(method);
                });
  }

  /// What a method without a result gives; each of them changes something here.
  private static @Nullable Object done(boolean changed) {
    assertThat(changed).isTrue();
    return null;
  }

  private Object dial(PeerId peer) throws IOException {
    if (peer.equals(ONE)) {
      dials.add(Duration.ofNanos(sim.nanoTime()).toSeconds());
    }
    if (!reachable.contains(peer)) {
      throw new IOException("refused");
    }
    connected.add(peer);
    return peer;
  }

  private void lose(PeerId peer) {
    connected.remove(peer);
    listeners.forEach(listener -> listener.disconnected(peer));
  }

  /// What others say of where a peer is, and who was asked for.
  private final Map<PeerId, List<Multiaddr>> told = new HashMap<>();

  private final List<PeerId> asked = new ArrayList<>();
  private int asking;
  private int mostAsking;
  private final Peering.Directory directory = this::find;

  private List<Multiaddr> find(PeerId peer, Duration time) throws InterruptedException {
    assertThat(time).isEqualTo(Peering.LOOK_UP);
    asked.add(peer);
    mostAsking = Math.max(mostAsking, ++asking);
    sim.sleep(Duration.ofSeconds(2));
    asking--;
    return told.getOrDefault(peer, List.of());
  }

  private interface Scene {
    void run(Peering peering) throws Exception;
  }

  private void with(Scene scene) {
    sim.run(() -> {
      try (Peering peering = new Peering(host(), sim, new SplittableRandom(1), directory)) {
        scene.run(peering);
      }
    });
  }

  @Test
  void asksWhereAPeerIsThatHasNoAddress() {
    told.put(ONE, IntStream.range(0, 40).mapToObj(PeeringSimTest::at).toList());
    with(peering -> {
      peering.add(ONE, List.of());
      sim.sleep(Duration.ofSeconds(1));
      reachable.add(ONE);
      sim.sleep(Duration.ofSeconds(2));
      assertThat(connected).contains(ONE);
      assertThat(known.addresses(ONE)).hasSize(Peering.MAX_ADDRESSES);
      assertThat(asked).containsExactly(ONE);
    });
  }

  @Test
  void asksForNobodyWhoseAddressesAreGivenAndForFewAtOnce() {
    with(peering -> {
      peering.add(peer(100), List.of(AT));
      for (int i = 0; i < 20; i++) {
        peering.add(peer(200 + i), List.of());
      }
      sim.sleep(Duration.ofSeconds(11));
      assertThat(asked).hasSize(20).doesNotContain(peer(100));
      assertThat(mostAsking).isEqualTo(Peering.LOOK_UPS);
    });
  }

  /// Some wait until others have been asked for.
  @Test
  void asksForNobodyWhoCameOrWasGivenAnAddressMeanwhile() {
    with(peering -> {
      for (int i = 0; i < Peering.LOOK_UPS; i++) {
        peering.add(peer(200 + i), List.of());
      }
      sim.sleep(Duration.ofSeconds(1));
      peering.add(ONE, List.of());
      peering.add(TWO, List.of());
      sim.sleep(Duration.ofMillis(500));
      assertThat(dials).hasSize(1);
      reachable.add(ONE);
      peering.add(ONE, List.of(AT));
      connected.add(TWO);
      listeners.forEach(listener -> listener.connected(TWO));
      sim.sleep(Duration.ofMillis(100));
      assertThat(asked).hasSize(Peering.LOOK_UPS);
      assertThat(connected).as("while all places are taken").contains(ONE);
      sim.sleep(Duration.ofSeconds(4));
      assertThat(asked).doesNotContain(ONE, TWO);
    });
  }

  private static Multiaddr at(int number) {
    return Multiaddr.parse("/ip4/192.0.2." + (10 + number) + "/tcp/4001");
  }

  @Test
  void dialsAgainAfterPausesThatGrow() {
    with(peering -> {
      peering.add(ONE, List.of(AT));
      sim.sleep(Duration.ofHours(2));
    });
    List<Long> pauses =
        IntStream.range(1, dials.size()).mapToObj(i -> dials.get(i) - dials.get(i - 1)).toList();
    List<Long> least = List.of(10L, 20L, 40L, 80L, 160L, 320L, 600L, 600L, 600L);
    for (int i = 0; i < least.size(); i++) {
      assertThat(pauses.get(i)).isBetween(least.get(i), least.get(i) * 11 / 10 + 1);
    }
    assertThat(known.addresses(ONE)).containsExactly(AT);
  }

  @Test
  void comesBackSoonWhenAConnectionEnds() {
    reachable.add(ONE);
    with(peering -> {
      peering.add(ONE, List.of(AT));
      sim.sleep(Duration.ofHours(1));
      assertThat(dials).hasSize(1);
      lose(ONE);
      sim.sleep(Duration.ofSeconds(1));
      assertThat(connected).contains(ONE);
      // One that ends each connection at once is not dialled in a circle.
      for (int i = 0; i < 600; i++) {
        lose(ONE);
        sim.sleep(Duration.ofMillis(100));
      }
    });
    assertThat(dials).hasSizeBetween(10, 15);
  }

  @Test
  void protectsAndListsWhoIsKept() {
    with(peering -> {
      peering.add(ONE, List.of(AT));
      peering.add(TWO, List.of());
      peering.add(ONE, List.of(OTHER, AT, OTHER));
      assertThat(peering.peers())
          .containsExactly(
              new Peering.Place(ONE, List.of(OTHER, AT)), new Peering.Place(TWO, List.of()));
      assertThat(protectedPeers).containsExactlyInAnyOrder(ONE, TWO);
    });
  }

  @Test
  void forgetsWhoIsRemoved() {
    with(peering -> {
      peering.add(ONE, List.of(AT));
      sim.sleep(Duration.ofSeconds(1));
      peering.remove(ONE);
      peering.remove(TWO);
      int before = dials.size();
      sim.sleep(Duration.ofHours(1));
      assertThat(dials).hasSize(before);
      assertThat(peering.peers()).isEmpty();
      assertThat(protectedPeers).isEmpty();
      peering.add(ONE, List.of(AT));
      sim.sleep(Duration.ofSeconds(1));
      assertThat(dials).hasSize(before + 1);
    });
  }

  /// Who corrects an address does not wait for minutes.
  @Test
  void dialsAtOnceWhereItIsToldAnotherAddress() {
    with(peering -> {
      peering.add(ONE, List.of(AT));
      sim.sleep(Duration.ofHours(2));
      int before = dials.size();
      peering.add(ONE, List.of(AT));
      sim.sleep(Duration.ofSeconds(1));
      assertThat(dials).as("the same address").hasSize(before);
      peering.add(ONE, List.of(OTHER));
      sim.sleep(Duration.ofSeconds(1));
      assertThat(dials).hasSize(before + 1);
      assertThat(known.addresses(ONE)).contains(OTHER);
      sim.sleep(Duration.ofSeconds(12));
      assertThat(dials).as("the pauses are short again").hasSize(before + 2);
    });
  }

  @Test
  void keepsABoundedNumber() {
    with(peering -> {
      for (int i = 0; i < Peering.MOST; i++) {
        peering.add(peer(10 + i), List.of());
      }
      assertThatThrownBy(() -> peering.add(ONE, List.of(AT)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("more than 1000 peers to be kept connected to");
      assertThat(peering.peers()).hasSize(Peering.MOST);
      peering.add(peer(10), List.of(AT));
      peering.remove(peer(11));
      peering.add(ONE, List.of(AT));
      assertThat(peering.peers()).hasSize(Peering.MOST);
    });
  }

  @Test
  void keepsABoundedNumberOfAddressesForAPeer() {
    List<Multiaddr> many =
        IntStream.rangeClosed(0, Peering.MAX_ADDRESSES)
            .mapToObj(i -> Multiaddr.parse("/ip4/192.0.2.1/tcp/" + (4001 + i)))
            .toList();
    with(peering -> {
      assertThatThrownBy(() -> peering.add(ONE, many))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("more than 16 addresses for the peer " + ONE);
      assertThat(peering.peers()).isEmpty();
      peering.add(ONE, many.subList(1, many.size()));
      assertThat(peering.peers().getFirst().addresses()).hasSize(Peering.MAX_ADDRESSES);
    });
  }

  @Test
  void dialsNobodyAfterItsEnd() {
    sim.run(() -> {
      Peering peering = new Peering(host(), sim, new SplittableRandom(1), directory);
      peering.add(ONE, List.of(AT));
      sim.sleep(Duration.ofSeconds(1));
      peering.close();
      int before = dials.size();
      sim.sleep(Duration.ofHours(1));
      assertThat(dials).hasSize(before);
    });
  }
}
