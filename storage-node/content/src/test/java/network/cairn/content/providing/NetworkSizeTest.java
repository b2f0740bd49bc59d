package network.cairn.content.providing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.time.SimScheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class NetworkSizeTest {
  private final SimScheduler sim = new SimScheduler(1);
  private final Tally tally = new Tally(0);
  private final AtomicInteger asked = new AtomicInteger();
  private OptionalInt answer = OptionalInt.empty();
  private final NetworkSize size =
      new NetworkSize(
          _ -> {
            asked.incrementAndGet();
            return answer;
          },
          sim,
          tally);

  @Test
  void isMeasuredOnceAnHour() {
    sim.run(() -> {
      answer = OptionalInt.of(7);
      for (int i = 0; i < 60; i++) {
        assertThat(size.isKnown()).isTrue();
        assertThat(tally.bits()).isEqualTo(7);
        sim.sleep(Duration.ofSeconds(59));
      }
      assertThat(asked).hasValue(1);
      sim.sleep(Duration.ofMinutes(1));
      answer = OptionalInt.of(0);
      assertThat(size.isKnown()).isTrue();
      assertThat(tally.bits()).isZero();
      assertThat(asked).hasValue(2);
    });
  }

  /// A line that is down does not make the network small, and as soon as it is there again, it goes
  /// on.
  @Test
  void whatCannotBeMeasuredIsNotKnownAndTheOldSizeStays() {
    sim.run(() -> {
      tally.bits(9);
      assertThat(size.isKnown()).isFalse();
      assertThat(size.isKnown()).isFalse();
      assertThat(asked).as("within a minute").hasValue(1);
      assertThat(tally.bits()).isEqualTo(9);
      sim.sleep(NetworkSize.PAUSE);
      assertThat(size.isKnown()).isFalse();
      answer = OptionalInt.of(8);
      sim.sleep(NetworkSize.PAUSE);
      assertThat(size.isKnown()).isTrue();
      assertThat(tally.bits()).isEqualTo(8);
      assertThat(asked).hasValue(3);
    });
  }

  @Test
  void afterAnHourWithoutAMeasureTheOldSizeCounts() {
    sim.run(() -> {
      tally.bits(9);
      long began = sim.nanoTime();
      while (!size.isKnown()) {
        sim.sleep(Duration.ofSeconds(10));
      }
      assertThat(sim.nanoTime() - began).isEqualTo(NetworkSize.FRESH.toNanos());
      assertThat(tally.bits()).isEqualTo(9);
      sim.sleep(NetworkSize.FRESH);
      assertThat(size.isKnown()).as("as long as nothing else is known").isTrue();
      answer = OptionalInt.of(3);
      sim.sleep(NetworkSize.FRESH);
      assertThat(size.isKnown()).isTrue();
      assertThat(tally.bits()).isEqualTo(3);
    });
  }
}
