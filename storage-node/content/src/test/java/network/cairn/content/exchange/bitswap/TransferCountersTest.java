package network.cairn.content.exchange.bitswap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;

final class TransferCountersTest {
  private final SplittableRandom random = new SplittableRandom(5);
  private final TransferCounters counters = new TransferCounters();

  private PeerId peer() {
    return PeerId.of(PrivateKey.generate(KeyType.ED25519, random).publicKey());
  }

  @Test
  void countsWithEachPeerAndInAll() {
    PeerId one = peer();
    PeerId two = peer();
    counters.sent(one, 2, 30);
    counters.received(one, 5);
    counters.received(two, 7);
    assertThat(counters.with(one)).isEqualTo(new PeerExchange(30, 5, 3));
    assertThat(counters.with(two)).isEqualTo(new PeerExchange(0, 7, 1));
    assertThat(counters.with(peer())).isEqualTo(PeerExchange.NOTHING);
    BitswapStats all = counters.stats(0, 0, 0);
    assertThat(all.blocksSent()).isEqualTo(2);
    assertThat(all.bytesSent()).isEqualTo(30);
    assertThat(all.blocksReceived()).isEqualTo(2);
    assertThat(all.bytesReceived()).isEqualTo(12);
  }

  /// Strangers come and go for as long as a node runs.
  @Test
  void forgetsThoseWithWhomNothingWasExchangedTheLongest() {
    List<PeerId> peers = new ArrayList<>();
    for (int i = 0; i < TransferCounters.MOST; i++) {
      peers.add(peer());
      counters.received(peers.getLast(), 1);
    }
    counters.received(peers.getFirst(), 1);
    counters.received(peer(), 1);
    assertThat(counters.with(peers.get(0)).blocks()).isEqualTo(2);
    assertThat(counters.with(peers.get(1))).isEqualTo(PeerExchange.NOTHING);
    assertThat(counters.with(peers.get(2)).blocks()).isEqualTo(1);
  }
}
