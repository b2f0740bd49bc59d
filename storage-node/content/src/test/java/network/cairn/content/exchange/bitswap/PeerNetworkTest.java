package network.cairn.content.exchange.bitswap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;

final class PeerNetworkTest {
  private final SplittableRandom random = new SplittableRandom(1);

  private PeerNetwork of(String address) {
    PeerId peer = PeerId.of(PrivateKey.generate(KeyType.ED25519, random.split()).publicKey());
    return PeerNetwork.of(
        peer, Optional.of(address).filter(a -> !a.isEmpty()).map(Multiaddr::parse));
  }

  @Test
  void peersOfOneNetworkShare() {
    assertThat(of("/ip4/192.0.2.1/tcp/1")).isEqualTo(of("/ip4/192.0.2.254/udp/9/quic-v1"));
    assertThat(of("/ip4/192.0.2.1/tcp/1")).isNotEqualTo(of("/ip4/192.0.3.1/tcp/1"));
    assertThat(of("/ip6/2001:db8:0:1100::1/tcp/1")).isEqualTo(of("/ip6/2001:db8:0:11ff::2/tcp/1"));
    assertThat(of("/ip6/2001:db8:0:1100::1/tcp/1"))
        .isNotEqualTo(of("/ip6/2001:db8:0:1200::1/tcp/1"));
  }

  @Test
  void aPeerOfThisMachineOrOfNowhereIsByItself() {
    assertThat(of("/ip4/127.0.0.1/tcp/1")).isNotEqualTo(of("/ip4/127.0.0.1/tcp/1"));
    assertThat(of("")).isNotEqualTo(of(""));
  }

  @Test
  void sharesAreTakenWholeOrNotAtAll() {
    Shares shares = new Shares(10, 4);
    PeerNetwork one = new PeerNetwork("one");
    PeerNetwork two = new PeerNetwork("two");
    PeerNetwork three = new PeerNetwork("three");
    assertThat(shares.take(one, 5)).isFalse();
    assertThat(shares.take(one, 4)).isTrue();
    assertThat(shares.take(one, 1)).isFalse();
    assertThat(shares.take(two, 4)).isTrue();
    assertThat(shares.take(three, 3)).isFalse();
    assertThat(shares.take(three, 2)).isTrue();
    shares.give(one, 4);
    shares.give(two, 4);
    shares.give(three, 2);
    assertThat(shares.taken()).isZero();
    assertThat(shares.take(one, 4)).isTrue();
  }
}
