package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import network.cairn.base.time.SimScheduler;
import org.junit.jupiter.api.Test;

final class TasksTest {
  private final SimScheduler sim = new SimScheduler(1);
  private final Warnings warnings = new Warnings(ProviderMetrics.NONE, sim);
  private final Tasks tasks = new Tasks(sim, warnings);
  private final List<String> ended = new ArrayList<>();

  private void sleeper(String name, Duration time) {
    assertThat(tasks.start(name, () -> sleep(name, time))).isTrue();
  }

  private void sleep(String name, Duration time) {
    try {
      sim.sleep(time);
      ended.add(name);
    } catch (InterruptedException e) {
      ended.add(name + " interrupted");
    }
  }

  @Test
  void closingGivesATaskTimeToEndByItself() {
    sim.run(() -> {
      sleeper("short", Duration.ofMillis(700));
      long begun = sim.nanoTime();
      tasks.close();
      assertThat(ended).containsExactly("short");
      assertThat(Duration.ofNanos(sim.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
    });
  }

  @Test
  void closingInterruptsWhatGoesOnAndWaitsForIt() {
    sim.run(() -> {
      sleeper("short", Duration.ofMillis(1));
      sleeper("long", Duration.ofHours(9));
      long begun = sim.nanoTime();
      tasks.close();
      assertThat(ended).containsExactly("short", "long interrupted");
      assertThat(Duration.ofNanos(sim.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    });
  }

  @Test
  void nothingStartsAfterClosing() {
    sim.run(() -> {
      tasks.close();
      assertThat(tasks.start("late", () -> ended.add("late"))).isFalse();
      tasks.close();
    });
    assertThat(ended).isEmpty();
  }

  @Test
  void aTaskThatFailsIsNamed() {
    sim.run(() -> {
      tasks.start(
          "prove",
          () -> {
            throw new IllegalStateException("broken");
          });
      tasks.close();
    });
    assertThat(warnings.list()).singleElement().asString().contains("(prove)").contains("broken");
  }
}
