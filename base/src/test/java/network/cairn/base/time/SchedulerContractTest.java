package network.cairn.base.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import network.cairn.base.time.Scheduler.Monitor;
import network.cairn.base.time.Scheduler.Task;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What code may rely on under either scheduler: the real one and simulated ones of several seeds.
///
/// A test never waits for time to pass; it knows that a task waits because the task let go of the
/// monitor.
@Timeout(60)
final class SchedulerContractTest {
  /// A scheduler and how a scenario runs under it.
  record House(String name, Scheduler time, boolean simulated) {
    void run(SimScheduler.Scenario scenario) throws Exception {
      if (time instanceof SimScheduler sim) {
        sim.run(scenario);
      } else {
        scenario.run();
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<House> houses() {
    return Stream.concat(
        Stream.of(new House("real", new RealScheduler(), false)),
        Stream.iterate(1L, seed -> seed + 1)
            .limit(8)
            .map(seed -> new House("seed " + seed, new SimScheduler(seed), true)));
  }

  /// One task that waits on a monitor, and how its wait ended.
  private static final class Waiter {
    private final Monitor monitor;
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private final Task task;
    private boolean waiting;

    Waiter(Scheduler time, long deadline, int holds) {
      monitor = time.monitor();
      task = time.start("waiter", () -> waits(deadline, holds));
    }

    private void waits(long deadline, int holds) {
      for (int i = 0; i < holds; i++) {
        monitor.lock();
      }
      waiting = true;
      monitor.signalAll();
      try {
        seen.add(Boolean.toString(monitor.await(deadline)));
      } catch (InterruptedException _) {
        seen.add("interrupted");
      }
      for (int i = 0; i < holds; i++) {
        monitor.unlock();
      }
      seen.add("released");
    }

    /// Returns holding the monitor when the task waits on it.
    void lockWhileItWaits() throws InterruptedException {
      monitor.lock();
      while (!waiting) {
        monitor.await(Scheduler.NEVER);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("houses")
  void aSignalEndsAWait(House house) throws Exception {
    List<String> seen = new ArrayList<>();
    house.run(() -> {
      Waiter waiter = new Waiter(house.time, Scheduler.NEVER, 1);
      waiter.lockWhileItWaits();
      waiter.monitor.signalAll();
      assertThat(waiter.seen).as("the signaller still holds the monitor").isEmpty();
      waiter.monitor.unlock();
      waiter.task.join();
      seen.addAll(waiter.seen);
    });
    assertThat(seen).containsExactly("true", "released");
  }

  @ParameterizedTest
  @MethodSource("houses")
  void aWaitLetsGoOfEveryHoldAndTakesThemAllAgain(House house) throws Exception {
    List<String> seen = new ArrayList<>();
    house.run(() -> {
      Waiter waiter = new Waiter(house.time, Scheduler.NEVER, 3);
      waiter.lockWhileItWaits();
      waiter.monitor.signalAll();
      waiter.monitor.unlock();
      waiter.task.join();
      seen.addAll(waiter.seen);
      waiter.monitor.lock();
      waiter.monitor.unlock();
    });
    assertThat(seen).containsExactly("true", "released");
  }

  @ParameterizedTest
  @MethodSource("houses")
  void aDeadlineEndsAWaitAndNotBefore(House house) throws Exception {
    house.run(() -> {
      long deadline = house.time.deadline(Duration.ofMillis(2));
      Monitor monitor = house.time.monitor();
      monitor.lock();
      while (monitor.await(deadline)) {
        assertThat(house.simulated).as("nobody signals").isFalse();
      }
      monitor.unlock();
      assertThat(house.time.nanoTime()).isGreaterThanOrEqualTo(deadline);
    });
  }

  @ParameterizedTest
  @MethodSource("houses")
  void aDeadlineThatHasPassedEndsAWaitAtOnce(House house) throws Exception {
    house.run(() -> {
      Monitor monitor = house.time.monitor();
      monitor.lock();
      assertThat(monitor.await(house.time.nanoTime())).isFalse();
      assertThat(monitor.await(house.time.nanoTime() - 1_000_000_000L)).isFalse();
      monitor.unlock();
      house.time.sleep(Duration.ZERO);
    });
  }

  @ParameterizedTest
  @MethodSource("houses")
  void anInterruptEndsAWaitWhichHoldsTheMonitorAgain(House house) throws Exception {
    List<String> seen = new ArrayList<>();
    house.run(() -> {
      Waiter waiter = new Waiter(house.time, Scheduler.NEVER, 2);
      waiter.lockWhileItWaits();
      waiter.task.interrupt();
      assertThat(waiter.seen).as("the interrupter still holds the monitor").isEmpty();
      waiter.monitor.unlock();
      waiter.task.join();
      seen.addAll(waiter.seen);
    });
    assertThat(seen).containsExactly("interrupted", "released");
  }

  @ParameterizedTest
  @MethodSource("houses")
  void anInterruptBeforeAWaitEndsTheWaitOnce(House house) throws Exception {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    house.run(() -> {
      Monitor monitor = house.time.monitor();
      AtomicBoolean go = new AtomicBoolean();
      Task task =
          house.time.start(
              "interrupted",
              () -> {
                monitor.lock();
                while (!go.get()) {
                  monitor.unlock();
                  Thread.onSpinWait();
                  monitor.lock();
                }
                for (int i = 0; i < 2; i++) {
                  try {
                    seen.add("ended " + monitor.await(house.time.nanoTime() + 1));
                  } catch (InterruptedException _) {
                    seen.add("interrupted");
                  }
                }
                monitor.unlock();
              });
      task.interrupt();
      go.set(true);
      task.join();
    });
    assertThat(seen).containsExactly("interrupted", "ended false");
  }

  @ParameterizedTest
  @MethodSource("houses")
  void aMonitorIsUsedOnlyByItsHolder(House house) throws Exception {
    house.run(() -> {
      Monitor monitor = house.time.monitor();
      assertThatThrownBy(() -> monitor.await(Scheduler.NEVER))
          .isInstanceOf(IllegalMonitorStateException.class);
      assertThatThrownBy(monitor::signalAll).isInstanceOf(IllegalMonitorStateException.class);
      assertThatThrownBy(monitor::unlock).isInstanceOf(IllegalMonitorStateException.class);
      monitor.lock();
      monitor.lock();
      monitor.unlock();
      monitor.signalAll();
      monitor.unlock();
      assertThatThrownBy(monitor::unlock).isInstanceOf(IllegalMonitorStateException.class);
    });
  }

  @ParameterizedTest
  @MethodSource("houses")
  void aMonitorKeepsTasksApart(House house) throws Exception {
    int[] count = new int[1];
    house.run(() -> {
      Monitor monitor = house.time.monitor();
      List<Task> tasks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        tasks.add(
            house.time.start(
                "adder",
                () -> {
                  for (int k = 0; k < 100; k++) {
                    monitor.lock();
                    count[0]++;
                    monitor.unlock();
                  }
                }));
      }
      for (Task task : tasks) {
        task.join();
        assertThat(task.isAlive()).isFalse();
      }
    });
    assertThat(count[0]).isEqualTo(800);
  }

  @ParameterizedTest
  @MethodSource("houses")
  void aJoinWaitsUntilTheTaskHasEnded(House house) throws Exception {
    house.run(() -> {
      Waiter waiter = new Waiter(house.time, Scheduler.NEVER, 1);
      waiter.lockWhileItWaits();
      assertThat(waiter.task.isAlive()).isTrue();
      waiter.monitor.signalAll();
      waiter.monitor.unlock();
      waiter.task.join();
      assertThat(waiter.seen).hasSize(2);
      assertThat(waiter.task.isAlive()).isFalse();
      waiter.task.join();
      waiter.task.interrupt();
    });
  }

  @ParameterizedTest
  @MethodSource("houses")
  void anInterruptEndsAJoin(House house) throws Exception {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    house.run(() -> {
      Waiter never = new Waiter(house.time, Scheduler.NEVER, 1);
      never.lockWhileItWaits();
      never.monitor.unlock();
      Task joiner =
          house.time.start(
              "joiner",
              () -> {
                try {
                  never.task.join();
                  seen.add("joined");
                } catch (InterruptedException _) {
                  seen.add("interrupted");
                }
              });
      joiner.interrupt();
      joiner.join();
      assertThat(never.task.isAlive()).isTrue();
      never.task.interrupt();
      never.task.join();
    });
    assertThat(seen).containsExactly("interrupted");
  }

  @ParameterizedTest
  @MethodSource("houses")
  void timeNeverRunsBackwardsAndBothClocksRunAlike(House house) throws Exception {
    house.run(() -> {
      long nanos = house.time.nanoTime();
      long millis = house.time.epochMillis();
      house.time.sleep(Duration.ofMillis(3));
      assertThat(house.time.nanoTime() - nanos).isGreaterThanOrEqualTo(3_000_000L);
      assertThat(house.time.epochMillis() - millis).isGreaterThanOrEqualTo(2);
      assertThat(house.time.deadline(Duration.ofHours(1)))
          .isGreaterThanOrEqualTo(nanos + Duration.ofHours(1).toNanos());
    });
  }
}
