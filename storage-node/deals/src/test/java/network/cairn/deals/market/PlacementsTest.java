package network.cairn.deals.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.deals.provider.TestLedger;
import network.cairn.deals.provider.TestPiece;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PlacementsTest {
  private static final PutListener.Progress STEP = new PutListener.Progress.Proven(0, 4);

  private final Scheduler scheduler = new RealScheduler();
  private final Calls calls = new Calls(scheduler);
  private final Placements placements = new Placements(scheduler, calls);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private PutResult done;

  @BeforeEach
  void result() throws Exception {
    TestLedger ledger = new TestLedger("client", "p1");
    ledger.register("p1");
    long agreement = ledger.agree(TestPiece.of(1, 1_000), 1);
    done =
        new PutResult(StatusReader.read(ledger.head(), ledger.agreement(agreement)), List.of(), 0);
  }

  private PutResult slow(PutListener told) throws InterruptedException {
    begun.countDown();
    go.await();
    told.on(STEP);
    return done;
  }

  private PutResult never(PutListener told) {
    throw new AssertionError("a second placing of one agreement");
  }

  @Test
  void goesOnWhenItsCallerIsInterrupted() throws Exception {
    List<PutListener.Progress> told = new CopyOnWriteArrayList<>();
    List<Throwable> faults = new CopyOnWriteArrayList<>();
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              try {
                placements.run(7, told::add, this::slow);
              } catch (InterruptedException e) {
                faults.add(e);
              }
            });
    begun.await();
    caller.interrupt();
    caller.join();
    assertThat(faults).hasSize(1);
    assertThat(placements.under()).containsExactly(7L);
    List<PutListener.Progress> later = new CopyOnWriteArrayList<>();
    List<PutResult> results = new CopyOnWriteArrayList<>();
    Thread second =
        Thread.ofVirtual()
            .start(() -> {
              try {
                results.add(placements.run(7, later::add, this::never));
              } catch (InterruptedException e) {
                faults.add(e);
              }
            });
    while (second.getState() == Thread.State.NEW || second.getState() == Thread.State.RUNNABLE) {
      Thread.onSpinWait();
    }
    go.countDown();
    second.join();
    assertThat(results).containsExactly(done);
    assertThat(told).isEmpty();
    assertThat(later).containsExactly(STEP);
    assertThat(placements.under()).isEmpty();
  }

  @Test
  void doesNotDependOnWhoListens() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    PutResult result =
        placements.run(
            7,
            _ -> {
              calls.incrementAndGet();
              throw new IllegalStateException("Broken pipe");
            },
            told -> {
              told.on(STEP);
              told.on(STEP);
              return done;
            });
    assertThat(result).isSameAs(done);
    assertThat(calls).hasValue(1);
  }

  @Test
  void tellsItsCallerWhyItFailed() {
    MarketFailure why = new MarketFailure(MarketFailure.Code.NO_PROVIDERS, "nobody");
    assertThatThrownBy(() ->
            placements.run(
                7,
                PutListener.NONE,
                _ -> {
                  throw why;
                }))
        .isSameAs(why);
    assertThat(placements.under()).isEmpty();
  }

  @Test
  void endsWithTheMarketAndSaysThatItIsPaid() throws Exception {
    List<RuntimeException> faults = new ArrayList<>();
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              try {
                placements.run(7, PutListener.NONE, this::slow);
              } catch (RuntimeException e) {
                faults.add(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    begun.await();
    calls.close();
    caller.join();
    assertThat(faults).hasSize(1);
    assertThat(faults.getFirst())
        .isInstanceOf(MarketFailure.class)
        .hasMessageContaining("agreement 7 is paid")
        .hasMessageContaining("filled when the daemon runs again");
  }
}
