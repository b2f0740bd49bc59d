package network.cairn.deals.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.rules.Formulas;
import network.cairn.ledger.rules.Standstill;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;
import network.cairn.store.repo.Repository;

/// Says how the role stands: by the ledger, or by what it said last while it does not answer.
/// Stateless.
final class StatusReader {
  /// Sets that are told, those whose deadlines come first; each costs a look at the ledger.
  private static final int MOST_SETS = 1_000;

  private final Context context;
  private final FillService fills;
  private final Leaving leaving;
  private final Repository repo;

  StatusReader(Context context, FillService fills, Leaving leaving, Repository repo) {
    this.context = context;
    this.fills = fills;
    this.leaving = leaving;
    this.repo = repo;
  }

  ProviderStatus read(Optional<Head> head, Optional<Long> downSince) {
    Optional<BookStore.Look> before = context.book().look();
    return new ProviderStatus(
        head.map(this::now).orElseGet(() -> last(before, downSince)),
        context.sender().address(),
        head.isPresent()
            ? head.flatMap(this::registration)
            : before.flatMap(BookStore.Look::registration),
        leaving.unbonding(head),
        room(),
        fills.isTaking(),
        leaving.isLeaving(),
        context.config().price(),
        fills.active(),
        head.map(this::sets).orElseGet(() -> sets(before.map(BookStore.Look::period).orElse(0L))),
        Math.max(
            0, context.holdings().list().stream().filter(StatusReader::isOpen).count() - MOST_SETS),
        context.book().totals(),
        context.book().history(),
        context.warnings().list());
  }

  private ProviderStatus.Seen now(Head head) {
    return new ProviderStatus.Seen(
        head.height(),
        context.scheduler().epochMillis(),
        head.state().params().blockIntervalMs(),
        Optional.empty(),
        clock());
  }

  private ProviderStatus.Seen last(Optional<BookStore.Look> before, Optional<Long> downSince) {
    return before
        .map(look ->
            new ProviderStatus.Seen(
                look.height(), look.atMillis(), look.intervalMs(), downSince, clock()))
        .orElseGet(() -> new ProviderStatus.Seen(0, 0, 0, downSince, clock()));
  }

  private Optional<Long> clock() {
    return context.chain().clockAhead().map(Duration::toMillis);
  }

  private Optional<ProviderStatus.Registration> registration(Head head) {
    Params params = head.state().params();
    return head.state()
        .provider(context.sender().address())
        .map(record -> ProviderStatus.Registration.of(record, params));
  }

  private ProviderStatus.Room room() {
    return new ProviderStatus.Room(
        context.config().capacity(),
        context.holdings().wholeBytes(),
        context.holdings().unfinishedBytes(),
        repo.freeOutside());
  }

  private List<ProviderStatus.HeldSet> sets(Head head) {
    List<ProviderStatus.HeldSet> sets = new ArrayList<>();
    for (Holdings.Named named : open()) {
      head.state()
          .set(named.holding().set())
          .ifPresent(set -> {
            Params params = head.state().params(set);
            BookStore.Seen seen = BookStore.Seen.of(set, params.period());
            sets.add(held(named, seen, params.period(), Optional.of(Standstill.loss(set, params))));
          });
    }
    return sets;
  }

  private List<ProviderStatus.HeldSet> sets(long period) {
    List<ProviderStatus.HeldSet> sets = new ArrayList<>();
    for (Holdings.Named named : open()) {
      context
          .book()
          .seen(named.holding().set())
          .ifPresent(seen -> sets.add(held(named, seen, period, Optional.empty())));
    }
    return sets;
  }

  private List<Holdings.Named> open() {
    return context.holdings().list().stream()
        .filter(StatusReader::isOpen)
        .sorted(Comparator.comparingLong(this::due))
        .limit(MOST_SETS)
        .toList();
  }

  private static boolean isOpen(Holdings.Named named) {
    return named.holding().state() == Holding.State.OPEN;
  }

  /// The next deadline of a set as it was last seen, one that was not seen yet first, those that
  /// are over last.
  private long due(Holdings.Named named) {
    long period = context.book().look().map(BookStore.Look::period).orElse(1L);
    return context
        .book()
        .seen(named.holding().set())
        .map(set -> set.isLive() ? set.deadline(set.period(), period) : Long.MAX_VALUE)
        .orElse(0L);
  }

  private static ProviderStatus.HeldSet held(
      Holdings.Named named, BookStore.Seen set, long period, Optional<Amount> atRisk) {
    boolean live = set.status() == SetRecord.Status.LIVE;
    return new ProviderStatus.HeldSet(
        named.holding().set(),
        set.agreement(),
        set.slot(),
        named.piece().toString(),
        named.piece().rawSize(),
        set.status(),
        set.period(),
        set.endPeriod(),
        set.proven(),
        set.unproven(),
        Amount.of(Formulas.income(set.rate().pebbles())).times(set.proven()),
        set.collateral(),
        set.slashed(),
        atRisk,
        set.deadline(set.endPeriod(), period),
        live ? set.deadline(set.period(), period) : 0,
        set.isProven());
  }
}
