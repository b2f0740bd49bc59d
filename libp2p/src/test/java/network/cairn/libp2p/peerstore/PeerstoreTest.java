package network.cairn.libp2p.peerstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;

class PeerstoreTest {
  private final Peerstore store = new Peerstore(3);
  private final PeerId peer = peer(1);

  private static PeerId peer(int seed) {
    return PeerId.of(PrivateKey.generate(KeyType.ED25519, new Random(seed)).publicKey());
  }

  private static Multiaddr address(int port) {
    return Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port);
  }

  @Test
  void certifiedAddressesReplaceAllAndComeFirst() {
    store.addAddresses(peer, List.of(address(1), address(2).withPeer(peer)), false);
    assertThat(store.addresses(peer)).containsExactly(address(2), address(1));
    store.addAddresses(peer, List.of(address(3)), true);
    store.addAddresses(peer, List.of(address(4), address(3)), false);
    assertThat(store.addresses(peer)).containsExactly(address(3), address(4));
  }

  @Test
  void addressesHeardAgainCountAsNew() {
    store.addAddresses(peer, List.of(address(1), address(2), address(1)), false);
    assertThat(store.addresses(peer)).containsExactly(address(1), address(2));
  }

  @Test
  void everythingIsBounded() {
    store.addAddresses(
        peer, IntStream.range(1, 1000).mapToObj(PeerstoreTest::address).toList(), false);
    assertThat(store.addresses(peer)).hasSize(Peerstore.MAX_ADDRESSES).contains(address(999));
    store.setProtocols(peer, Collections.nCopies(10_000, "/a"));
    assertThat(store.protocols(peer)).hasSize(Peerstore.MAX_PROTOCOLS);
    store.setProtocols(peer, List.of("/b", "x".repeat(257)));
    assertThat(store.protocols(peer)).containsExactly("/b");
    store.setAgent(peer, "y".repeat(10_000));
    assertThat(store.agent(peer).orElseThrow()).hasSize(Peerstore.MAX_AGENT);
    for (int i = 2; i < 10; i++) {
      store.setRecordSequence(peer(i), i);
    }
    assertThat(store.peers()).hasSize(3).doesNotContain(peer);
  }

  @Test
  void theBytesOfAllPeersAreBoundedWhateverTheySay() {
    Peerstore small = new Peerstore(10_000, 256 * 1024);
    List<String> names =
        IntStream.range(0, 1000).mapToObj(i -> "/%d/%s".formatted(i, "x".repeat(240))).toList();
    String host = "a".repeat(200);
    List<Multiaddr> long64 =
        IntStream.range(1, 65)
            .mapToObj(i -> Multiaddr.parse("/dns4/" + host + i + "/tcp/" + i))
            .toList();
    for (int i = 0; i < 100; i++) {
      PeerId each = peer(i);
      small.setProtocols(each, names);
      small.addAddresses(each, long64, true);
      small.addAddresses(each, long64, false);
      small.setAgent(each, "y".repeat(10_000));
      assertThat(small.bytes()).isLessThanOrEqualTo(256 * 1024);
      assertThat(small.peers()).contains(each);
    }
    assertThat(small.peers()).hasSizeBetween(4, 12);
    PeerId kept = small.peers().getFirst();
    for (int i = 200; i < 230; i++) {
      small.touch(kept);
      small.setProtocols(peer(i), names);
    }
    assertThat(small.peers()).contains(kept);
  }

  @Test
  void keysAreTheirPeersOrInTheIdItself() {
    assertThat(store.key(peer).map(PeerId::of)).contains(peer);
    var rsa = PrivateKey.generate(KeyType.RSA, new Random(1)).publicKey();
    assertThat(store.key(PeerId.of(rsa))).isEmpty();
    store.setKey(PeerId.of(rsa), rsa);
    assertThat(store.key(PeerId.of(rsa))).contains(rsa);
    assertThatThrownBy(() -> store.setKey(peer, rsa)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ofStrangersNothingIsKnown() {
    assertThat(store.addresses(peer)).isEmpty();
    assertThat(store.protocols(peer)).isEmpty();
    assertThat(store.agent(peer)).isEmpty();
    assertThat(store.recordSequence(peer)).isZero();
    assertThat(store.peers()).isEmpty();
  }
}
