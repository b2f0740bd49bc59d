package network.cairn.deals.provider;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.rules.Formulas;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.wallet.Amounts;
import network.cairn.store.repo.Repository.StateStore;

/// What the ledger did to this provider's sets, against what was last seen of them: told in the
/// log, summed up, and kept, so that what happened while nobody looked is told after a start.
///
/// [#see] collects what one look shows, [#settle] tells and keeps it. Thread-safe.
final class Book {
  /// How long nobody looked before it is said that nobody did.
  static final Duration GAP = Duration.ofMinutes(2);

  /// How often it is kept that the ledger was looked at, where nothing changed.
  private static final Duration KEEP_EVERY = Duration.ofMinutes(1);

  private static final int LINES = 10;

  private final BookStore store;
  private final Scheduler scheduler;
  private final Warnings warnings;
  private final ProviderMetrics metrics;
  private final Map<Long, Change> changes = new LinkedHashMap<>();

  /// By this process or one before.
  private Optional<BookStore.Look> last;

  private long keptAt;

  Book(StateStore store, Scheduler scheduler, Warnings warnings, ProviderMetrics metrics) {
    this.store = new BookStore(store);
    this.scheduler = scheduler;
    this.warnings = warnings;
    this.metrics = metrics;
    this.last = this.store.look();
    this.keptAt = scheduler.nanoTime();
    level();
  }

  /// What is new of one set.
  ///
  /// @param before empty if it was never seen, of which all counts as new
  private record Change(SetRecord set, Optional<BookStore.Seen> before) {
    long paid() {
      return set.proven() - before.map(BookStore.Seen::proven).orElse(0L);
    }

    long missed() {
      return set.unproven() - before.map(BookStore.Seen::unproven).orElse(0L);
    }

    Amount slashed() {
      return set.slashed().minus(before.map(BookStore.Seen::slashed).orElse(Amount.ZERO));
    }

    boolean failed() {
      return set.status() == SetRecord.Status.FAILED && wasLive();
    }

    boolean closed() {
      return set.status() == SetRecord.Status.CLOSED && wasLive();
    }

    private boolean wasLive() {
      return before.map(BookStore.Seen::isLive).orElse(true);
    }

    /// Whether a head shows less than was seen: it lies before it.
    boolean isOlder() {
      return before
          .filter(seen ->
              set.proven() < seen.proven()
                  || set.period() < seen.period()
                  || set.unproven() < seen.unproven()
                  || set.slashed().compareTo(seen.slashed()) < 0
                  || (set.isLive() && !seen.isLive()))
          .isPresent();
    }

    /// Rent less the protocol's fee, and the bounty of a repair.
    Amount income() {
      BigInteger rent = Formulas.income(set.rate().pebbles()).multiply(BigInteger.valueOf(paid()));
      boolean bounty =
          set.bounty().isZero()
              && switch (set.status()) {
                case LIVE -> true;
                case CLOSED -> 2 * set.proven() >= set.endPeriod();
                case FAILED -> false;
              };
      BigInteger pot = before.map(seen -> seen.bounty().pebbles()).orElse(BigInteger.ZERO);
      return Amount.of(bounty ? rent.add(pot) : rent);
    }
  }

  /// Takes down what a head shows of a set.
  synchronized void see(SetRecord set) {
    Change change = new Change(set, store.seen(set.id()));
    boolean same =
        change
            .before()
            .filter(seen -> seen.equals(BookStore.Seen.of(set, seen.blocks())))
            .isPresent();
    if (!same && !change.isOlder()) {
      changes.put(set.id(), change);
    }
  }

  /// Tells and keeps what was seen of a head.
  ///
  /// @param self the provider
  synchronized void settle(Head head, Address self) {
    boolean due = last.isEmpty() || scheduler.nanoTime() - keptAt >= KEEP_EVERY.toNanos();
    if (changes.isEmpty() && !due) {
      return;
    }
    BookStore.Look now = look(head, self);
    if (changes.isEmpty()) {
      store.write(now);
    } else {
      List<Change> news = List.copyOf(changes.values());
      List<Happening> happenings = happenings(news, now, head.state());
      Map<Long, BookStore.Seen> seen = new LinkedHashMap<>();
      for (Change change : news) {
        long blocks = head.state().params(change.set()).period();
        seen.put(change.set().id(), BookStore.Seen.of(change.set(), blocks));
      }
      store.write(new BookStore.Page(now, seen, sum(news, now), happenings));
      changes.clear();
      tell(news, happenings, now);
      count(news);
    }
    level();
    last = Optional.of(now);
    keptAt = scheduler.nanoTime();
  }

