package network.cairn.store.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class HashPoolTest {
  private final CountDownLatch go = new CountDownLatch(1);

  private int waiting(int answer) throws InterruptedException {
    go.await();
    return answer;
  }

  private static int sum(List<Future<Integer>> futures) throws Exception {
    int sum = 0;
    for (Future<Integer> future : futures) {
      sum += future.get();
    }
    return sum;
  }

  /// Starts tasks until there is no place.
  private List<Future<Integer>> fill(HashPool pool) {
    List<Future<Integer>> taken = new ArrayList<>();
    while (pool.tryStart(() -> waiting(1)).map(taken::add).isPresent()) {
      assertThat(taken).hasSizeLessThan(100);
    }
    return taken;
  }

  @Test
  void hasAThreadAtLeast() {
    assertThatThrownBy(() -> new HashPool(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1");
    try (HashPool pool = HashPool.ofCores()) {
      assertThat(pool.width()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }
  }

  @Test
  void takesTwiceItsWidthAndThenLeavesTheWorkToItsCallers() throws Exception {
    try (HashPool pool = new HashPool(3)) {
      List<Future<Integer>> taken = fill(pool);
      assertThat(taken).hasSize(6);
      assertThat(pool.tryStart(() -> 1)).isEmpty();
      go.countDown();
      assertThat(sum(taken)).isEqualTo(6);
    }
  }

  @Test
  void runsNoMoreTasksAtOnceThanItHasThreads() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch both = new CountDownLatch(2);
    try (HashPool pool = new HashPool(2)) {
      List<Future<Integer>> taken = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        pool.tryStart(
                () -> {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  both.countDown();
                  both.await();
                  running.decrementAndGet();
                  return 1;
                })
            .ifPresent(taken::add);
      }
      assertThat(sum(taken)).isEqualTo(4);
      assertThat(most).hasValue(2);
    }
  }

  @Test
  void givesThePlaceOfATaskThatFailedBackAndTellsTheFailure() throws Exception {
    try (HashPool pool = new HashPool(1)) {
      for (int i = 0; i < 10; i++) {
        Future<Integer> failed =
            pool.<Integer>tryStart(
                    () -> {
                      throw new IllegalStateException("no such function");
                    })
                .orElseThrow();
        assertThatThrownBy(failed::get).hasRootCauseMessage("no such function");
        awaitIdle(pool);
      }
    }
  }

  /// A task that is cancelled before a thread has come to it is never called.
  @Test
  void givesThePlaceOfACancelledTaskBack() throws Exception {
    try (HashPool pool = new HashPool(1)) {
      AtomicBoolean called = new AtomicBoolean();
      Future<Integer> first = pool.tryStart(() -> waiting(1)).orElseThrow();
      Future<Boolean> queued = pool.tryStart(() -> called.getAndSet(true)).orElseThrow();
      assertThat(queued.cancel(false)).isTrue();
      go.countDown();
      assertThat(first.get()).isEqualTo(1);
      awaitIdle(pool);
      assertThat(called).isFalse();
    }
  }

  @Test
  void anInterruptedTaskEndsAndLeavesItsThreadToTheNext() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    try (HashPool pool = new HashPool(1)) {
      Future<Integer> endless =
          pool.tryStart(
                  () -> {
                    inside.countDown();
                    return waiting(1);
                  })
              .orElseThrow();
      inside.await();
      endless.cancel(true);
      assertThat(pool.tryStart(Thread::interrupted).orElseThrow().get()).isFalse();
    }
  }

  @Test
  void finishesWhatItTookWhenItIsClosedAndTakesNothingMore() throws Exception {
    HashPool pool = new HashPool(1);
    List<Future<Integer>> taken = fill(pool);
    go.countDown();
    pool.close();
    assertThat(taken).allMatch(Future::isDone);
    assertThat(sum(taken)).isEqualTo(2);
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> pool.tryStart(() -> 1))
          .isInstanceOf(RejectedExecutionException.class);
    }
  }

  /// How many tasks are taken while none ends.
  private static int places(HashPool pool) throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Callable<Integer> task =
        () -> {
          end.await();
          return 1;
        };
    List<Future<Integer>> taken = new ArrayList<>();
    for (var future = pool.tryStart(task); future.isPresent(); future = pool.tryStart(task)) {
      taken.add(future.get());
    }
    end.countDown();
    return sum(taken);
  }

  /// A place is given back shortly after its task's end.
  @SuppressWarnings("ThreadPriorityCheck") // only hurries the wait
  private static void awaitIdle(HashPool pool) throws Exception {
    for (int tries = 0; places(pool) < 2 * pool.width(); tries++) {
      assertThat(tries).as("a place is never given back").isLessThan(10_000);
      Thread.yield();
    }
  }
}
