package network.cairn.deals.provider;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.store.repo.Repository.StateStore;

/// The book on the disk: what was last seen of each set, the sums, the last happenings. All that
/// one look changes is written at once, so that nothing is counted twice after a crash. For one
/// thread.
final class BookStore {
  /// Happenings that are kept, months, and days.
  static final int KEPT = 200;

  static final int MONTHS = 24;

  static final int DAYS = 60;

  /// Of `2026-11`; a day's name is longer.
  private static final int MONTH_LENGTH = 7;

  /// What is of one chain: its sets, its coins, its heights.
  static final String PREFIX = "provider/book/";

  private static final String SET = PREFIX + "set/";
  private static final String TOTALS = PREFIX + "totals";
  private static final String LOOK = PREFIX + "look";
  private static final String HISTORY = "provider/history/";

  private final StateStore store;
  private final Map<Long, Seen> sets = new HashMap<>();
  private final TreeMap<Long, Happening> history = new TreeMap<>();
  private Totals totals = Totals.NONE;
  private Optional<Look> look = Optional.empty();

  /// What was last seen of a set.
  ///
  /// @param isProven whether the open period is
  /// @param blocks of its periods; 0 if that was not noted
  record Seen(
      SetRecord.Status status,
      long agreement,
      int slot,
      long openedHeight,
      long period,
      long endPeriod,
      boolean isProven,
      long proven,
      long unproven,
      Amount rate,
      Amount collateral,
      Amount slashed,
      Amount bounty,
      long blocks) {
    static Seen of(SetRecord set, long blocks) {
      return new Seen(
          set.status(),
          set.agreement(),
          set.slot(),
          set.openedHeight(),
          set.period(),
          set.endPeriod(),
          set.isProven(),
          set.proven(),
          set.unproven(),
          set.rate(),
          set.collateral(),
          set.slashed(),
          set.bounty(),
          blocks);
    }

    /// The deadline of a period.
    ///
    /// @param usual blocks of a period where those of the set were not noted
    long deadline(long number, long usual) {
      return openedHeight + number * (blocks == 0 ? usual : blocks);
    }

    boolean isLive() {
      return status == SetRecord.Status.LIVE;
    }
  }

  /// When the ledger was last looked at, and what it said of the provider.
  ///
  /// @param intervalMs between blocks
  /// @param period blocks of a period
  record Look(
      long height,
      long atMillis,
      long intervalMs,
      long period,
      Optional<ProviderStatus.Registration> registration) {}

  BookStore(StateStore store) {
    this.store = store;
    store.scan(SET, (name, value) -> sets.put(number(name, SET), seen(words(value))));
    store.scan(HISTORY, (name, value) -> history.put(number(name, HISTORY), happening(value)));
    this.totals = store.get(TOTALS).map(value -> totals(words(value))).orElse(Totals.NONE);
    this.look = store.get(LOOK).map(value -> look(words(value)));
  }

  Optional<Seen> seen(long set) {
    return Optional.ofNullable(sets.get(set));
  }

  /// The next height by which an unproven period must be proven; 0 if there is none.
  long nextDeadline(long period) {
    return sets.values().stream()
        .filter(set -> set.isLive() && !set.isProven())
        .mapToLong(set -> set.deadline(set.period(), period))
        .min()
        .orElse(0);
  }

  Totals totals() {
    return totals;
  }

  Optional<Look> look() {
    return look;
  }

  /// The newest first.
  List<Happening> history() {
    return List.copyOf(history.descendingMap().values());
  }

  /// What one look found.
  record Page(Look look, Map<Long, Seen> sets, Totals totals, List<Happening> happenings) {}

  /// Keeps a page; durable when this returns.
  void write(Page page) {
    Map<String, Optional<byte[]>> changes = new LinkedHashMap<>();
    page.sets().forEach((set, seen) -> changes.put(SET + key(set), Optional.of(bytes(seen))));
    changes.put(TOTALS, Optional.of(bytes(page.totals())));
    changes.put(LOOK, Optional.of(bytes(page.look())));
    long next = history.isEmpty() ? 1 : history.lastKey() + 1;
    TreeMap<Long, Happening> kept = new TreeMap<>(history);
    for (Happening one : page.happenings()) {
      kept.put(next, one);
      changes.put(HISTORY + key(next), Optional.of(bytes(one)));
      next++;
    }
    while (kept.size() > KEPT) {
      changes.put(HISTORY + key(kept.pollFirstEntry().getKey()), Optional.empty());
    }
    store.write(changes);
    sets.putAll(page.sets());
    totals = page.totals();
    look = Optional.of(page.look());
    history.clear();
    history.putAll(kept);
  }

  /// Keeps that the ledger was looked at.
  void write(Look now) {
    store.put(LOOK, bytes(now));
    look = Optional.of(now);
  }

