package network.cairn.libp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import network.cairn.libp2p.mux.MuxedStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Thousands of streams that end one behind the other. On a busy machine one of millions was seen
/// not to end (docs/specs.md), so these are run by hand: `mvn -Dexcluded.groups=interop,heavy
/// -Dtest=QuicStressTest`.
@Timeout(300)
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
}
