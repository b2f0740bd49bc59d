package network.cairn.libp2p.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  @Test
  void backoffGrowsWithTheSquareOfTheTriesUpToFiveMinutes() {
    Backoff backoff = new Backoff();
    PeerId peer =
        PeerId.of(PrivateKey.generate(KeyType.ED25519, new java.util.Random(1)).publicKey());
    Multiaddr address = Multiaddr.parse("/ip4/10.0.0.1/tcp/1");
    long now = 0;
    for (long seconds : new long[] {5, 6, 9, 14}) {
      backoff.failed(peer, address, now);
      assertThat(backoff.rests(peer, address, now + seconds * 1_000_000_000L - 1)).isTrue();
      now += seconds * 1_000_000_000L;
      assertThat(backoff.rests(peer, address, now)).isFalse();
    }
    for (int i = 0; i < 40; i++) {
      backoff.failed(peer, address, now);
    }
    assertThat(backoff.rests(peer, address, now + 299_000_000_000L)).isTrue();
    assertThat(backoff.rests(peer, address, now + 300_000_000_000L)).isFalse();
    backoff.succeeded(peer, address);
    assertThat(backoff.rests(peer, address, now)).isFalse();
  }
}
