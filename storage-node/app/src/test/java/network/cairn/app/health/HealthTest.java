package network.cairn.app.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.app.metrics.NodeMetrics;
import network.cairn.base.time.SimScheduler;
import org.junit.jupiter.api.Test;

final class HealthTest {
  private final SimScheduler sim = new SimScheduler(1);
  private final AtomicInteger looks = new AtomicInteger();
  private boolean holds = true;

  private Health health(Check... checks) {
    return new Health(List.of(checks), sim);
  }

  private Check counted() {
    return Check.of(
        "counted",
        () -> {
          looks.incrementAndGet();
          sleepHere(Duration.ofSeconds(1));
          return new Finding(holds, "look " + looks.get());
        });
  }

  private static HealthAnswer look(Health health, boolean vitalAlone) throws InterruptedException {
    return health.look(vitalAlone);
  }

  @Test
  void tellsEachCheckInItsOrder() {
    sim.run(() -> {
      Health health =
          health(
              Check.vital("store", () -> Finding.good("3 blocks")),
              Check.of("ledger", () -> Finding.bad("it does not \"answer\"")));
      assertThat(look(health, false).json())
          .isEqualTo(
              "{\"Status\":\"failed\",\"Checks\":[{\"Name\":\"store\",\"Ok\":true,\"Detail\":\"3"
                  + " blocks\"},{\"Name\":\"ledger\",\"Ok\":false,\"Detail\":\"it does not"
                  + " \\\"answer\\\"\"}]}");
      assertThat(look(health, true).json())
          .isEqualTo(
              "{\"Status\":\"ok\",\"Checks\":["
                  + "{\"Name\":\"store\",\"Ok\":true,\"Detail\":\"3 blocks\"}]}");
    });
  }

  @Test
  void aLookThatThrowsIsACause() {
    sim.run(() -> {
      Health health =
          health(
              Check.of(
                  "disk",
                  () -> {
                    throw new UncheckedIOException("the disk is gone", new java.io.IOException());
                  }));
      assertThat(look(health, false).parts())
          .containsExactly(new HealthAnswer.Part("disk", false, "the disk is gone"));
    });
  }

  /// Whoever polls costs the parts no more than one look in a while.
  @Test
  void looksAgainAfterAWhileOnly() {
    sim.run(() -> {
      Health health = health(counted());
      assertThat(look(health, false).holds()).isTrue();
      holds = false;
      assertThat(look(health, false).holds()).isTrue();
      assertThat(looks).hasValue(1);
      sim.sleep(Watch.FRESH.plusMillis(1));
      assertThat(look(health, false).holds()).isFalse();
      assertThat(looks).hasValue(2);
    });
  }

  /// A part that hangs is told and asked once, and keeps nobody waiting for ever.
  @Test
  void aLookThatHangsIsACause() {
    sim.run(() -> {
      Health health =
          health(
              Check.of(
                  "disk",
                  () -> {
                    looks.incrementAndGet();
                    sleepHere(Duration.ofMinutes(1));
                    return Finding.good("back");
                  }),
              Check.of("other", () -> Finding.good("well")));
      long begun = sim.nanoTime();
      HealthAnswer first = look(health, false);
      assertThat(Duration.ofNanos(sim.nanoTime() - begun)).isEqualTo(Watch.PATIENCE);
      assertThat(first.parts())
          .containsExactly(
              new HealthAnswer.Part("disk", false, "no answer for 4 s"),
              new HealthAnswer.Part("other", true, "well"));
      sim.sleep(Duration.ofSeconds(30));
      begun = sim.nanoTime();
      assertThat(look(health, false).parts().getFirst().detail()).isEqualTo("no answer for 34 s");
      assertThat(sim.nanoTime()).isEqualTo(begun);
      assertThat(looks).hasValue(1);
      sim.sleep(Duration.ofSeconds(27));
      assertThat(look(health, false).holds()).isTrue();
    });
  }

  @Test
  void aScrapeWaitsForNothing() {
    sim.run(() -> {
      NodeMetrics metrics = new NodeMetrics("test");
      Health health = health(counted());
      health.bind(metrics);
      String first = metrics.text();
      assertThat(first).contains("cairn_check{check=\"counted\"} NaN");
      sim.sleep(Duration.ofSeconds(2));
      assertThat(metrics.text()).contains("cairn_check{check=\"counted\"} 1.0");
      holds = false;
      sim.sleep(Watch.FRESH.plusMillis(1));
      metrics.text();
      sim.sleep(Duration.ofSeconds(2));
      assertThat(metrics.text()).contains("cairn_check{check=\"counted\"} 0.0");
    });
  }

  private void sleepHere(Duration time) {
    try {
      sim.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
