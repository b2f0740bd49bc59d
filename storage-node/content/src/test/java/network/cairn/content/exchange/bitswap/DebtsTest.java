package network.cairn.content.exchange.bitswap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;

final class DebtsTest {
  private final SplittableRandom random = new SplittableRandom(1);
  private final SimScheduler sim = new SimScheduler(1);
  private final Debts debts = new Debts(sim);
  private final PeerId peer = peer();

  private PeerId peer() {
    return PeerId.of(PrivateKey.generate(KeyType.ED25519, random.split()).publicKey());
  }

  /// How long the peer rests from now on.
  private Duration rest() throws InterruptedException {
    long began = sim.nanoTime();
    while (debts.rests(peer)) {
      sim.sleep(Duration.ofSeconds(1));
    }
    return Duration.ofNanos(sim.nanoTime() - began);
  }

  @Test
  void restsLongerWithEveryFailureAndNeverForEver() {
    sim.run(() -> {
      assertThat(debts.rests(peer)).isFalse();
      Duration expected = Debts.FIRST_REST;
      for (int i = 0; i < 20; i++) {
        debts.failed(peer, 1000);
        assertThat(rest()).isEqualTo(expected);
        expected = expected.multipliedBy(2);
        expected = expected.compareTo(Debts.LONGEST_REST) < 0 ? expected : Debts.LONGEST_REST;
      }
      assertThat(debts.owed(peer)).isEqualTo(20_000);
    });
  }

  @Test
  void aFailureIsTakenBackByBlocksInTimeAndByTime() {
    sim.run(() -> {
      debts.failed(peer, 1000);
      rest();
      debts.failed(peer, 1000);
      rest();
      for (int i = 0; i < Debts.FORGIVEN; i++) {
        debts.kept(peer, 1000);
      }
      assertThat(debts.owed(peer)).isZero();
      assertThat(debts.trusts(peer)).as("one failure is left").isFalse();
      debts.failed(peer, 1000);
      assertThat(rest()).isEqualTo(Debts.FIRST_REST.multipliedBy(2));
      sim.sleep(Debts.FORGOTTEN.multipliedBy(2));
      debts.failed(peer, 1000);
      assertThat(rest()).isEqualTo(Debts.FIRST_REST);
    });
  }

  @Test
  void trustsWhoGaveAndDidNotFail() {
    sim.run(() -> {
      assertThat(debts.trusts(peer)).isFalse();
      debts.kept(peer, 10);
      assertThat(debts.trusts(peer)).isTrue();
      debts.failed(peer, 10);
      assertThat(debts.trusts(peer)).isFalse();
    });
  }

  @Test
  void remembersManyPeersAndNoMore() {
    sim.run(() -> {
      debts.failed(peer, 7);
      for (int i = 0; i < 100; i++) {
        debts.failed(peer(), 7);
      }
      assertThat(debts.owed(peer)).isEqualTo(7);
      PeerId other = peer();
      for (int i = 0; i < Debts.MOST; i++) {
        debts.kept(other, 1);
        debts.failed(peer(), 7);
      }
      assertThat(debts.owed(peer)).isZero();
      assertThat(debts.trusts(other)).isTrue();
    });
  }
}
