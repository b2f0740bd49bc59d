package network.cairn.base.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SimSchedulerTest {
  @Test
  void sleepingAnHourTakesNoRealTime() {
    SimScheduler sim = new SimScheduler(1);
    sim.run(() -> sim.sleep(Duration.ofHours(1)));
    assertThat(sim.nanoTime()).isEqualTo(Duration.ofHours(1).toNanos());
  }

  @Test
  void equalSeedsGiveEqualTraces() {
    assertThat(race(7)).isEqualTo(race(7));
  }

  @Test
  void seedsDecideTheOrder() {
    assertThat(LongStream.range(0, 20).mapToObj(SimSchedulerTest::race).distinct().count())
        .isGreaterThan(5);
  }

  private static List<Integer> race(long seed) {
    SimScheduler sim = new SimScheduler(seed);
    List<Integer> order = new ArrayList<>();
    sim.run(() -> {
      List<Scheduler.Task> tasks = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        int number = i;
        tasks.add(sim.start("t", () -> order.add(number)));
      }
      for (Scheduler.Task task : tasks) {
        task.join();
      }
    });
    return order;
  }

  @Test
  void monitorExcludesAndWakes() {
    SimScheduler sim = new SimScheduler(3);
    int[] counter = new int[1];
    sim.run(() -> {
      Scheduler.Monitor monitor = sim.monitor();
      for (int i = 0; i < 10; i++) {
        sim.start("adder", () -> add(monitor, counter));
      }
      monitor.lock();
      while (counter[0] < 10) {
        monitor.await(Scheduler.NEVER);
      }
      monitor.unlock();
    });
    assertThat(counter[0]).isEqualTo(10);
  }

  private static void add(Scheduler.Monitor monitor, int[] counter) {
    monitor.lock();
    counter[0]++;
    monitor.signalAll();
    monitor.unlock();
  }

  @Test
  void deadlockIsReportedWithTheTasks() {
    SimScheduler sim = new SimScheduler(5);
    assertThatThrownBy(() ->
            sim.run(() -> {
              Scheduler.Monitor monitor = sim.monitor();
              monitor.lock();
              monitor.await(Scheduler.NEVER);
            }))
        .hasMessageContaining("seed 5")
        .rootCause()
        .hasMessageContaining("deadlock")
        .hasMessageContaining("scenario#1 < " + SimSchedulerTest.class.getName());
  }

  @Test
  void interruptEndsAWait() {
    SimScheduler sim = new SimScheduler(6);
    List<String> seen = new ArrayList<>();
    sim.run(() -> {
      Scheduler.Task task =
          sim.start(
              "sleeper",
              () -> {
                try {
                  sim.sleep(Duration.ofDays(1));
                } catch (InterruptedException _) {
                  seen.add("interrupted");
                }
              });
      sim.sleep(Duration.ofSeconds(1));
      task.interrupt();
      task.join();
    });
    assertThat(seen).containsExactly("interrupted");
    assertThat(sim.nanoTime()).isEqualTo(1_000_000_000L);
  }

  @Test
  void failureOfAnyTaskFailsTheRun() {
    SimScheduler sim = new SimScheduler(8);
    assertThatThrownBy(() ->
            sim.run(() -> {
              sim.start(
                  "bad",
                  () -> {
                    throw new IllegalStateException("broken");
                  });
              sim.sleep(Duration.ofSeconds(1));
            }))
        .rootCause()
        .hasMessage("broken");
  }
}
