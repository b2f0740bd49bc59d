package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import network.cairn.ledger.api.Assumed;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.types.Msg;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Nothing is deleted before a proved state says that no set needs it, and everything afterwards,
/// across failures and restarts.
@Timeout(60)
final class ReconcilerTest {
  private static final String KEY = "duty";
  private static final long RETRY = 20;
  private static final long WINDOW = TestLedger.PARAMS.window();

  @TempDir private Path home;
  private final TestLedger ledger = new TestLedger("client", "p1", "p2");
  private final Set<String> repairing = new HashSet<>();
  private TestProvider provider;
  private Reconciler reconciler;
  private TestPiece piece;
  private long agreement;

  @BeforeEach
  void open() throws Exception {
    provider = TestProvider.of(home, ledger, "p1");
    ledger.register("p1");
    piece = TestPiece.of(1, 1_000);
    agreement = ledger.agree(piece, 2);
    start();
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private void start() {
    reconciler = new Reconciler(provider.context, provider.fills, provider.opener, repairing);
  }

  private void restart() {
    provider.restart();
    start();
  }

  private void tick() throws InterruptedException {
    tick(ledger.head());
  }

  private void tick(Head head) throws InterruptedException {
    reconciler.hear(head);
    reconciler.tick(head);
    provider.settle();
  }

  /// The newest state as if so many blocks had followed in which nothing happened.
  private Head later(long blocks) {
    Head head = ledger.head();
    return new Head(Assumed.proved(head.height() + blocks, head.state()));
  }

  private Head over() {
    return later(validUntil() - ledger.head().height() + 1);
  }

  /// Shows for a whole window that every duty is over.
  private void tickWhileOver() throws InterruptedException {
    long first = Math.max(validUntil() - ledger.head().height() + 1, 0) + 10 * RETRY;
    for (long block = 0; block < WINDOW; block++) {
      tick(later(first + block));
      assertThat(provider.files.has(piece.cid())).as("after %s blocks", block).isTrue();
    }
    tick(later(first + WINDOW));
  }

  private long validUntil() {
    return ledger.agreement(agreement).fillUntil();
  }

  private void put(Holding.State state) {
    provider.holdings().put(KEY, provider.duty(state, agreement, 0));
  }

  private boolean has() {
    return provider.holdings().get(KEY).isPresent();
  }

  private Holding.State state() {
    return provider.holdings().get(KEY).orElseThrow().state();
  }

  private void requireKept() {
    assertThat(has()).isTrue();
    assertThat(provider.files.has(piece.cid())).isTrue();
  }

  private void requireGone() {
    assertThat(has()).isFalse();
    assertThat(provider.files.has(piece.cid())).isFalse();
  }

  private long openings() {
    return ledger.chain.executed().stream()
        .filter(tx -> tx.body().msgs().stream().anyMatch(msg -> msg instanceof Msg.OpenSet))
        .count();
  }

  @Test
  void givesAnUnfinishedTransferUpOnlyWhenItCanNoLongerOpen() throws Exception {
    put(Holding.State.RECEIVING);
    provider.part(KEY, new byte[100]);
    tick();
    tick(later(validUntil() - ledger.head().height()));
    assertThat(has()).isTrue();
    assertThat(provider.files.part(KEY)).exists();
    tick(over());
    assertThat(has()).isFalse();
    assertThat(provider.files.part(KEY)).doesNotExist();
  }

  @Test
  void leavesAloneWhatTheRepairerWorksOn() throws Exception {
    put(Holding.State.RECEIVING);
    repairing.add(KEY);
    tick(over());
    assertThat(has()).isTrue();
    repairing.remove(KEY);
    tick(over());
    assertThat(has()).isFalse();
  }

  @Test
  void opensACompletePieceAndTriesAgainSomeBlocksLater() throws Exception {
    provider.store(piece);
    put(Holding.State.COMPLETE);
    Head head = ledger.head();
    ledger.chain.down(true);
    reconciler.tick(head);
    provider.settle();
    assertThat(state()).isEqualTo(Holding.State.COMPLETE);
    ledger.chain.down(false);
    tick(new Head(Assumed.proved(head.height() + RETRY - 1, head.state())));
    assertThat(openings()).isZero();
    tick(new Head(Assumed.proved(head.height() + RETRY, head.state())));
    assertThat(state()).isEqualTo(Holding.State.OPEN);
    assertThat(openings()).isEqualTo(1);
    requireKept();
  }

  @Test
  void findsASetWhoseOpeningNobodyHeardOf() throws Exception {
    provider.store(piece);
    put(Holding.State.COMPLETE);
    long set = ledger.open(agreement, 0, "p1");
    restart();
    tick();
    assertThat(state()).isEqualTo(Holding.State.OPEN);
    assertThat(provider.holdings().get(KEY).orElseThrow().set()).isEqualTo(set);
    assertThat(openings()).isEqualTo(1);
  }

  /// A client that went to another provider meanwhile leaves a piece that no set will need.
  @Test
  void deletesACompletePieceAWindowAfterItsSlotWasAnothers() throws Exception {
    provider.store(piece);
    put(Holding.State.COMPLETE);
    ledger.register("p2");
    ledger.open(agreement, 0, "p2");
    tick();
    requireKept();
    tick(later(WINDOW - 1));
    requireKept();
    assertThat(later(WINDOW).height()).isLessThan(validUntil());
    tick(later(WINDOW));
    requireGone();
  }

  @Test
  void keepsAPieceWhoseSetIsLiveThoughTheIntentIsOver() throws Exception {
    provider.store(piece);
    put(Holding.State.COMPLETE);
    ledger.open(agreement, 0, "p1");
    tick(over());
    requireKept();
    assertThat(state()).isEqualTo(Holding.State.OPEN);
    tick(over());
    requireKept();
  }

  @Test
  void keepsWhatAnotherVersionWroteUntilTheLedgerNeedsItNoMore() throws Exception {
    provider.store(piece);
    put(Holding.State.UNKNOWN);
    tick();
    requireKept();
    ledger.open(agreement, 0, "p1");
    tick(over());
    requireKept();
    assertThat(state()).isEqualTo(Holding.State.OPEN);
    put(Holding.State.UNKNOWN);
    ledger.leave("p1", provider.opener.ours(ledger.head(), duty()).orElseThrow().value().id());
    tickWhileOver();
    requireGone();
  }

  private Holding duty() {
    return provider.holdings().get(KEY).orElseThrow();
  }

  @Test
  void keepsTheCopyOfATicketThatIsReserved() throws Exception {
    long other = reservedTicket();
    provider.store(piece);
    provider.holdings().put(KEY, Holding.repair(other, agreement, 0, piece.cid(), 1).complete());
    tick();
    requireKept();
    ledger.steps((int) (TestLedger.PARAMS.window() + TestLedger.PARAMS.fill() + 2));
    tickWhileOver();
    requireGone();
  }

  /// A ticket that p1 has reserved.
  private long reservedTicket() throws InterruptedException {
    ledger.register("p2");
    TestLedger.address("p2");
    long set = ledger.open(agreement, 0, "p2");
    third();
    ledger.leave("p2", set);
    assertThat(ledger.send("p1", new Msg.ReserveRepair(set)).isDone()).isTrue();
    return set;
  }

  /// A live copy to read from.
  private void third() throws InterruptedException {
    ledger.register("client");
    ledger.open(agreement, 1, "client");
  }

  @Test
  void keepsALivePieceAndDeletesItWhenItsSetHasEnded() throws Exception {
    long set = provider.hold(piece, agreement, 0);
    tick(over());
    assertThat(provider.files.has(piece.cid())).isTrue();
    ledger.leave("p1", set);
    tick(later(1));
    assertThat(provider.files.has(piece.cid())).as("looked at only now and then").isTrue();
    tickWhileOver();
    assertThat(provider.holdings().list()).isEmpty();
    requireGone();
  }

  @Test
  void waitsForAHeadThatLiesBeforeTheOpening() throws Exception {
    Head before = ledger.head();
    provider.hold(piece, agreement, 0);
    tick(before);
    assertThat(provider.holdings().size()).isEqualTo(1);
    assertThat(provider.files.has(piece.cid())).isTrue();
  }

  @Test
  void keepsAPieceThatAnotherDutyNeeds() throws Exception {
    provider.store(piece);
    put(Holding.State.COMPLETE);
    long second = ledger.agree(piece, 1);
    long set = ledger.open(second, 0, "p1");
    provider.holdings().put("other", provider.duty(Holding.State.COMPLETE, second, 0).opened(set));
    tickWhileOver();
    assertThat(has()).isFalse();
    assertThat(provider.files.has(piece.cid())).isTrue();
    ledger.leave("p1", set);
    start();
    tickWhileOver();
    assertThat(provider.holdings().list()).isEmpty();
    requireGone();
  }

  @Test
  void keepsTheDutyUntilItsFilesAreDeleted() throws Exception {
    put(Holding.State.RECEIVING);
    Path stuck = provider.files.part(KEY);
    Files.createDirectories(stuck.resolve("inside"));
    tick(over());
    assertThat(has()).isTrue();
    assertThat(provider.context.warnings().list())
        .anyMatch(w -> w.contains("could not be deleted"));
    Files.delete(stuck.resolve("inside"));
    tick(over());
    assertThat(has()).isFalse();
    assertThat(stuck).doesNotExist();
  }

  @Test
  void keepsALivePieceWhoseDutyNamesAnotherSet() throws Exception {
    long set = provider.hold(piece, agreement, 0);
    String key = "set-" + set;
    ledger.register("p2");
    long gone = ledger.open(agreement, 1, "p2");
    ledger.leave("p2", gone);
    for (long wrong : new long[] {gone, 99}) {
      provider.holdings().change(key, h -> h.opened(wrong));
      start();
      requireDuty(key);
      assertThat(provider.files.has(piece.cid())).isTrue();
      assertThat(provider.holdings().get(key).orElseThrow().set()).isEqualTo(set);
    }
  }

  private void requireDuty(String key) throws InterruptedException {
    for (long block = 0; block <= 3 * RETRY; block++) {
      tick(later(validUntil() + block));
      assertThat(provider.holdings().get(key)).isPresent();
    }
  }

  @Test
  void waitsAnewWhenAStateBetweenShowsTheSet() throws Exception {
    provider.store(piece);
    put(Holding.State.COMPLETE);
    Head before = ledger.head();
    ledger.open(agreement, 0, "p1");
    Head open = ledger.head();
    long over = validUntil() + 1;
    tick(new Head(Assumed.proved(over, before.state())));
    tick(new Head(Assumed.proved(over + WINDOW - 1, open.state())));
    tick(new Head(Assumed.proved(over + 2 * WINDOW, open.state())));
    requireKept();
    assertThat(state()).isEqualTo(Holding.State.OPEN);
  }

  @Test
  void finishesADeletionThatACrashCutShort() throws Exception {
    provider.store(piece);
    put(Holding.State.COMPLETE);
    provider.files.delete(
        piece.cid(), Assumed.proved(1, new Release("the process died after this")));
    restart();
    tick(over());
    tick(later(validUntil() + WINDOW));
    requireGone();
    restart();
    assertThat(provider.holdings().list()).isEmpty();
  }

  @Test
  void saysHowMuchIsStored() throws Exception {
    provider.hold(piece, agreement, 0);
    tick();
    assertThat(provider.metrics.of(ProviderMetrics.Level.STORED_BYTES))
        .isEqualTo(piece.cid().rawSize());
  }

  /// The reads of the duties that a tick looks at.
  private int reads(long block) throws InterruptedException {
    Head head = later(block);
    int[] count = new int[1];
    LedgerView counted = head.state().guarded(() -> count[0]++);
    tick(new Head(Assumed.proved(head.height(), counted)));
    // Beside duties: the window, of which the parameters tell.
    return count[0] - 1;
  }

  @Test
  void looksAtFewOfManyOpenDutiesAtOnceAndAtMoreAsTimePasses() throws Exception {
    provider.scheduler.pass(Duration.ZERO);
    start();
    int many = 2 * Looks.MOST + 1;
    Holding duty = provider.duty(Holding.State.COMPLETE, agreement, 0);
    for (int i = 0; i < many; i++) {
      provider.holdings().put(Holdings.keyOfSet(1_000 + i), duty.opened(1_000 + i));
    }
    int first = reads(0);
    assertThat(first).isPositive().isEqualTo(first / Looks.MOST * Looks.MOST);
    int each = first / Looks.MOST;
    assertThat(reads(1)).as("no time has passed").isZero();
    provider.scheduler.pass(Duration.ofSeconds(1));
    assertThat(reads(2)).isEqualTo(16 * each);
    assertThat(reads(3)).isZero();
    provider.scheduler.pass(Duration.ofHours(1));
    assertThat(reads(4)).isEqualTo((many - Looks.MOST - 16) * each);
    assertThat(reads(5)).as("all were looked at").isZero();
  }

  @Test
  void looksFirstAtWhatIsSaidToHaveEnded() throws Exception {
    provider.hold(piece, agreement, 0);
    long set = provider.holdings().list().getFirst().holding().set();
    Holding other = provider.duty(Holding.State.COMPLETE, agreement, 1);
    for (int i = 0; i < 3 * Looks.MOST; i++) {
      provider.holdings().put("before-" + i, other.opened(1_000 + i));
    }
    provider.scheduler.pass(Duration.ZERO);
    start();
    tick();
    ledger.leave("p1", set);
    provider.scheduler.pass(Duration.ofMillis(63));
    tick();
    assertThat(provider.context.book().seen(set)).isEmpty();
    provider.context.book().settle(ledger.head(), provider.context.sender().address());
    assertThat(provider.context.book().seen(set).orElseThrow().isLive()).isFalse();
  }

  @Test
  void mayLookSixteenTimesASecondAndNotMoreForHavingWaitedLong() throws Exception {
    provider.scheduler.pass(Duration.ZERO);
    start();
    Looks spent = new Looks(provider.scheduler);
    int left = 0;
    while (spent.take()) {
      left++;
    }
    assertThat(left).isEqualTo(Looks.MOST);
    provider.scheduler.pass(Duration.ofMillis(62));
    assertThat(spent.take()).isFalse();
    provider.scheduler.pass(Duration.ofMillis(1));
    assertThat(spent.take()).isTrue();
    assertThat(spent.take()).isFalse();
  }
}
