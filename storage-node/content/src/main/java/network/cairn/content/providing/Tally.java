package network.cairn.content.providing;

import java.time.Duration;
import java.util.List;
import network.cairn.libp2p.kad.KadDht;
import network.cairn.store.providers.SweepJournal.Swept;

/// Counts what a [Sweeper] does. Thread-safe.
final class Tally {
  private final long began;
  private int bits;
  private int newKeys;
  private int newRegions;
  private int sweeping;
  private long scheduled;
  private long records;
  private long keys;
  private long failed;
  private long reprovided;
  private long reprovides;
  private Duration time = Duration.ZERO;

  /// @param began milliseconds of the epoch
  Tally(long began) {
    this.began = began;
  }

  synchronized int bits() {
    return bits;
  }

  synchronized void bits(int now) {
    bits = now;
  }

  /// How many keys all regions have.
  synchronized void scheduled(long keys) {
    scheduled = keys;
  }

  /// What of new keys is being announced.
  synchronized void newKeys(int keys, int regions) {
    newKeys = keys;
    newRegions = regions;
  }

  /// How many keys of a region are being announced.
  synchronized void sweeping(int keys) {
    sweeping = keys;
  }

  synchronized void announced(long records, int keys, int failed) {
    this.records += records;
    this.keys += keys;
    this.failed += failed;
  }

  /// A region with so many keys has been announced.
  synchronized void swept(long keys, Duration took) {
    sweeping = 0;
    if (keys > 0) {
      reprovided += keys;
      reprovides++;
      time = time.plus(took);
    }
  }

  synchronized ProvideStats stats(
      KadDht dht, SweepPlan plan, int waiting, Duration interval, long now) {
    List<Swept> all = plan.all();
    List<Swept> announced = all.stream().filter(row -> row.when() > 0).toList();
    long next = plan.nextTime();
    return new ProvideStats(
        dht.peers(),
        dht.canProvide(),
        waiting,
        plan.overdue(now),
        scheduled,
        announced.size(),
        bits,
        new ProvideStats.Next(next == Long.MAX_VALUE ? 0 : next, plan.nextRegion().toString()),
        new ProvideStats.Cycle(interval, began, now),
        new ProvideStats.Work(newKeys, newRegions, sweeping, sweeping > 0 ? 1 : 0),
        new ProvideStats.Done(
            records,
            keys,
            failed,
            reprovided,
            reprovides,
            time,
            announced.stream().mapToLong(Swept::peers).sum()));
  }
}
