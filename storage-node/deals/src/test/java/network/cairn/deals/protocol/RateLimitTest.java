package network.cairn.deals.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import org.junit.jupiter.api.Test;

final class RateLimitTest {
  private static final int RATE = 1 << 20;
  private final SimScheduler sim = new SimScheduler(3);

  private void take(RateLimit limit, int bytes) {
    try {
      limit.take(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Duration since(long begun) {
    return Duration.ofNanos(sim.nanoTime() - begun);
  }

  @Test
  void letsAQuarterOfASecondGoAtOnceAndTheRestInTime() {
    sim.run(() -> {
      RateLimit limit = new RateLimit(sim, RATE);
      long begun = sim.nanoTime();
      take(limit, RATE / 4);
      assertThat(since(begun)).isZero();
      take(limit, RATE / 2);
      assertThat(since(begun)).isEqualTo(Duration.ofMillis(500));
      take(limit, RATE);
      assertThat(since(begun)).isEqualTo(Duration.ofMillis(1_500));
    });
  }

  @Test
  void savesNoMoreThanTheBurstWhileNobodyTakes() {
    sim.run(() -> {
      RateLimit limit = new RateLimit(sim, RATE);
      sim.sleep(Duration.ofHours(1));
      long begun = sim.nanoTime();
      take(limit, RATE / 4);
      assertThat(since(begun)).isZero();
      take(limit, RATE / 4);
      assertThat(since(begun)).isEqualTo(Duration.ofMillis(250));
    });
  }

  @Test
  void boundsAllWhoTakeTogether() {
    sim.run(() -> {
      RateLimit limit = new RateLimit(sim, RATE);
      long begun = sim.nanoTime();
      List<Scheduler.Task> tasks = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        tasks.add(
            sim.start(
                "taker",
                () -> {
                  for (int k = 0; k < 10; k++) {
                    take(limit, RATE / 16);
                  }
                }));
      }
      for (Scheduler.Task task : tasks) {
        task.join();
      }
      assertThat(since(begun)).isEqualTo(Duration.ofMillis(2_250));
    });
  }

  @Test
  void endsWithTheInterruptionOfWhoWaits() {
    List<Throwable> seen = new ArrayList<>();
    sim.run(() -> {
      RateLimit limit = new RateLimit(sim, RATE);
      Scheduler.Task task =
          sim.start(
              "taker",
              () -> {
                try {
                  limit.take(Integer.MAX_VALUE);
                } catch (IOException e) {
                  seen.add(e);
                }
              });
      sim.sleep(Duration.ofSeconds(1));
      task.interrupt();
      task.join();
    });
    assertThat(seen).singleElement().isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void refusesRatesThatStarveAChunk() {
    assertThatThrownBy(() -> new RateLimit(sim, 64 * 1024 - 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