  /// Forgets sets that no duty names any more; the sums keep what they brought.
  void forget(LongPredicate gone) {
    List<Long> over = new ArrayList<>(sets.keySet());
    over.removeIf(set -> !gone.test(set));
    if (over.isEmpty()) {
      return;
    }
    Map<String, Optional<byte[]>> changes = new LinkedHashMap<>();
    over.forEach(set -> changes.put(SET + key(set), Optional.empty()));
    store.write(changes);
    over.forEach(sets::remove);
  }

  private static String key(long number) {
    return String.format(Locale.ROOT, "%020d", number);
  }

  private static long number(String name, String prefix) {
    return Long.parseLong(name.substring(prefix.length()));
  }

  private static String[] words(byte[] value) {
    return new String(value, StandardCharsets.UTF_8).split(" ");
  }

  private static byte[] text(Object... words) {
    return String.join(" ", Arrays.stream(words).map(String::valueOf).toList())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Amount amount(String pebbles) {
    return Amount.of(new BigInteger(pebbles));
  }

  private static byte[] bytes(Look one) {
    List<Object> words =
        new ArrayList<>(List.of(one.height(), one.atMillis(), one.intervalMs(), one.period()));
    one.registration()
        .ifPresent(known ->
            words.addAll(
                List.of(
                    HexFormat.of().formatHex(known.payout().bytes().toByteArray()),
                    known.bond().pebbles(),
                    known.reserved().pebbles(),
                    known.free().pebbles(),
                    known.bearable().pebbles())));
    return text(words.toArray());
  }

  private static Look look(String[] words) {
    Optional<ProviderStatus.Registration> registration =
        words.length < 8
            ? Optional.empty()
            : Optional.of(
                new ProviderStatus.Registration(
                    new Address(ByteString.copyFrom(HexFormat.of().parseHex(words[4]))),
                    amount(words[5]),
                    amount(words[6]),
                    amount(words[7]),
                    amount(words[words.length > 8 ? 8 : 7])));
    return new Look(
        Long.parseLong(words[0]),
        Long.parseLong(words[1]),
        Long.parseLong(words[2]),
        Long.parseLong(words[3]),
        registration);
  }

  private static byte[] bytes(Seen one) {
    return text(
        one.status(),
        one.agreement(),
        one.slot(),
        one.openedHeight(),
        one.period(),
        one.endPeriod(),
        one.isProven(),
        one.proven(),
        one.unproven(),
        one.rate().pebbles(),
        one.collateral().pebbles(),
        one.slashed().pebbles(),
        one.bounty().pebbles(),
        one.blocks());
  }

  private static Seen seen(String[] words) {
    return new Seen(
        SetRecord.Status.valueOf(words[0]),
        Long.parseLong(words[1]),
        Integer.parseInt(words[2]),
        Long.parseLong(words[3]),
        Long.parseLong(words[4]),
        Long.parseLong(words[5]),
        Boolean.parseBoolean(words[6]),
        Long.parseLong(words[7]),
        Long.parseLong(words[8]),
        amount(words[9]),
        amount(words[10]),
        amount(words[11]),
        amount(words[12]),
        words.length > 13 ? Long.parseLong(words[13]) : 0);
  }

  private static byte[] bytes(Totals all) {
    List<Object> words =
        new ArrayList<>(
            List.of(all.paid().pebbles(), all.slashed().pebbles(), all.missed(), all.failed()));
    all.months().forEach((month, paid) -> words.add(month + "=" + paid.pebbles()));
    all.days().forEach((day, paid) -> words.add(day + "=" + paid.pebbles()));
    return text(words.toArray());
  }

  private static Totals totals(String[] words) {
    TreeMap<String, Amount> months = new TreeMap<>();
    TreeMap<String, Amount> days = new TreeMap<>();
    for (int i = 4; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      (equals > MONTH_LENGTH ? days : months)
          .put(words[i].substring(0, equals), amount(words[i].substring(equals + 1)));
    }
    return new Totals(
        amount(words[0]),
        amount(words[1]),
        Long.parseLong(words[2]),
        Long.parseLong(words[3]),
        months,
        days);
  }

  private static byte[] bytes(Happening one) {
    return text(one.atMillis(), one.height(), one.kind(), one.amount().pebbles(), one.text());
  }

  private static Happening happening(byte[] value) {
    String[] words = new String(value, StandardCharsets.UTF_8).split(" ", 5);
    Happening.Kind kind =
        Arrays.stream(Happening.Kind.values())
            .filter(one -> one.name().equals(words[2]))
            .findFirst()
            .orElse(Happening.Kind.UNKNOWN);
    return new Happening(
        Long.parseLong(words[0]), Long.parseLong(words[1]), kind, amount(words[3]), words[4]);
  }
}
