package network.cairn.deals.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.SimScheduler;
import org.junit.jupiter.api.Test;

final class CallsTest {
  private final SimScheduler sim = new SimScheduler(2);
  private final Calls calls = new Calls(sim);
  private final List<String> ended = new ArrayList<>();

  @Test
  void closingInterruptsEveryCallAndWaitsForIt() throws InterruptedException {
    Calls real = new Calls(new RealScheduler());
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 2; i++) {
      Thread.ofVirtual()
          .start(() -> {
            real.begin();
            begun.countDown();
            try {
              never.await();
            } catch (InterruptedException e) {
              synchronized (ended) {
                ended.add("interrupted");
              }
            } finally {
              real.end();
            }
          });
    }
    begun.await();
    real.close();
    synchronized (ended) {
      assertThat(ended).containsExactly("interrupted", "interrupted");
    }
  }

  @Test
  void closingDoesNotWaitForEver() {
    sim.run(() -> {
      sim.start("deaf", this::callForAnHour);
      sim.sleep(Duration.ofSeconds(1));
      long begun = sim.nanoTime();
      calls.close();
      assertThat(Duration.ofNanos(sim.nanoTime() - begun)).isEqualTo(Duration.ofSeconds(10));
    });
  }

  private void callForAnHour() {
    calls.begin();
    try {
      sim.sleep(Duration.ofHours(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      calls.end();
    }
  }

  @Test
  void nothingBeginsOnceItIsClosed() {
    sim.run(() -> {
      calls.close();
      assertThat(calls.isClosed()).isTrue();
      assertThatThrownBy(calls::begin)
          .isInstanceOfSatisfying(
              MarketFailure.class, e -> assertThat(e.code()).isEqualTo(MarketFailure.Code.STOPPED));
    });
  }

  @Test
  void anInterruptionEndsWithItsCall() {
    Calls real = new Calls(new RealScheduler());
    real.begin();
    Thread.currentThread().interrupt();
    real.end();
    assertThat(Thread.interrupted()).as("it was not the market's").isTrue();
    real.begin();
    Thread closer = Thread.ofVirtual().start(real::close);
    while (!real.isClosed() || !Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
    real.end();
    assertThat(Thread.interrupted()).as("it was the market's").isFalse();
    assertThat(closer).isNotNull();
  }
}
