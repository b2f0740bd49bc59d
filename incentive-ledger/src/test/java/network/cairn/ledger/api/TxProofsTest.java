package network.cairn.ledger.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.ledger.chain.HandMadeChain;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.proto.ledgerapi.TxProof;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The leaves of a block are made once for all who ask, beside those of other blocks.
@Timeout(60)
final class TxProofsTest {
  private static final long SLOW = 2;
  private static final List<ByteString> TXS =
      List.of(ByteString.copyFromUtf8("beacon"), ByteString.copyFromUtf8("other"));

  @TempDir private Path folder;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger made = new AtomicInteger();
  private FakeEngine engine;
  private TxProofs proofs;

  @BeforeEach
  void open() {
    HandMadeChain chain =
        new HandMadeChain(
            "cairn-dev-test", TestChain.START, Duration.ofSeconds(1), _ -> List.of("a"));
    engine = new FakeEngine(folder.resolve("state"), chain);
    for (int i = 0; i < 20; i++) {
      engine.makeBlock();
    }
    engine.transactions(this::transactions);
    proofs = new TxProofs(engine);
  }

  @AfterEach
  void close() {
    go.countDown();
    threads.close();
    engine.close();
  }

  /// The slow block is read once it may.
  private Optional<List<ByteString>> transactions(long height) {
    if (height == SLOW) {
      made.incrementAndGet();
      begun.countDown();
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return Optional.of(TXS);
  }

  private Optional<TxProof> prove(long height) {
    return proofs.prove(new TxReceipt(TXS.getFirst(), height, 1, 0, ByteString.EMPTY, "", ""));
  }

  @Test
  void aBlockThatIsSlowToReadHoldsUpNoOtherAndIsReadOnce() throws Exception {
    List<Future<Optional<TxProof>>> slow = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      slow.add(threads.submit(() -> prove(SLOW)));
    }
    begun.await();
    for (long height = 3; height < 18; height++) {
      long other = height;
      assertThat(threads.submit(() -> prove(other)).get(20, TimeUnit.SECONDS)).isPresent();
    }
    assertThat(slow).noneMatch(Future::isDone);
    go.countDown();
    for (Future<Optional<TxProof>> one : slow) {
      assertThat(one.get()).isPresent().isEqualTo(slow.getFirst().get());
    }
    assertThat(made).hasValue(1);
    assertThat(prove(SLOW)).isEqualTo(slow.getFirst().get());
    assertThat(made).hasValue(1);
  }

  @Test
  void readsABlockAgainThatCouldNotBeRead() {
    engine.transactions(_ -> {
      throw new IllegalStateException("the disk is away");
    });
    assertThatThrownBy(() -> prove(3))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("the disk is away");
    engine.transactions(_ -> Optional.empty());
    assertThat(prove(3)).isEmpty();
    engine.transactions(_ -> Optional.of(TXS));
    assertThat(prove(3)).isPresent();
  }
}
