package network.cairn.libp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import network.cairn.libp2p.mux.MuxedStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Thousands of streams, and datagrams that are lost: run by hand, `mvn
/// -Dexcluded.groups=interop,heavy -Dtest=QuicStressTest`.
@Timeout(3600)
@Tag("stress")
final class QuicStressTest {
  @Test
  void tenThousandShortStreamsGiveTheirCreditBackAndLeaveNothing() throws Exception {
    try (QuicPair pair = new QuicPair(QuicPair::echo)) {
      for (int i = 0; i < 10_000; i++) {
        MuxedStream stream = pair.open();
        stream.write(new byte[] {(byte) i}, 0, 1);
        stream.closeWrite();
        assertThat(QuicPair.readAll(stream)).containsExactly(i);
        stream.close();
      }
      QuicPair.until(() -> pair.near.reserved.get() == 0 && pair.far.reserved.get() == 0);
    }
  }

  @Test
  void moreStreamsThanThePeerAllowsWaitForTheirTurn() throws Exception {
    try (QuicPair pair = new QuicPair(QuicPair::echo)) {
      List<CompletableFuture<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        byte[] sent = QuicTransportTest.bytes(100, i);
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        answers.add(answer);
        Thread.startVirtualThread(() -> {
          try {
            MuxedStream stream = pair.open();
            stream.write(sent, 0, sent.length);
            stream.closeWrite();
            answer.complete(QuicPair.readAll(stream));
            stream.close();
          } catch (Exception e) {
            answer.completeExceptionally(e);
          }
        });
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get(QuicPair.SOON.toSeconds(), TimeUnit.SECONDS))
            .isEqualTo(QuicTransportTest.bytes(100, i));
      }
    }
  }

  /// Each round is a connection, with another share of datagrams lost. Where some are, not all end
  /// as they should, which is why QUIC is off (docs/specs.md).
  @Test
  void everyStreamOfManyEndsWhateverIsLost() throws Exception {
    int rounds = Integer.getInteger("quic.stress.rounds", 3);
    int[] lost = {0, 1, 5};
    for (int round = 0; round < rounds; round++) {
      StreamEnds ends =
          new StreamEnds(32, Duration.ofSeconds(60), List.of(StreamEnds.Way.values()));
      throughLosses(ends, lost[round % lost.length], round);
      assertThat(ends.wrong()).as("round %d", round).isEmpty();
    }
  }

  private static void throughLosses(StreamEnds ends, int ofHundred, long seed) throws Exception {
    AtomicReference<LossyPath> path = new AtomicReference<>();
    QuicLimits limits = QuicTransportTest.limits(QuicLimits.standard().keepAlive(), 1 << 20);
    try (QuicPair pair =
        new QuicPair(
            limits,
            limits,
            ends::serve,
            address -> {
              path.set(LossyPath.to(address, seed));
              return path.get().address();
            })) {
      path.get().lose(ofHundred);
      ends.run(pair, 400, seed);
      QuicPair.until(ends::allServed);
    } finally {
      path.get().close();
    }
  }
}
