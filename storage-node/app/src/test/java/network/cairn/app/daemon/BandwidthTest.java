package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import network.cairn.app.metrics.NetworkCounters;
import network.cairn.app.metrics.NodeMetrics;
import network.cairn.libp2p.host.Connection.Direction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class BandwidthTest {
  private static final long SECOND = 1_000_000_000L;
  private final NetworkCounters counters = new NodeMetrics("test").network();

  /// The clock's origin is arbitrary: it may even overflow.
  private long now = Long.MAX_VALUE - SECOND;

  private final Bandwidth bandwidth = new Bandwidth(counters, () -> now);

  private void transfer(long in, long out) {
    counters.connectionOpened(Direction.INBOUND);
    counters.connectionClosed(Direction.INBOUND, in, out);
  }

  @Test
  void totalsAreThoseOfTheCounters() {
    transfer(10, 20);
    transfer(1, 2);
    assertThat(bandwidth.bytesIn()).isEqualTo(11);
    assertThat(bandwidth.bytesOut()).isEqualTo(22);
  }

  @Test
  void aRateIsWhatCameSinceTheLastQuestion() {
    transfer(1000, 4000);
    now += 2 * SECOND;
    assertThat(bandwidth.rateIn()).isEqualTo(500);
    assertThat(bandwidth.rateOut()).isEqualTo(2000);
    now += 4 * SECOND;
    assertThat(bandwidth.rateIn()).isZero();
    assertThat(bandwidth.rateOut()).isZero();
  }

  @Test
  void questionsCloseToEachOtherGetTheSameAnswer() {
    transfer(100, 0);
    assertThat(bandwidth.rateIn()).isZero();
    now += SECOND;
    assertThat(bandwidth.rateIn()).isEqualTo(100);
    transfer(900, 0);
    now += SECOND / 2;
    assertThat(bandwidth.rateIn()).isEqualTo(100);
    now += SECOND / 2;
    assertThat(bandwidth.rateIn()).isEqualTo(900);
  }

  /// A clock that goes on while it is read must not make time disappear between two rates.
  @Test
  void ratesTimesTimeAreTheTotal() {
    SplittableRandom random = new SplittableRandom(11);
    long[] last = {0};
    Bandwidth moving =
        new Bandwidth(
            counters,
            () -> {
              last[0] = now;
              now += SECOND / 4;
              return last[0];
            });
    double sum = 0;
    long since = last[0];
    for (int i = 0; i < 100; i++) {
      transfer(random.nextInt(1_000_000), 0);
      now += SECOND + random.nextLong(SECOND);
      double rate = moving.rateIn();
      sum += rate * (last[0] - since) / SECOND;
      since = last[0];
    }
    assertThat(sum).isCloseTo((double) moving.bytesIn(), Offset.offset(1.0));
  }
}
