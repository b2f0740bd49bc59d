package network.cairn.ledger.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import network.cairn.base.files.Power;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.StoredBlocks;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.RuleFault;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.StoreFailure;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.SignedTx;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rules that fail, disks that fail, no memory, clocks that step, readers that do not end.
final class EngineFaultsTest {
  private static final Duration INTERVAL = Duration.ofMillis(250);

  @TempDir private Path folder;
  private final Power power = new Power(new Random(1), Long.MAX_VALUE, 0);
  private final BlockLog log = BlockLog.open(new SimulatedDisk(power));

  private EmbeddedEngine open(
      Scheduler scheduler, InstantSource clock, BlockProposer.Executor execution) {
    return new EmbeddedEngine(
        TestChain.genesis(),
        TestChain.keys(),
        LmdbStateStore.open(folder.resolve("state")),
        log,
        scheduler,
        new BlockProposer(TestChain.genesis(), TestChain.keys(), clock, execution),
        new Pace(INTERVAL, scheduler, clock),
        LedgerMetrics.none());
  }

  private EmbeddedEngine open(BlockProposer.Executor execution) {
    return open(new RealScheduler(), TestChain.ticking(), execution);
  }

  private static Address someone(int i) {
    return TestChain.address(TestChain.seed("someone " + i));
  }

  private static ByteString pay(int nonce) {
    return TestChain.transfer(
        TestChain.TREASURY, 0, nonce, someone(nonce), Amount.ofCairn(1), nonce + 100L);
  }

  private static byte[] id(ByteString tx) {
    return SignedTx.decode(tx).bodyId();
  }

  private static boolean isPaid(EmbeddedEngine engine, int i) {
    return engine.read(s -> new LedgerView(s).account(someone(i)).isPresent());
  }

  /// Rules that fail on one transaction.
  private static BlockProposer.Executor failingOn(ByteString tx, boolean named) {
    return (before, block) -> {
      int index = block.txs().indexOf(tx);
      if (index >= 0) {
        RuntimeException fault = new ArithmeticException("a rule divides by zero");
        throw named ? new RuleFault(index, fault) : fault;
      }
      return new BlockExecution().execute(before, block);
    };
  }

  @Test
  void aFaultOfARuleKeepsItsTransactionOutAndNothingElse() {
    ByteString bad = pay(3);
    LedgerHead head;
    try (EmbeddedEngine engine = open(failingOn(bad, true))) {
      for (int i = 1; i <= 5; i++) {
        assertThat(engine.submit(pay(i)).refusal()).isEmpty();
      }
      head = engine.step();
      assertThat(head.getHeight()).isEqualTo(1);
      assertThat(log.lastHeight()).isEqualTo(1);
      for (int i = 1; i <= 5; i++) {
        assertThat(isPaid(engine, i)).as("payment " + i).isEqualTo(i != 3);
      }
      assertThat(engine.<Boolean>read(s -> s.tx(id(bad)).isPresent())).isFalse();
      assertThat(engine.submit(bad).refusal().orElseThrow().reason()).isEqualTo("FAULT");
      assertThat(StoredBlocks.read(log, 1).orElseThrow().getBlock().getData().getTxsList())
          .hasSize(5)
          .doesNotContain(bad);
      head = engine.step();
    }
    try (EmbeddedEngine again = open(new BlockExecution()::execute)) {
      assertThat(again.head()).isEqualTo(head);
    }
  }

  @Test
  void aFaultThatNamesNoTransactionIsNarrowedDown() {
    ByteString bad = pay(6);
    try (EmbeddedEngine engine = open(failingOn(bad, false))) {
      for (int i = 1; i <= 9; i++) {
        engine.submit(pay(i));
      }
      for (int blocks = 0; blocks < 5; blocks++) {
        engine.step();
      }
      for (int i = 1; i <= 5; i++) {
        assertThat(isPaid(engine, i)).isTrue();
      }
      assertThat(isPaid(engine, 6)).isFalse();
      assertThat(engine.submit(bad).refusal().orElseThrow().reason()).isEqualTo("FAULT");
      engine.step();
      assertThat(isPaid(engine, 9)).isTrue();
    }
  }

  @Test
  void aFaultWithoutAnyTransactionStopsNothingForGood() {
    AtomicInteger faults = new AtomicInteger(2);
    try (EmbeddedEngine engine =
        open((before, block) -> {
          if (faults.getAndDecrement() > 0) {
            throw new IllegalStateException("the end of the block fails");
          }
          return new BlockExecution().execute(before, block);
        })) {
      engine.submit(pay(1));
      assertThatThrownBy(engine::step).hasMessageContaining("the end of the block fails");
      assertThat(log.lastHeight()).isZero();
      assertThat(engine.submit(pay(1)).refusal()).isEmpty();
      assertThat(engine.step().getHeight()).isEqualTo(1);
      assertThat(isPaid(engine, 1)).isTrue();
    }
  }

  @Test
  void manyFaultyTransactionsAreNotAllTriedInOneBlock() {
    AtomicInteger executed = new AtomicInteger();
    try (EmbeddedEngine engine =
        open((before, block) -> {
          executed.incrementAndGet();
          if (block.txs().size() > 1) {
            throw new RuleFault(1, new IllegalStateException("no"));
          }
          return new BlockExecution().execute(before, block);
        })) {
      for (int i = 1; i <= 40; i++) {
        engine.submit(pay(i));
      }
      assertThat(engine.step().getHeight()).isEqualTo(1);
      assertThat(executed.get()).isEqualTo(9);
    }
  }

