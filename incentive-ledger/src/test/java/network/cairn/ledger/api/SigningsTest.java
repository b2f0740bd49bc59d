package network.cairn.ledger.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.ledger.chain.HandMadeChain;
import network.cairn.ledger.engine.BlocksUnavailable;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.proto.comet.SignedHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// However many ask, an engine that does not answer is waited for by one of them.
@Timeout(60)
final class SigningsTest {
  private static final long WHILE = Duration.ofSeconds(2).toNanos();

  @TempDir private Path folder;
  private final HandMadeChain chain =
      new HandMadeChain(
          "cairn-dev-test", TestChain.START, Duration.ofSeconds(1), _ -> List.of("a", "b"));
  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch answer = new CountDownLatch(1);
  private FakeEngine engine;
  private Signings signings;

  @BeforeEach
  void open() {
    engine = new FakeEngine(folder.resolve("state"), chain);
    engine.start();
    signings = new Signings(engine, clock::get);
  }

  @AfterEach
  void close() {
    answer.countDown();
    engine.close();
  }

  private Optional<SignedHeader> header(long height) {
    return Optional.of(chain.block(height).getSignedHeader());
  }

  private void fail() {
    engine.headers(_ -> {
      asked.incrementAndGet();
      throw new BlocksUnavailable("nobody answers", new IOException("a test"));
    });
  }

  /// The engine answers only when told to.
  ///
  /// @return a call that waits for it
  private FutureTask<ServerReport> hang() throws InterruptedException {
    CountDownLatch waits = new CountDownLatch(1);
    engine.headers(height -> {
      waits.countDown();
      try {
        answer.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return header(height);
    });
    FutureTask<ServerReport> call = new FutureTask<>(signings::report);
    Thread.ofVirtual().start(call);
    waits.await();
    return call;
  }

  @Test
  void asksAgainOnlyAWhileAfterAFailure() {
    fail();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(signings::report).isInstanceOf(BlocksUnavailable.class);
    }
    clock.addAndGet(WHILE - 1);
    assertThatThrownBy(signings::report).isInstanceOf(BlocksUnavailable.class);
    assertThat(asked).hasValue(1);
    clock.addAndGet(1);
    assertThatThrownBy(signings::report).isInstanceOf(BlocksUnavailable.class);
    assertThat(asked).hasValue(2);
    engine.headers(this::header);
    clock.addAndGet(WHILE);
    assertThat(signings.report().height()).isEqualTo(1);
  }

  @Test
  void keepsAFailureFromWhenItEnded() {
    engine.headers(_ -> {
      asked.incrementAndGet();
      clock.addAndGet(5 * WHILE);
      throw new BlocksUnavailable("nobody answers in time", new IOException("a test"));
    });
    assertThatThrownBy(signings::report).isInstanceOf(BlocksUnavailable.class);
    assertThatThrownBy(signings::report).isInstanceOf(BlocksUnavailable.class);
    assertThat(asked).hasValue(1);
  }

  @Test
  void givesTheLastReportWhileAnotherLooks() throws Exception {
    ServerReport before = signings.report();
    engine.makeBlock();
    clock.addAndGet(WHILE);
    FutureTask<ServerReport> first = hang();
    assertThat(signings.report()).isEqualTo(before);
    answer.countDown();
    assertThat(first.get().height()).isEqualTo(2);
    assertThat(signings.report().height()).isEqualTo(2);
  }

  @Test
  void saysWhatFailedLastWhileAnotherLooks() throws Exception {
    fail();
    assertThatThrownBy(signings::report).isInstanceOf(BlocksUnavailable.class);
    clock.addAndGet(WHILE);
    FutureTask<ServerReport> first = hang();
    assertThatThrownBy(signings::report).isInstanceOf(BlocksUnavailable.class);
    answer.countDown();
    assertThat(first.get().height()).isEqualTo(1);
  }

  @Test
  void waitsForNobodyWhoLooksForTheFirstTime() throws Exception {
    FutureTask<ServerReport> first = hang();
    assertThatThrownBy(signings::report)
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("ask again in a moment");
    answer.countDown();
    assertThat(first.get().height()).isEqualTo(1);
  }
}
