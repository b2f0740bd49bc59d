package network.cairn.content.exchange.bitswap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;

final class InboundLimitTest {
  private static final int LARGE = InboundLimit.LARGE + 1;

  private final SimScheduler sim = new SimScheduler(1);
  private final InboundLimit limit = new InboundLimit(sim, 4);
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<InboundLimit.Place> places = new ArrayList<>();

  private PeerId peer() {
    return PeerId.of(PrivateKey.generate(KeyType.ED25519, random.split()).publicKey());
  }

  /// Lets so many messages come, each of a peer that `of` names, and counts those that are read.
  private int read(int messages, PeerId of, String network, int length, boolean asked)
      throws InterruptedException {
    int before = places.size();
    for (int i = 0; i < messages; i++) {
      sim.start(
          "message",
          () -> {
            try {
              places.add(limit.enter(of, new PeerNetwork(network), length, asked));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
    sim.sleep(Duration.ofSeconds(1));
    return places.size() - before;
  }

  @Test
  void aPeerHasFourAtATime() {
    sim.run(() -> {
      PeerId one = peer();
      assertThat(read(9, one, "a", 10, false)).isEqualTo(4);
      assertThat(read(9, peer(), "a", LARGE, true)).isEqualTo(4);
      places.getFirst().close();
      sim.sleep(Duration.ofSeconds(1));
      assertThat(places).hasSize(9);
    });
  }

  @Test
  void aNetworkHasAnEighthOfTheLargeOnesThatNobodyAskedFor() {
    sim.run(() -> {
      assertThat(read(4, peer(), "a", LARGE, false)).isEqualTo(4);
      assertThat(read(4, peer(), "a", LARGE, false)).isEqualTo(4);
      assertThat(read(4, peer(), "a", LARGE, false)).isZero();
      assertThat(read(4, peer(), "a", LARGE - 1, false)).as("small ones").isEqualTo(4);
      assertThat(read(4, peer(), "a", LARGE, true)).as("asked for").isEqualTo(4);
      assertThat(read(4, peer(), "b", LARGE, false)).as("of others").isEqualTo(4);
      places.getFirst().close();
      sim.sleep(Duration.ofSeconds(1));
      assertThat(places).as("one that waited").hasSize(21);
    });
  }
}
