package network.cairn.libp2p.kad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
  private static final List<Multiaddr> PRIVATE = List.of(Multiaddr.parse("/ip4/10.1.2.3/tcp/4001"));

  private final SplittableRandom random = new SplittableRandom(4);
  private final PeerId self = peer();
  private final RoutingTable table = new RoutingTable(KadKey.of(self), true);

  private PeerId peer() {
    byte[] id = new byte[34];
    random.nextBytes(id);
    id[0] = 0x12;
    id[1] = 32;
    return PeerId.decode(id);
  }

  /// A peer that shares no bit with this node.
  private PeerId farPeer() {
    PeerId peer;
    do {
      peer = peer();
    } while (KadKey.of(self).commonPrefix(KadKey.of(peer)) != 0);
    return peer;
  }

  @Test
  void tellsTheNearestOfAllPeersInOrder() {
    List<PeerId> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      PeerId peer = peer();
      if (table.answered(peer, PRIVATE, i)) {
        all.add(peer);
      }
    }
    for (int i = 0; i < 200; i++) {
      KadKey target = KadKey.of(peer());
      List<PeerId> sorted = new ArrayList<>(all);
      sorted.sort((a, b) -> target.compareDistance(KadKey.of(a), KadKey.of(b)));
      assertThat(table.nearest(target, 20)).isEqualTo(sorted.subList(0, 20));
    }
    assertThat(table.nearest(KadKey.of(self), 1_000)).hasSameElementsAs(all);
  }

  @Test
  void whoHasBeenHereLongStaysUntilItIsSilent() {
    List<PeerId> first = new ArrayList<>();
    for (int i = 0; i < RoutingTable.BUCKET; i++) {
      first.add(farPeer());
      assertThat(table.answered(first.getLast(), PRIVATE, i)).isTrue();
    }
    for (int i = 0; i < 1_000; i++) {
      assertThat(table.answered(farPeer(), PRIVATE, 1_000)).isFalse();
    }
    PeerId newcomer = farPeer();
    assertThat(table.answered(newcomer, PRIVATE, RoutingTable.STALE_NANOS)).isTrue();
    assertThat(table.contains(first.getFirst())).isFalse();
    assertThat(table.size()).isEqualTo(RoutingTable.BUCKET);
  }

  @Test
  void whoDoesNotAnswerIsForgotten() {
    PeerId peer = peer();
    table.answered(peer, PRIVATE, 1);
    assertThat(table.silentSince(2, 9)).containsExactly(peer);
    assertThat(table.silentSince(1, 9)).isEmpty();
    table.failed(peer);
    assertThat(table.contains(peer)).isFalse();
    assertThat(table.deepest()).isEqualTo(-1);
  }

  @Test
  void takesFewPeersOfOneNetworkAndNeverItself() {
    List<Multiaddr> one = List.of(Multiaddr.parse("/ip4/8.8.1.1/tcp/4001"));
    List<Multiaddr> other = List.of(Multiaddr.parse("/ip4/8.9.1.1/tcp/4001"));
    for (int i = 0; i < 500; i++) {
      table.answered(peer(), one, 1);
    }
    assertThat(table.size()).isEqualTo(IpGroups.MOST);
    table.answered(peer(), other, 1);
    assertThat(table.size()).isEqualTo(IpGroups.MOST + 1);
    assertThat(table.answered(self, PRIVATE, 1)).isFalse();
  }

  @Test
  void aPeerThatMovesIsCountedWhereItWasTaken() {
    PeerId peer = peer();
    List<Multiaddr> one = List.of(Multiaddr.parse("/ip4/8.8.1.1/tcp/4001"));
    assertThat(table.answered(peer, PRIVATE, 1)).isTrue();
    assertThat(table.answered(peer, one, 2)).isTrue();
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.silentSince(2, 9)).isEmpty();
  }
}
