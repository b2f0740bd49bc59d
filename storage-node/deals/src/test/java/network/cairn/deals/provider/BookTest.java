package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.records.ProviderRecord;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.rules.Formulas;
import network.cairn.ledger.rules.Standstill;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Vetting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the ledger did is told once, in coins, also when nobody looked.
@Timeout(60)
final class BookTest {
  private static final Address SELF = TestLedger.address("p1");

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

  private SetRecord set(long id) {
    return ledger.head().state().set(id).orElseThrow();
  }

  private void tick() throws InterruptedException {
    loop.tick(ledger.head());
    provider.settle();
  }

  private void restart() {
    provider.restart();
    loop = new ProvingLoop(provider.context);
  }

  private Amount bond() {
    return ledger.head().state().provider(SELF).orElseThrow().bond();
  }

  /// Off from its opening until it has failed.
  @Test
  void tellsAfterAStartWhatWasLostWhileTheProviderWasOff() throws Exception {
    Amount before = bond();
    long set = provider.hold(piece, ledger.agree(piece, 1), 0);
    tick();
    assertThat(provider.context.book().history()).isEmpty();
    Amount said = Standstill.loss(set(set), TestLedger.PARAMS);
    while (set(set).isLive()) {
      ledger.chain.step();
    }
    assertThat(set(set).slashed()).as("as the rule says").isEqualTo(said);
    Amount lost = before.minus(bond());
    assertThat(lost).isEqualTo(set(set).slashed());
    for (int start = 0; start < 3; start++) {
      restart();
      tick();
      Totals totals = provider.context.book().totals();
      assertThat(totals.slashed()).isEqualTo(lost);
      assertThat(totals.failed()).isEqualTo(1);
      assertThat(totals.missed()).isEqualTo(set(set).unproven());
      assertThat(totals.paid().isZero()).isTrue();
    }
    List<Happening> history = provider.context.book().history();
    assertThat(history)
        .extracting(Happening::kind)
        .containsExactly(Happening.Kind.FAILED, Happening.Kind.SLASHED);
    assertThat(history.getFirst().text()).contains("set " + set + " has FAILED");
    assertThat(history.getLast().amount()).isEqualTo(lost);
    assertThat(history.getFirst().height()).isEqualTo(set(set).endedHeight());
  }

  @Test
  void countsPayToThePebbleOverRestarts() throws Exception {
    long set = provider.hold(piece, ledger.agree(piece, 1), 0);
    long end = ledger.head().height() + 4 * TestLedger.PARAMS.period() + 2;
    while (ledger.head().height() < end) {
      tick();
      if (ledger.head().height() % 30 == 0) {
        restart();
      }
      ledger.chain.step();
    }
    tick();
    Amount each = Amount.of(Formulas.income(set(set).rate().pebbles()));
    assertThat(set(set).proven()).isEqualTo(4);
    assertThat(provider.context.book().totals().paid()).isEqualTo(each.times(4));
    assertThat(provider.context.book().totals().months().values()).containsExactly(each.times(4));
    Map<String, Amount> days = provider.context.book().totals().days();
    assertThat(days.keySet()).allMatch(day -> day.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}"));
    assertThat(days.values().stream().reduce(Amount.ZERO, Amount::plus)).isEqualTo(each.times(4));
    assertThat(provider.context.book().history()).isEmpty();
  }

  @Test
  void keepsTheNewestDaysAlone() {
    Map<String, Amount> days = Map.of();
    for (int day = 10; day < 20; day++) {
      days = Book.added(days, "2026-11-" + day, Amount.ofPebbles(day), 3);
      days = Book.added(days, "2026-11-" + day, Amount.ofPebbles(1), 3);
      days = Book.added(days, "2026-12-01", Amount.ZERO, 3);
    }
    assertThat(days)
        .containsExactly(
            Map.entry("2026-11-17", Amount.ofPebbles(18)),
            Map.entry("2026-11-18", Amount.ofPebbles(19)),
            Map.entry("2026-11-19", Amount.ofPebbles(20)));
  }