  private BookStore.Look look(Head head, Address self) {
    Params params = head.state().params();
    return new BookStore.Look(
        head.height(),
        scheduler.epochMillis(),
        params.blockIntervalMs(),
        params.period(),
        head.state().provider(self).map(record -> ProviderStatus.Registration.of(record, params)));
  }

  /// Forgets what was seen of sets that no duty names.
  synchronized void forget(LongPredicate gone) {
    store.forget(gone);
  }

  private Totals sum(List<Change> news, BookStore.Look now) {
    Totals old = store.totals();
    Amount paid = paid(news);
    String day =
        Instant.ofEpochMilli(now.atMillis()).atOffset(ZoneOffset.UTC).toLocalDate().toString();
    String month = day.substring(0, day.lastIndexOf('-'));
    return new Totals(
        old.paid().plus(paid),
        old.slashed().plus(slashed(news)),
        old.missed() + news.stream().mapToLong(Change::missed).sum(),
        old.failed() + news.stream().filter(Change::failed).count(),
        added(old.months(), month, paid, BookStore.MONTHS),
        added(old.days(), day, paid, BookStore.DAYS));
  }

  /// @param most of the newest that are kept
  static SortedMap<String, Amount> added(
      Map<String, Amount> old, String name, Amount paid, int most) {
    TreeMap<String, Amount> sums = new TreeMap<>(old);
    if (!paid.isZero()) {
      sums.merge(name, paid, Amount::plus);
    }
    while (sums.size() > most) {
      sums.pollFirstEntry();
    }
    return sums;
  }

  private static Amount paid(List<Change> news) {
    return news.stream().map(Change::income).reduce(Amount.ZERO, Amount::plus);
  }

  private static Amount slashed(List<Change> news) {
    return news.stream().map(Change::slashed).reduce(Amount.ZERO, Amount::plus);
  }

  private static List<Happening> happenings(
      List<Change> news, BookStore.Look now, LedgerView state) {
    List<Happening> all = new ArrayList<>();
    for (Change change : news) {
      Params params = state.params(change.set());
      String name = "set " + change.set().id();
      if (!change.slashed().isZero()) {
        all.add(
            at(
                change,
                now,
                params,
                Happening.Kind.SLASHED,
                change.slashed(),
                name
                    + " lost "
                    + Amounts.text(change.slashed())
                    + " of its collateral by slashes"
                    + (change.missed() == 0 ? "" : ":")
                    + misses(change)));
      } else if (change.missed() > 0) {
        all.add(
            at(
                change,
                now,
                params,
                Happening.Kind.MISSED,
                Amount.ZERO,
                name + ":" + misses(change)));
      }
      if (change.failed()) {
        all.add(
            at(
                change,
                now,
                params,
                Happening.Kind.FAILED,
                change.set().slashed(),
                failure(change)));
      }
      if (change.closed()) {
        all.add(
            at(
                change,
                now,
                params,
                Happening.Kind.ENDED,
                Amount.ZERO,
                name
                    + " has ended: "
                    + change.set().proven()
                    + " of its "
                    + change.set().endPeriod()
                    + " periods were proven and paid"));
      }
    }
    return all;
  }

  private static String misses(Change change) {
    return change.missed() == 0
        ? ""
        : " "
            + change.missed()
            + (change.missed() == 1 ? " period was" : " periods were")
            + " not proven ("
            + change.set().unproven()
            + " so far)";
  }

  private static String failure(Change change) {
    SetRecord set = change.set();
    return "set "
        + set.id()
        + " has FAILED: it is paid no more, "
        + Amounts.text(set.slashed())
        + " of its "
        + Amounts.text(set.collateral())
        + " are lost, the rest is free again";
  }

  /// With the time of the block in which it happened, as far as the set shows it.
  private static Happening at(
      Change change,
      BookStore.Look now,
      Params params,
      Happening.Kind kind,
      Amount amount,
      String text) {
    SetRecord set = change.set();
    long height =
        set.endedHeight() > 0 ? set.endedHeight() : set.deadline(params) - params.period();
    long ago = Math.max(0, now.height() - height) * params.blockIntervalMs();
    return new Happening(now.atMillis() - ago, height, kind, amount, text);
  }

