package network.cairn.content.providing;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.libp2p.kad.KeyRegion;
import network.cairn.store.providers.SweepJournal;
import network.cairn.store.providers.SweepJournal.Swept;

/// When each region is announced next. Each has its time within a cycle, by its place in the key
/// space, so that the work is spread evenly; one that was announced less than half a cycle before
/// waits for its next time, so that none waits for more than one and a half. One that no peer took
/// waits for [#AGAIN], so that those next to it are not kept waiting for it. What comes from a
/// later time than now, because the clock was set back, does not count. Thread-safe.
final class SweepPlan {
  /// After which a region is tried again that no peer took.
  static final Duration AGAIN = Duration.ofHours(1);

  private final SweepJournal journal;
  private final long interval;
  private final long phase;
  private final NavigableMap<Long, Swept> regions = new TreeMap<>(Long::compareUnsigned);

  /// Until when each region waits that no peer took, by its start.
  private final Map<Long, Long> failed = new HashMap<>();

  /// Whatever was announced before this time is to be announced at once.
  private long catchUp;

  /// @param interval of a cycle in milliseconds; 0 if nothing is announced again
  /// @param phase this node's own, so that not all nodes announce a region at one time
  SweepPlan(SweepJournal journal, long interval, long phase, long now) {
    this.journal = journal;
    this.interval = interval;
    this.phase = interval == 0 ? 0 : Math.floorMod(phase, interval);
    journal.regions().forEach(row -> regions.put(row.region().start(), row));
    forgetFuture(now);
  }

  /// After a clock was set back, what comes from before would have regions wait too long.
  private void forgetFuture(long now) {
    regions.replaceAll((_, row) -> row.when() <= now ? row : Swept.never(row.region()));
    failed.values().removeIf(until -> until - now > AGAIN.toMillis());
    catchUp = Math.min(catchUp, now);
  }

  /// All that was announced before now is to be announced at once.
  synchronized void catchUp(long now) {
    catchUp = now;
  }

  /// When a region is to be announced.
  private long due(Swept swept) {
    Long until = failed.get(swept.region().start());
    return until == null ? planned(swept) : until;
  }

  private long planned(Swept swept) {
    if (swept.when() < catchUp || swept.when() == 0) {
      return swept.when() == 0 ? 0 : catchUp;
    }
    if (interval == 0) {
      return Long.MAX_VALUE;
    }
    long after = swept.when() + interval / 2;
    long rest = Math.floorMod(offset(swept.region().start()) - after, interval);
    return after + (rest == 0 ? interval : rest);
  }

  private long offset(long start) {
    BigInteger share = BigInteger.valueOf(start >>> 1).multiply(BigInteger.valueOf(interval));
    return phase + share.shiftRight(Long.SIZE - 1).longValueExact();
  }

  private Swept first() {
    return regions.values().stream().min(Comparator.comparingLong(this::due)).orElseThrow();
  }

  /// The region to announce now, if any is due.
  ///
  /// @param bits of a region's prefix, as the network's size asks for
  synchronized Optional<KeyRegion> next(long now, int bits) {
    forgetFuture(now);
    Swept first = first();
    return due(first) <= now
        ? Optional.of(KeyRegion.of(bits, first.region().start()))
        : Optional.empty();
  }

  /// When the next region is due; it may have passed.
  synchronized long nextTime() {
    return due(first());
  }

  /// Where the next region begins.
  synchronized KeyRegion nextRegion() {
    return first().region();
  }

  /// When the region of a place is due.
  synchronized long nextTime(long place) {
    return due(of(place));
  }

  /// The last announcement of a place's region.
  synchronized Swept of(long place) {
    return regions.floorEntry(place).getValue();
  }

  /// The most bits of a region, which those before had chosen.
  synchronized int bits() {
    return regions.values().stream().mapToInt(row -> row.region().bits()).max().orElse(0);
  }

  /// How many regions are due.
  synchronized int overdue(long now) {
    return (int) regions.values().stream().filter(row -> due(row) <= now).count();
  }

  synchronized List<Swept> all() {
    return List.copyOf(regions.values());
  }

  /// A region was announced: durable when this returns. A wider one that it is part of is divided.
  synchronized void swept(Swept swept) {
    KeyRegion region = swept.region();
    Change change = change(region);
    change.fresh().add(swept);
    journal.swept(region, change.gone(), change.fresh());
    apply(change);
  }

  /// No peer took the records of a region, or not of all of its keys: it waits for [#AGAIN] and is
  /// due then, whatever its time in the cycle. A wider one that it is part of is divided.
  synchronized void failed(KeyRegion region, long now) {
    long until = now + AGAIN.toMillis();
    Swept here = of(region.start());
    if (here.region().bits() < region.bits()) {
      Change change = change(region);
      change.fresh().add(here.part(region));
      journal.divided(change.gone(), change.fresh());
      apply(change);
    }
    regions
        .subMap(region.start(), true, region.last(), true)
        .keySet()
        .forEach(start -> failed.put(start, until));
  }

  /// Whether the region of a place was not taken by any peer when it was tried last.
  synchronized boolean hasFailed(long place) {
    return failed.containsKey(of(place).region().start());
  }

  /// Whether there are regions that no peer took when they were tried last.
  synchronized boolean hasFailed() {
    return !failed.isEmpty();
  }

  private record Change(List<KeyRegion> gone, List<Swept> fresh) {}

  /// What gives way to a region, and what is left of that beside it.
  private Change change(KeyRegion region) {
    Change change = new Change(new ArrayList<>(), new ArrayList<>());
    Swept here = of(region.start());
    if (here.region().bits() < region.bits()) {
      change.gone().add(here.region());
      for (KeyRegion at = region; at.bits() > here.region().bits(); at = at.parent()) {
        change.fresh().add(here.part(at.sibling()));
      }
    } else {
      regions.subMap(region.start(), true, region.last(), true).values().stream()
          .map(Swept::region)
          .forEach(change.gone()::add);
    }
    return change;
  }

  private void apply(Change change) {
    change
        .gone()
        .forEach(old -> {
          regions.remove(old.start());
          failed.remove(old.start());
        });
    change.fresh().forEach(row -> regions.put(row.region().start(), row));
  }
}
