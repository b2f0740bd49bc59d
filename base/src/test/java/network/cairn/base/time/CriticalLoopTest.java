package network.cairn.base.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CriticalLoopTest {
  private record Death(String where, Throwable cause) {}

  @Test
  void beginsAgainAfterAnExceptionWithPausesThatGrowAndRecover() {
    SimScheduler scheduler = new SimScheduler(1);
    List<Long> begun = new ArrayList<>();
    scheduler.run(() -> {
      CriticalLoop loop =
          new CriticalLoop(
              scheduler,
              "loop",
              () -> {
                begun.add(scheduler.nanoTime() / 1_000_000);
                if (begun.size() == 12) {
                  scheduler.sleep(CriticalLoop.HELD);
                }
                if (begun.size() < 14) {
                  throw new java.io.IOException("the " + begun.size() + "th fault");
                }
              });
      loop.start().join();
    });
    List<Long> pauses = new ArrayList<>();
    for (int i = 1; i < begun.size(); i++) {
      pauses.add(begun.get(i) - begun.get(i - 1));
    }
    assertThat(pauses)
        .containsExactly(
            100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L, 30_000L, 30_000L,
            60_100L, 200L);
  }

  @Test
  void endsTheProcessByAnErrorAndNeverBeginsAgain() throws Exception {
    CompletableFuture<Death> death = new CompletableFuture<>();
    RealScheduler scheduler =
        new RealScheduler((where, cause) -> death.complete(new Death(where, cause)));
    List<String> runs = new ArrayList<>();
    Error error = new OutOfMemoryError("none");
    Scheduler.Task task =
        new CriticalLoop(
                scheduler,
                "starved",
                () -> {
                  runs.add("run");
                  throw error;
                })
            .start();
    task.join();
    assertThat(death.get(10, TimeUnit.SECONDS)).isEqualTo(new Death("starved", error));
    assertThat(runs).hasSize(1);
  }

  @Test
  void anErrorFailsASimulationThatHasNoProcessToEnd() {
    SimScheduler scheduler = new SimScheduler(1);
    assertThatThrownBy(() ->
            scheduler.run(() ->
                new CriticalLoop(
                        scheduler,
                        "starved",
                        () -> {
                          throw new OutOfMemoryError("none");
                        })
                    .start()
                    .join()))
        .isInstanceOf(AssertionError.class)
        .hasStackTraceContaining("starved died of java.lang.OutOfMemoryError");
  }

  @Test
  void isNotBegunAgainOnceItsOwnerStopsIt() {
    SimScheduler scheduler = new SimScheduler(1);
    List<String> runs = new ArrayList<>();
    scheduler.run(() -> {
      CriticalLoop loop =
          new CriticalLoop(
              scheduler,
              "loop",
              () -> {
                runs.add("run");
                throw new IllegalStateException("no");
              });
      Scheduler.Task task = loop.start();
      scheduler.sleep(Duration.ofSeconds(15));
      long before = scheduler.nanoTime();
      loop.stop();
      task.join();
      assertThat(scheduler.nanoTime()).isEqualTo(before);
    });
    assertThat(runs).hasSize(8);
  }

  @Test
  void endsWithoutASoundWhenItIsInterruptedOrReturns() {
    SimScheduler scheduler = new SimScheduler(1);
    scheduler.run(() -> {
      Scheduler.Task waiting =
          new CriticalLoop(scheduler, "loop", () -> scheduler.sleep(Duration.ofDays(1))).start();
      scheduler.sleep(Duration.ofMillis(1));
      waiting.interrupt();
      waiting.join();
      new CriticalLoop(scheduler, "loop", () -> {}).start().join();
    });
  }

  @Test
  void aTaskWithoutMemoryEndsTheProcessWhoeverStartedIt() throws Exception {
    CompletableFuture<Death> death = new CompletableFuture<>();
    RealScheduler scheduler =
        new RealScheduler((where, cause) -> death.complete(new Death(where, cause)));
    Error error = new OutOfMemoryError("none");
    scheduler
        .start(
            "deep",
            () -> {
              throw new StackOverflowError();
            })
        .join();
    scheduler.start(
        "task",
        () -> {
          throw error;
        });
    assertThat(death.get(10, TimeUnit.SECONDS)).isEqualTo(new Death("task", error));
  }
}