  private void tell(List<Change> news, List<Happening> happenings, BookStore.Look now) {
    long periods = news.stream().mapToLong(Change::paid).sum();
    if (periods > 0) {
      warnings.note(
          "paid "
              + Amounts.text(paid(news))
              + " for "
              + periods
              + (periods == 1 ? " period of " : " periods of ")
              + Said.sets(
                  news.stream()
                      .filter(change -> change.paid() > 0)
                      .map(change -> change.set().id())
                      .toList()));
    }
    boolean lost = news.stream().anyMatch(change -> change.missed() > 0 || change.failed());
    last.filter(look -> lost && now.atMillis() - look.atMillis() >= GAP.toMillis())
        .ifPresent(look -> warnings.count("away", away(news, look, now)));
    happenings.stream().limit(LINES).forEach(this::say);
    if (happenings.size() > LINES) {
      warnings.count(
          "losses",
          (happenings.size() - LINES)
              + " more sets had misses, slashes or ends; see 'cairn provider status'");
    }
  }

  private void say(Happening one) {
    switch (one.kind()) {
      case MISSED, SLASHED, FAILED -> warnings.alarm(one.text());
      case OPENED, ENDED, BOND, UNKNOWN -> warnings.note(one.text());
    }
  }

  private static String away(List<Change> news, BookStore.Look before, BookStore.Look now) {
    List<Long> failed =
        news.stream().filter(Change::failed).map(change -> change.set().id()).toList();
    List<Long> hurt =
        news.stream()
            .filter(change -> change.missed() > 0 || change.failed())
            .map(change -> change.set().id())
            .toList();
    return "this node did not see the ledger from "
        + Said.date(before.atMillis())
        + " (height "
        + before.height()
        + ") to "
        + Said.date(now.atMillis())
        + " (height "
        + now.height()
        + "): "
        + news.stream().mapToLong(Change::missed).sum()
        + " periods of "
        + Said.sets(hurt)
        + " were not proven, "
        + Amounts.text(slashed(news))
        + " were lost by slashes"
        + (failed.isEmpty() ? "" : ", FAILED: " + Said.sets(failed))
        + ". Each period needs this node and its ledger for some blocks before the deadline: keep"
        + " both running, and see 'cairn provider status' for what is due next"
        + (failed.isEmpty() ? "" : "; a failed set is over, its piece goes by itself");
  }

  private void count(List<Change> news) {
    long periods = news.stream().mapToLong(Change::paid).sum();
    metrics.count(ProviderMetrics.Count.PERIODS_PAID, periods);
    metrics.count(
        ProviderMetrics.Count.PERIODS_MISSED, news.stream().mapToLong(Change::missed).sum());
    metrics.count(ProviderMetrics.Count.SETS_FAILED, news.stream().filter(Change::failed).count());
    for (Change change : news) {
      if (change.missed() > 0) {
        warnings.show(
            "missed-" + change.set().id(),
            "set "
                + change.set().id()
                + " was not proven in a period: "
                + change.set().unproven()
                + " so far"
                + (change.set().slashed().isZero()
                    ? ""
                    : ", " + Amounts.text(change.set().slashed()) + " of its collateral are lost"));
      }
    }
  }

  private void level() {
    Totals all = store.totals();
    metrics.amount(ProviderMetrics.Money.INCOME, all.paid());
    metrics.amount(ProviderMetrics.Money.SLASHED, all.slashed());
    store
        .look()
        .ifPresent(look -> {
          Optional<ProviderStatus.Registration> known = look.registration();
          Amount none = Amount.ZERO;
          metrics.amount(
              ProviderMetrics.Money.BOND,
              known.map(ProviderStatus.Registration::bond).orElse(none));
          metrics.amount(
              ProviderMetrics.Money.FREE_BOND,
              known.map(ProviderStatus.Registration::free).orElse(none));
          metrics.level(ProviderMetrics.Level.NEXT_DEADLINE, store.nextDeadline(look.period()));
        });
  }

  synchronized Totals totals() {
    return store.totals();
  }

  /// The newest first.
  synchronized List<Happening> history() {
    return store.history();
  }

  /// When the ledger was last looked at, by this process or one before, and what it said.
  synchronized Optional<BookStore.Look> look() {
    return last;
  }

  /// What was last seen of a set.
  synchronized Optional<BookStore.Seen> seen(long set) {
    return store.seen(set);
  }
}