  private record Death(String where, Throwable cause) {}

  @Test
  void anErrorEndsTheProcessInsteadOfTheBlocksAlone() throws Exception {
    CompletableFuture<Death> death = new CompletableFuture<>();
    Scheduler scheduler =
        new RealScheduler((where, cause) -> death.complete(new Death(where, cause)));
    Error error = new OutOfMemoryError("none");
    try (EmbeddedEngine engine =
        open(
            scheduler,
            TestChain.ticking(),
            (_, _) -> {
              throw error;
            })) {
      engine.start();
      assertThat(death.get(30, TimeUnit.SECONDS)).isEqualTo(new Death("ledger-blocks", error));
      assertThatThrownBy(() -> engine.awaitHeight(1, Duration.ofSeconds(30)))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aDiskThatFailsEndsTheProcess() throws Exception {
    CompletableFuture<Death> death = new CompletableFuture<>();
    Scheduler scheduler =
        new RealScheduler((where, cause) -> death.complete(new Death(where, cause)));
    try (EmbeddedEngine engine =
        open(scheduler, TestChain.ticking(), new BlockExecution()::execute)) {
      engine.step();
      power.fail(true);
      engine.start();
      assertThat(death.get(30, TimeUnit.SECONDS).cause()).isInstanceOf(StoreFailure.class);
      power.fail(false);
      assertThatThrownBy(engine::step).hasMessageContaining("the ledger has stopped");
    }
  }

  @Test
  void blocksGoOnAtTheirPaceWhileTheWallClockIsAnHourBack() {
    SimScheduler scheduler = new SimScheduler(7);
    AtomicReference<Duration> step = new AtomicReference<>(Duration.ZERO);
    InstantSource wall =
        () -> TestChain.START.plusNanos(scheduler.nanoTime()).plusSeconds(1).plus(step.get());
    List<Long> made = new ArrayList<>();
    List<Instant> times = new ArrayList<>();
    scheduler.run(() -> {
      AtomicReference<EmbeddedEngine> opened = new AtomicReference<>();
      EmbeddedEngine engine =
          open(
              scheduler,
              wall,
              (before, block) -> {
                made.add(scheduler.nanoTime() / 1_000_000);
                times.add(Times.instant(Times.ofNanos(block.context().timeNs())));
                if (made.size() == 5) {
                  step.set(Duration.ofHours(-1));
                } else if (made.size() == 10) {
                  step.set(Duration.ofSeconds(3));
                } else if (made.size() == 15) {
                  opened.get().close();
                }
                return new BlockExecution().execute(before, block);
              });
      opened.set(engine);
      Scheduler.Task task =
          scheduler.start(
              "producer",
              () -> {
                try {
                  engine.produce();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      task.join();
    });
    assertThat(made).hasSize(15);
    for (int i = 1; i < 15; i++) {
      assertThat(made.get(i) - made.get(i - 1)).isEqualTo(INTERVAL.toMillis());
      Duration gap = Duration.between(times.get(i - 1), times.get(i));
      assertThat(gap)
          .isEqualTo(
              i >= 5 && i < 10
                  ? Duration.ofMillis(1)
                  : i == 10 ? Duration.ofMillis(6 * 250 + 3_000 - 5) : INTERVAL);
    }
  }

  @Test
  void aReaderThatDoesNotEndHoldsUpNoBlock() throws Exception {
    try (EmbeddedEngine engine = open(new BlockExecution()::execute)) {
      engine.step();
      CountDownLatch reading = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      CompletableFuture<Long> slow =
          CompletableFuture.supplyAsync(() ->
              engine.read(state -> {
                reading.countDown();
                await(goOn);
                return state.head().orElseThrow().getHeight();
              }));
      assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 3; i++) {
        engine.step();
      }
      assertThat(engine.<Long>read(s -> s.head().orElseThrow().getHeight())).isEqualTo(4L);
      assertThat(slow).isNotDone();
      goOn.countDown();
      assertThat(slow.get(30, TimeUnit.SECONDS)).isEqualTo(1);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theNewestBlocksAreReadOnceForAllProofsAndOldOnesAsTheyAreAskedFor() {
    try (EmbeddedEngine engine = open(new BlockExecution()::execute)) {
      AtomicInteger reads = new AtomicInteger();
      LightBlocks lights =
          new LightBlocks(
              TestChain.genesis(),
              4,
              height -> {
                reads.incrementAndGet();
                return StoredBlocks.read(log, height);
              });
      for (int i = 1; i <= 6; i++) {
        engine.step();
        lights.add(StoredBlocks.read(log, i).orElseThrow());
        assertThat(lights.at(i).orElseThrow().whole())
            .isEqualTo(engine.lightBlock(i).orElseThrow());
      }
      assertThat(reads).hasValue(0);
      assertThat(lights.at(1).orElseThrow().whole().getSignedHeader().getHeader().getHeight())
          .isEqualTo(1);
      assertThat(reads).hasValue(1);
    }
  }
}
