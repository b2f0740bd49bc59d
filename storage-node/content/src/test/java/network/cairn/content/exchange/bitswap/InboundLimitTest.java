package network.cairn.content.exchange.bitswap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;

final class InboundLimitTest {
  private static final int LARGE = MessageCodec.MAX_MESSAGE;

  /// Large messages that nobody asked for, as many as are read at once.
  private static final int UNASKED = 64;

  private final SimScheduler sim = new SimScheduler(1);
  private InboundLimit limit = new InboundLimit(sim, 4, 4L * UNASKED * LARGE);
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<InboundLimit.Place> places = new ArrayList<>();
  private final List<String> networks = new ArrayList<>();
  private final List<StreamTimeout> ended = new ArrayList<>();
  private long connection;

  private PeerId peer() {
    return PeerId.of(PrivateKey.generate(KeyType.ED25519, random.split()).publicKey());
  }

  /// Lets so many messages come, each of a peer that `of` names, and counts those that are read.
  private int read(int messages, PeerId of, String network, int length, boolean asked)
      throws InterruptedException {
    return read(messages, of, network, length, () -> asked);
  }

  private int read(int messages, PeerId of, String network, int length, BooleanSupplier asked)
      throws InterruptedException {
    int before = places.size();
    for (int i = 0; i < messages; i++) {
      sim.start(
          "message",
          () -> {
            try {
              places.add(
                  limit.enter(
                      new InboundLimit.Line(of, connection),
                      new PeerNetwork(network),
                      length,
                      asked));
              networks.add(network);
            } catch (StreamTimeout e) {
              ended.add(e);
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
  void everyConnectionOfAPeerHasFourAndOneThatWasAskedFor() {
    sim.run(() -> {
      PeerId one = peer();
      read(4, peer(), "a", LARGE, false);
      read(4, peer(), "a", LARGE, false);
      assertThat(read(9, one, "a", 10, false)).isEqualTo(4);
      connection = 1;
      assertThat(read(3, one, "a", 10, false)).isEqualTo(3);
      assertThat(read(2, one, "a", LARGE, true)).isEqualTo(1);
      connection = 2;
      assertThat(read(2, one, "a", LARGE, true)).isEqualTo(1);
    });
  }

  @Test
  void aNetworkHasAnEighthOfTheLargeOnesThatNobodyAskedFor() {
    sim.run(() -> {
      assertThat(read(4, peer(), "a", LARGE, false)).isEqualTo(4);
      assertThat(read(4, peer(), "a", LARGE, false)).isEqualTo(4);
      assertThat(read(4, peer(), "a", LARGE, false)).isZero();
      assertThat(read(4, peer(), "a", InboundLimit.LARGE, false)).as("small ones").isEqualTo(4);
      assertThat(read(4, peer(), "a", LARGE, true)).as("asked for").isEqualTo(1);
      assertThat(read(4, peer(), "b", LARGE, false)).as("of others").isEqualTo(4);
      places.getFirst().close();
      sim.sleep(Duration.ofSeconds(1));
      assertThat(places).as("one that waited").hasSize(18);
    });
  }

  @Test
  void aPeerThatOwesHasOneMessageBesideWhatNobodyAskedFor() {
    sim.run(() -> {
      read(4, peer(), "a", LARGE, false);
      read(4, peer(), "a", LARGE, false);
      PeerId owes = peer();
      assertThat(read(4, owes, "a", LARGE, true)).isEqualTo(1);
      places.getLast().close();
      sim.sleep(Duration.ofSeconds(1));
      assertThat(places).as("one after the other").hasSize(10);
    });
  }

  @Test
  void withASmallHeapTheBytesStayBelowTheirShareAndWhoIsAskedIsRead() {
    sim.run(() -> {
      long heap = 256L << 20;
      long bytes = BitswapConfig.ofHeap(heap).inboundBytes();
      assertThat(bytes).isLessThanOrEqualTo(heap / 8);
      limit = new InboundLimit(sim, 4, bytes);
      for (int i = 0; i < 20; i++) {
        read(4, peer(), "n" + i, LARGE, false);
        read(4, peer(), "n" + i, LARGE, i < 3);
      }
      assertThat(limit.held()).isBetween(bytes / 4, bytes);
      int hostile = places.size();
      for (int i = 0; i < 20; i++) {
        assertThat(read(1, peer(), "honest", 1 << 20, true)).isEqualTo(1);
        assertThat(limit.held()).isLessThanOrEqualTo(bytes);
        places.removeLast().close();
      }
      assertThat(places).hasSize(hostile);
      while (!places.isEmpty()) {
        List<InboundLimit.Place> read = List.copyOf(places);
        places.clear();
        read.forEach(InboundLimit.Place::close);
        sim.sleep(Duration.ofSeconds(1));
        assertThat(limit.held()).isLessThanOrEqualTo(bytes);
      }
      assertThat(limit.held()).isZero();
    });
  }

  @Test
  void theBoundsFollowTheHeap() {
    assertThat(BitswapConfig.DEFAULT).isEqualTo(BitswapConfig.ofHeap(1L << 42));
    for (long heap = 128L << 20; heap <= 4L << 30; heap *= 2) {
      BitswapConfig config = BitswapConfig.ofHeap(heap);
      assertThat(config.inboundBytes()).isEqualTo(heap / 8);
      assertThat(config.sendBudget()).isLessThanOrEqualTo(heap / 16);
    }
    assertThat(BitswapConfig.ofHeap(1).inboundBytes()).isEqualTo(16L << 20);
  }

  @Test
  void aMessageWaitsNoLongerThanOneMayTake() {
    sim.run(() -> {
      PeerId one = peer();
      assertThat(read(6, one, "a", 10, false)).isEqualTo(4);
      sim.sleep(InboundLimit.WAIT);
      assertThat(ended).hasSize(2);
      places.getFirst().close();
      assertThat(read(1, one, "a", 10, false)).as("nothing is left of those").isEqualTo(1);
    });
  }

  @Test
  void whoIsAskedWhileItsMessageWaitsIsReadAtOnce() {
    sim.run(() -> {
      read(4, peer(), "a", LARGE, false);
      read(4, peer(), "a", LARGE, false);
      AtomicBoolean asked = new AtomicBoolean();
      assertThat(read(1, peer(), "a", LARGE, asked::get)).isZero();
      asked.set(true);
      sim.sleep(Duration.ofSeconds(2));
      assertThat(places).hasSize(9);
    });
  }

  @Test
  void theNextPlaceIsOfTheNetworkThatReadsTheFewest() {
    sim.run(() -> {
      for (int i = 0; i < 8; i++) {
        read(4, peer(), "n" + i, LARGE, false);
        read(4, peer(), "n" + i, LARGE, false);
      }
      assertThat(places).hasSize(UNASKED);
      for (int i = 0; i < 8; i++) {
        assertThat(read(40, peer(), "n" + i, LARGE, false)).isZero();
      }
      assertThat(read(1, peer(), "few", LARGE, false)).isZero();
      places.getFirst().close();
      sim.sleep(Duration.ofSeconds(1));
      assertThat(networks).hasSize(UNASKED + 1).endsWith("few");
      places.getLast().close();
      sim.sleep(Duration.ofSeconds(1));
      assertThat(networks).hasSize(UNASKED + 2).endsWith("n0");
    });
  }
}