  /// Leaving costs at once, and the duty may be gone before the set's next window.
  @Test
  void tellsWhatASetCostThatEndedBetweenItsWindows() throws Exception {
    Reconciler reconciler =
        new Reconciler(provider.context, provider.fills, provider.opener, Set.of());
    long set = provider.hold(piece, ledger.agree(piece, 1), 0);
    tick();
    ledger.leave("p1", set);
    assertThat(set(set).slashed()).isGreaterThan(Amount.ZERO);
    long last = ledger.head().height() + 10 * TestLedger.PARAMS.period();
    while (!provider.holdings().list().isEmpty() && ledger.head().height() < last) {
      ledger.chain.step();
      // As where periods are long: no window opens before the duty is gone.
      reconciler.tick(ledger.head());
      provider.settle();
    }
    assertThat(provider.holdings().list()).isEmpty();
    ledger.chain.step();
    tick();
    assertThat(provider.context.book().totals().slashed()).isEqualTo(set(set).slashed());
    assertThat(provider.context.book().history()).isNotEmpty();
    int told = provider.context.book().history().size();
    restart();
    tick();
    assertThat(provider.context.book().history()).hasSize(told);
    assertThat(provider.context.book().seen(set)).as("nothing names it").isEmpty();
  }

  @Test
  void tellsNothingOfAHeadThatLiesBehindWhatWasSeen() throws Exception {
    long set = provider.hold(piece, ledger.agree(piece, 1), 0);
    Head old = ledger.head();
    ledger.stepTo(set(set).deadline(TestLedger.PARAMS) + 1);
    tick();
    assertThat(provider.context.book().totals().missed()).isEqualTo(1);
    provider.context.book().see(old.state().set(set).orElseThrow());
    provider.context.book().settle(old, SELF);
    provider.context.book().see(set(set));
    provider.context.book().settle(ledger.head(), SELF);
    assertThat(provider.context.book().totals().missed()).isEqualTo(1);
    assertThat(provider.context.book().history()).hasSize(1);
  }

  /// While the ledger is down, it shows what the ledger said last.
  @Test
  void keepsWhatItIsVettedFor() {
    ProviderRecord record = ledger.head().state().provider(SELF).orElseThrow();
    Params vetted = TestLedger.PARAMS.vettedBy(new Vetting(Amount.ofCairn(2), 50));
    ProviderStatus.Registration now = ProviderStatus.Registration.of(record, vetted);
    assertThat(now.bearable()).isEqualTo(Amount.ofCairn(2));
    assertThat(now.free()).isEqualTo(record.freeBond(vetted)).isGreaterThan(now.bearable());
    assertThat(ProviderStatus.Registration.of(record, TestLedger.PARAMS).bearable())
        .isEqualTo(now.free());
    BookStore.Look look = new BookStore.Look(1, 2, 3, 4, Optional.of(now));
    new BookStore(provider.repo.state())
        .write(new BookStore.Page(look, Map.of(), Totals.NONE, List.of()));
    assertThat(new BookStore(provider.repo.state()).look()).contains(look);
  }

  @Test
  void keepsTheLastHappeningsOnly() throws Exception {
    BookStore store = new BookStore(provider.repo.state());
    BookStore.Look look = new BookStore.Look(1, 2, 3, 4, Optional.empty());
    for (int i = 0; i < BookStore.KEPT + 50; i++) {
      store.write(
          new BookStore.Page(
              look,
              Map.of(),
              Totals.NONE,
              List.of(
                  new Happening(
                      i, i, Happening.Kind.MISSED, Amount.ZERO, "number " + i + " said"))));
    }
    List<Happening> kept = new BookStore(provider.repo.state()).history();
    assertThat(kept).isEqualTo(store.history()).hasSize(BookStore.KEPT);
    assertThat(kept.getFirst().text()).isEqualTo("number 249 said");
    assertThat(kept.getLast().text()).isEqualTo("number 50 said");
  }
}
