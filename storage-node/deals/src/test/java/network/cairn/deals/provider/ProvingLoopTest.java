package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.deals.provider.ProviderMetrics.Count;
import network.cairn.deals.provider.ProviderMetrics.Level;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.types.Msg;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ProvingLoopTest {
  private static final long PERIOD = TestLedger.PARAMS.period();
  private static final long WINDOW = TestLedger.PARAMS.window();

  @TempDir private Path home;
  private final TestLedger ledger = new TestLedger("client", "p1");
  private TestProvider provider;
  private ProvingLoop loop;
  private TestPiece piece;

  @BeforeEach
  void open() throws Exception {
    provider = TestProvider.of(home, ledger, "p1");
    ledger.register("p1");
    piece = TestPiece.of(1, 1_000);
    loop = new ProvingLoop(provider.context);
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private long hold() throws Exception {
    return provider.hold(piece, ledger.agree(piece, 1), 0);
  }

  private SetRecord set(long id) {
    return ledger.head().state().set(id).orElseThrow();
  }

  private void tick() throws InterruptedException {
    loop.tick(ledger.head());
    provider.settle();
  }

  private List<Integer> batches() {
    List<Integer> sizes = new ArrayList<>();
    for (var tx : ledger.chain.executed()) {
      for (Msg msg : tx.body().msgs()) {
        if (msg instanceof Msg.ProveBatch(List<ByteString> entries)) {
          sizes.add(entries.size());
        }
      }
    }
    return sizes;
  }

  private String warnings() {
    return String.join("\n", provider.context.warnings().list());
  }

  /// Goes to the height after which the set's open period can be proven.
  private void toWindow(long set) {
    ledger.stepTo(set(set).deadline(TestLedger.PARAMS) - WINDOW);
  }

  @Test
  void provesAPeriodOnceAndAsSoonAsItsWindowOpens() throws Exception {
    long set = hold();
    long seed = set(set).deadline(TestLedger.PARAMS) - WINDOW;
    while (ledger.head().height() < seed - 1) {
      tick();
      ledger.chain.step();
    }
    tick();
    assertThat(batches()).isEmpty();
    ledger.stepTo(seed);
    tick();
    assertThat(batches()).containsExactly(1);
    assertThat(set(set).isProven()).isTrue();
    while (ledger.head().height() < seed + WINDOW) {
      tick();
      ledger.chain.step();
    }
    assertThat(batches()).containsExactly(1);
    assertThat(provider.metrics.of(Count.PROOFS_ACCEPTED)).isEqualTo(1);
    assertThat(provider.metrics.of(Level.LIVE_SETS)).isEqualTo(1);
  }

  @Test
  void provesEveryPeriodAndCountsWhatWasPaid() throws Exception {
    long set = hold();
    long end = ledger.head().height() + 3 * PERIOD + 2;
    while (ledger.head().height() < end) {
      tick();
      ledger.chain.step();
    }
    assertThat(set(set).proven()).isEqualTo(3);
    assertThat(set(set).unproven()).isZero();
    assertThat(batches()).containsExactly(1, 1, 1);
    assertThat(provider.metrics.of(Count.PERIODS_PAID)).isGreaterThanOrEqualTo(2);
    assertThat(provider.metrics.of(Count.PERIODS_MISSED)).isZero();
  }

  @Test
  void doesNotProveAgainOverAHeadThatLiesBeforeTheProof() throws Exception {
    long set = hold();
    toWindow(set);
    Head before = ledger.head();
    tick();
    assertThat(set(set).isProven()).isTrue();
    loop.tick(before);
    provider.settle();
    assertThat(batches()).containsExactly(1);
  }

  @Test
  void readsEverythingAtOnceAfterARestart() throws Exception {
    long set = hold();
    toWindow(set);
    provider.restart();
    loop = new ProvingLoop(provider.context);
    tick();
    assertThat(set(set).isProven()).isTrue();
  }

  @Test
  void putsManyProofsIntoBatches() throws Exception {
    provider.store(piece);
    List<Long> sets = new ArrayList<>();
    for (int i = 0; i < 33; i++) {
      long agreement = ledger.agree(piece, 1);
      sets.add(agreement);
    }
    for (long agreement : sets) {
      long set = ledger.open(agreement, 0, "p1");
      provider
          .holdings()
          .put("set-" + set, provider.duty(Holding.State.COMPLETE, agreement, 0).opened(set));
    }
    // The last set's window opens before the first one's deadline only in a longer period.
    List<Long> ids = provider.holdings().list().stream().map(n -> n.holding().set()).toList();
    toWindow(ids.get(19));
    tick();
    assertThat(provider.metrics.of(Level.LIVE_SETS)).isEqualTo(33);
    assertThat(batches()).allMatch(size -> size <= 32);
    assertThat(batches().stream().mapToInt(size -> size).sum()).isBetween(19, 21);
    assertThat(batches()).hasSize(1);
  }

  @Test
  void provesNothingForSetsThatNoDutyNames() throws Exception {
    long set = hold();
    tick();
    assertThat(provider.metrics.of(Level.LIVE_SETS)).isEqualTo(1);
    provider.holdings().remove("set-" + set);
    toWindow(set);
    tick();
    assertThat(provider.metrics.of(Level.LIVE_SETS)).isZero();
    assertThat(batches()).isEmpty();
  }

  @Test
  void provesNothingForASetThatHasEnded() throws Exception {
    long set = hold();
    ledger.leave("p1", set);
    ledger.steps((int) (PERIOD - WINDOW));
    tick();
    assertThat(provider.metrics.of(Level.PROOFS_DUE)).isZero();
    assertThat(batches()).isEmpty();
  }

  @Test
  void looksAgainWhenTheHeadLiesBeforeTheOpening() throws Exception {
    Head before = ledger.head();
    long set = hold();
    loop.tick(before);
    toWindow(set);
    tick();
    assertThat(set(set).isProven()).isTrue();
  }

  @Test
  void saysSoWhenADeadlineComesNearAndWhenAPeriodWasMissed() throws Exception {
    long set = hold();
    tick();
    Files.delete(provider.file(piece.cid()));
    long deadline = set(set).deadline(TestLedger.PARAMS);
    ledger.stepTo(deadline - WINDOW / 4 - 1);
    tick();
    assertThat(warnings())
        .contains("the file of its piece is gone")
        .contains(provider.file(piece.cid()).toString())
        .doesNotContain("its deadline is height");
    ledger.chain.step();
    tick();
    assertThat(warnings()).contains("its deadline is height " + deadline);
    ledger.stepTo(deadline + 1);
    tick();
    assertThat(warnings())
        .contains("set " + set + " was not proven in a period: 1 so far")
        .doesNotContain("its deadline is height");
    assertThat(provider.metrics.of(Count.PERIODS_MISSED)).isEqualTo(1);
    Files.write(provider.file(piece.cid()), piece.car());
    toWindow(set);
    tick();
    assertThat(warnings()).doesNotContain("cannot be proven");
    assertThat(set(set).isProven()).isTrue();
  }

  @Test
  void triesAgainWhenTheLedgerWasDown() throws Exception {
    long set = hold();
    toWindow(set);
    Head head = ledger.head();
    ledger.chain.down(true);
    loop.tick(head);
    provider.settle();
    assertThat(warnings()).contains("proofs wait");
    ledger.chain.down(false);
    ledger.chain.step();
    tick();
    assertThat(warnings()).isEmpty();
    assertThat(set(set).isProven()).isTrue();
  }

  @Test
  void givesAnEntryForGoodPiecesOnly() throws Exception {
    provider.store(piece);
    Optional<ByteString> entry = loop.answer(piece.cid(), 7, 3, new long[] {0, 2});
    assertThat(entry.orElseThrow().asReadOnlyByteBuffer().getLong(0)).isEqualTo(7);
    assertThat(entry.orElseThrow().asReadOnlyByteBuffer().getLong(8)).isEqualTo(3);
    byte[] damaged = piece.car().clone();
    damaged[0]++;
    Files.write(provider.file(piece.cid()), damaged);
    assertThat(loop.answer(piece.cid(), 7, 3, new long[] {0})).isEmpty();
    assertThat(warnings()).contains("set 7 cannot be proven").contains("is damaged on disk");
    Files.write(provider.file(piece.cid()), piece.car());
    assertThat(loop.answer(piece.cid(), 7, 3, new long[] {0})).isPresent();
    assertThat(warnings()).isEmpty();
  }

  @Test
  void startsNothingOnceTasksHaveEnded() throws Exception {
    long set = hold();
    toWindow(set);
    provider.context.tasks().close();
    tick();
    tick();
    assertThat(batches()).isEmpty();
  }
}
