package network.cairn.libp2p.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class ResourceScopeTest {
  @Test
  void whatIsRefusedAboveIsNotTakenBelow() {
    ResourceScope system = new ResourceScope(null, 1, 1_000);
    ResourceScope one = new ResourceScope(system, 5, 5_000);
    ResourceScope two = new ResourceScope(system, 5, 5_000);
    assertThat(one.takeStream()).isTrue();
    assertThat(two.takeStream()).isFalse();
    assertThat(two.streams()).isZero();
    one.giveStream();
    assertThat(two.takeStream()).isTrue();
    assertThat(one.takeMemory(900, 255)).isTrue();
    assertThat(two.takeMemory(200, 255)).isFalse();
    assertThat(two.memory()).isZero();
    assertThat(system.memory()).isEqualTo(900);
  }

  @Test
  void whatIsRefusedBelowIsGivenBackAbove() {
    ResourceScope system = new ResourceScope(null, 10, 10_000);
    ResourceScope peer = new ResourceScope(system, 10, 1_000);
    assertThat(peer.takeMemory(1_001, 255)).isFalse();
    assertThat(system.memory()).isZero();
  }

  @Test
  void lowPriorityStopsAtItsShare() {
    ResourceScope scope = new ResourceScope(null, 1, 256_000);
    assertThat(scope.takeMemory(129_000, 128)).isTrue();
    assertThat(scope.takeMemory(1, 128)).isFalse();
    assertThat(scope.takeMemory(100_000, 255)).isTrue();
  }

  @Test
  void anyOrderOfTakingAndGivingBalances() {
    Property.check(
        100,
        random -> {
          ResourceScope system = new ResourceScope(null, 1_000, 50_000);
          ResourceScope peer = new ResourceScope(system, 1_000, 20_000);
          long held = 0;
          for (int i = 0; i < 200; i++) {
            long n = random.nextInt(3_000);
            if (held >= n && random.nextBoolean()) {
              peer.giveMemory(n);
              held -= n;
            } else if (peer.takeMemory(n, 255)) {
              held += n;
            }
            assertThat(peer.memory()).isEqualTo(held).isLessThanOrEqualTo(20_000);
            assertThat(system.memory()).isEqualTo(held);
          }
        });
  }

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
