package network.cairn.libp2p.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.swarm.BlackHole.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlackHoleTest {
  private static final Multiaddr TCP = Multiaddr.parse("/ip4/203.0.113.1/tcp/1");
  private static final Multiaddr SIX = Multiaddr.parse("/ip6/2600::1/tcp/1");
  private static final Multiaddr UDP = Multiaddr.parse("/ip4/203.0.113.1/udp/1/quic-v1");
  private static final Multiaddr BOTH = Multiaddr.parse("/ip6/2600::1/udp/1/quic-v1");
  private static final Multiaddr NEAR = Multiaddr.parse("/ip4/192.168.1.1/udp/1/quic-v1");

  private static void dials(BlackHole hole, int successes) {
    for (int i = 0; i < BlackHole.DIALS; i++) {
      hole.ended(i < successes);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void closesBelowFiveSuccessesInAHundredDials(int successes) {
    BlackHole hole = new BlackHole();
    for (int i = 0; i < BlackHole.DIALS; i++) {
      assertThat(hole.next()).isEqualTo(Verdict.PROBE);
      hole.ended(i < successes);
    }
    assertThat(hole.next()).isEqualTo(Verdict.CLOSED);
  }

  @Test
  void staysOpenFromFiveSuccesses() {
    BlackHole hole = new BlackHole();
    dials(hole, BlackHole.SUCCESSES);
    assertThat(hole.next()).isEqualTo(Verdict.OPEN);
    hole.ended(false);
    assertThat(hole.next()).isEqualTo(Verdict.CLOSED);
  }

  @Test
  void looksAgainAtOnePeerOfAHundred() {
    BlackHole hole = new BlackHole();
    dials(hole, 0);
    List<Verdict> verdicts = IntStream.range(0, 1000).mapToObj(_ -> hole.next()).toList();
    assertThat(verdicts).doesNotContain(Verdict.OPEN);
    assertThat(verdicts.stream().filter(v -> v == Verdict.PROBE)).hasSize(10);
  }

  @Test
  void oneSuccessBeginsAnew() {
    BlackHole hole = new BlackHole();
    dials(hole, 0);
    hole.ended(true);
    for (int i = 0; i < BlackHole.DIALS - 1; i++) {
      assertThat(hole.next()).isEqualTo(Verdict.PROBE);
      hole.ended(false);
    }
    assertThat(hole.next()).isEqualTo(Verdict.PROBE);
    hole.ended(false);
    assertThat(hole.next()).isEqualTo(Verdict.CLOSED);
  }

  /// Whatever comes, it is closed only where fewer than 5 of the last 100 dials came through.
  @Test
  void isNeverClosedWhereDialsComeThrough() {
    SplittableRandom random = new SplittableRandom(11);
    for (int run = 0; run < 50; run++) {
      BlackHole hole = new BlackHole();
      int[] last = new int[BlackHole.DIALS];
      for (int i = 0; i < 2_000; i++) {
        int success = random.nextInt(25) == 0 ? 1 : 0;
        last[i % last.length] = success;
        hole.ended(success == 1);
        if (hole.next() == Verdict.CLOSED) {
          assertThat(IntStream.of(last).sum()).isLessThan(BlackHole.SUCCESSES);
        }
      }
    }
  }

  private static BlackHoles closed(Multiaddr... kinds) {
    BlackHoles holes = new BlackHoles();
    for (Multiaddr kind : kinds) {
      for (int i = 0; i < BlackHole.DIALS; i++) {
        holes.ended(kind, false);
      }
    }
    return holes;
  }

  @Test
  void leavesOutTheKindThatLeadsNowhere() {
    List<Multiaddr> all = List.of(TCP, SIX, UDP, BOTH, NEAR);
    Predicate<Multiaddr> noSix = closed(SIX).next(all);
    assertThat(all.stream().filter(noSix)).containsExactly(TCP, UDP, BOTH, NEAR);
    Predicate<Multiaddr> noUdp = closed(UDP).next(all);
    assertThat(all.stream().filter(noUdp)).containsExactly(TCP, SIX, BOTH, NEAR);
    Predicate<Multiaddr> neither = closed(SIX, UDP).next(all);
    assertThat(all.stream().filter(neither)).containsExactly(TCP, NEAR);
  }

  @Test
  void learnsNothingFromAddressesNearBy() {
    assertThat(closed(NEAR).next(List.of(UDP))).accepts(UDP);
    assertThat(closed(UDP).next(List.of(NEAR))).accepts(NEAR);
  }
}
