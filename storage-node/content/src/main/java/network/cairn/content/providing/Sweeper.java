package network.cairn.content.providing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.kad.KadDht;
import network.cairn.libp2p.kad.KeyRegion;
import network.cairn.libp2p.kad.LookupWatcher;
import network.cairn.libp2p.kad.RegionPeers;
import network.cairn.store.blockstore.BlockListener;
import network.cairn.store.providers.SweepJournal;
import network.cairn.store.repo.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Announces what this node has to one DHT: new blocks soon after they came, and all of them again
/// in each cycle, region by region of the key space. Does nothing while the DHT knows no peer.
///
/// Bounds: one region at a time; [NewKeys#MOST] new keys, beyond which all regions are announced
/// again, at most once in [#CATCH_UP_PAUSE]; as many keys of regions in memory as its options say,
/// for more of which the store's names are read again. Thread-safe.
public final class Sweeper implements BlockListener, AutoCloseable {
  /// @param interval in which all is announced again; zero for never
  /// @param mostKeys that are in memory at once, about 100 bytes each
  public record Options(Strategy strategy, Duration interval, int mostKeys) {
    /// As many keys as a thirty-second of a heap carries.
    public static int keysOfHeap(long bytes) {
      return Math.clamp(bytes / 32 / 100, 10_000, 5_000_000);
    }
  }

  static final Duration CATCH_UP_PAUSE = Duration.ofHours(1);
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  /// New blocks come together: so long after one it is waited for the next, and so long in all.
  private static final Duration QUIET = Duration.ofSeconds(1);

  private static final Duration LONGEST_QUIET = Duration.ofSeconds(10);

  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final Duration EXPLORING = Duration.ofMinutes(2);
  private static final Duration TELLING = Duration.ofMinutes(10);
  private static final Duration SINGLE = Duration.ofMinutes(1);

  /// How long what is known of the keys counts.
  private static final Duration FRESH = Duration.ofHours(1);

  private static final int NEW_AT_ONCE = 8_192;
  private static final int AT_ONCE = 65_536;

  /// So many keys of a region are announced one by one.
  private static final int FEW = 2;

  private final KadDht dht;
  private final Repository repository;
  private final SweepJournal journal;
  private final Options options;
  private final Scheduler scheduler;
  private final SweepPlan plan;
  private final NewPins pins;
  private final Scheduler.Monitor monitor;
  private final CriticalLoop loop;
  private final Scheduler.Task task;
  private final NewKeys fresh = new NewKeys();
  private final Tally tally;
  private final NetworkSize size;
  private long firstNew;
  private long lastNew;
  private boolean catchUpWanted;
  private boolean closed;

  /// Of the loop's thread only.
  private Optional<KeySlice> slice = Optional.empty();

  private long sliceRead;
  private long catchUpFrom;
  private boolean pending;

  /// Begins at once.
  public Sweeper(
      KadDht dht,
      Repository repository,
      SweepJournal journal,
      Options options,
      Scheduler scheduler) {
    this(dht, repository, journal, options, scheduler, dht::regionBits);
  }

  /// @param measure of the network's size
  Sweeper(
      KadDht dht,
      Repository repository,
      SweepJournal journal,
      Options options,
      Scheduler scheduler,
      NetworkSize.Measure measure) {
    this.dht = dht;
    this.repository = repository;
    this.journal = journal;
    this.options = options;
    this.scheduler = scheduler;
    long phase = KeyRegion.place(dht.self().bytes());
    this.plan =
        new SweepPlan(journal, options.interval().toMillis(), phase, scheduler.epochMillis());
    this.pins = new NewPins(repository.pins());
    this.tally = new Tally(scheduler.epochMillis());
    this.tally.bits(plan.bits());
    this.size = new NetworkSize(measure, scheduler, tally);
    this.catchUpFrom = scheduler.nanoTime();
    this.monitor = scheduler.monitor();
    this.pending = journal.isPending();
    this.catchUpWanted = pending;
    this.loop = new CriticalLoop(scheduler, "provide", this::run);
    this.task = loop.start();
  }

  /// Which DHT is told.
  public KadDht dht() {
    return dht;
  }

  @Override
  public void stored(Collection<Multihash> blocks) {
    if (options.strategy() == Strategy.ALL) {
      add(blocks);
    }
  }

  private void add(Collection<Multihash> keys) {
    monitor.lock();
    try {
      long now = scheduler.nanoTime();
      firstNew = fresh.size() == 0 ? now : firstNew;
      lastNew = now;
      fresh.add(keys);
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  private void run() throws InterruptedException {
    while (!isClosed()) {
      if (options.strategy() != Strategy.ALL) {
        lookAtPins();
      }
      markPending();
      boolean worked = dht.peers() > 0 && dht.canProvide() && work();
      if (!worked) {
        rest();
      }
    }
  }

  private boolean isClosed() {
    monitor.lock();
    try {
      return closed;
    } finally {
      monitor.unlock();
    }
  }

  /// The roots of new pins are announced at once, what is below them with a round of all regions.
  private void lookAtPins() {
    List<Multihash> roots = pins.look();
    if (!roots.isEmpty()) {
      add(roots);
      monitor.lock();
      catchUpWanted |= options.strategy() == Strategy.PINNED;
      monitor.unlock();
    }
  }

  /// A process that ends with new keys makes a round when it begins again.
  private void markPending() {
    monitor.lock();
    boolean some;
    try {
      catchUpWanted |= fresh.takeOverflown();
      some = fresh.size() > 0 || catchUpWanted || plan.hasFailed();
    } finally {
      monitor.unlock();
    }
    if (some != pending) {
      journal.pending(some);
      pending = some;
    }
  }

  /// @return whether there was something to do
  private boolean work() throws InterruptedException {
    catchUp();
    boolean announced = announceNew();
    return sweepDue() || announced;
  }

  /// Announces the region that is due first.
  ///
  /// @return whether there was one
  private boolean sweepDue() throws InterruptedException {
    Optional<KeyRegion> due = plan.next(scheduler.epochMillis(), tally.bits());
    if (due.isEmpty() || slice(due.get().start()).seen() > 0 && !size.isKnown()) {
      return false;
    }
    sweep(KeyRegion.of(tally.bits(), due.get().start()));
    return true;
  }

  private void catchUp() {
    monitor.lock();
    try {
      if (!catchUpWanted || scheduler.nanoTime() - catchUpFrom < 0) {
        return;
      }
      catchUpWanted = false;
    } finally {
      monitor.unlock();
    }
    catchUpFrom = scheduler.nanoTime() + CATCH_UP_PAUSE.toNanos();
    plan.catchUp(scheduler.epochMillis());
    slice = Optional.empty();
  }

  private boolean hasNew() {
    monitor.lock();
    try {
      long now = scheduler.nanoTime();
      return fresh.size() > 0
          && (now - lastNew >= QUIET.toNanos() || now - firstNew >= LONGEST_QUIET.toNanos());
    } finally {
      monitor.unlock();
    }
  }

  private List<Multihash> takeNew() {
    monitor.lock();
    try {
      return fresh.take(NEW_AT_ONCE);
    } finally {
      monitor.unlock();
    }
  }

  /// Announces new keys by regions, and after each a region that is due, so that those of the cycle
  /// have half of the time however many keys come. Keys that it does not come to are new again.
  private boolean announceNew() throws InterruptedException {
    if (!hasNew() || !size.isKnown()) {
      return false;
    }
    int bits = tally.bits();
    List<Multihash> taken = takeNew();
    NavigableMap<Long, List<Multihash>> regions = new TreeMap<>(Long::compareUnsigned);
    for (Multihash key : taken) {
      long start = KeyRegion.of(bits, KeyRegion.place(key.bytes())).start();
      regions.computeIfAbsent(start, _ -> new ArrayList<>()).add(key);
    }
    tally.newKeys(taken.size(), regions.size());
    try {
      while (!regions.isEmpty() && !isClosed()) {
        Map.Entry<Long, List<Multihash>> region = regions.firstEntry();
        announceNew(new KeyRegion(bits, region.getKey()), region.getValue());
        regions.remove(region.getKey());
        sweepDue();
      }
    } finally {
      regions.values().forEach(this::add);
      tally.newKeys(0, 0);
    }
    return true;
  }

  /// What no peer takes is tried a second time as new, and then with its region only.
  private void announceNew(KeyRegion region, List<Multihash> fresh) throws InterruptedException {
    List<byte[]> keys = fresh.stream().map(Multihash::bytes).toList();
    RegionPeers.Told told = announce(region, keys).told();
    if (told.keys() > 0) {
      int each = (int) (told.records() / keys.size());
      journal.announced(keys, new SweepJournal.Single(scheduler.epochMillis(), each));
    } else {
      LOG.debug("no peer took the records of {} new keys", keys.size());
      boolean again = plan.hasFailed(region.start());
      plan.failed(region, scheduler.epochMillis());
      if (!again) {
        add(fresh);
      }
      scheduler.sleep(PAUSE);
    }
  }

  /// @param peers that were found; 0 if the keys were announced one by one
  private record Announced(RegionPeers.Told told, int peers) {}

  private Announced announce(KeyRegion region, List<byte[]> keys) throws InterruptedException {
    Announced done;
    if (keys.size() <= FEW) {
      long records = 0;
      int some = 0;
      for (byte[] key : keys) {
        int peers = dht.provide(key, SINGLE, LookupWatcher.NONE);
        records += peers;
        some += peers > 0 ? 1 : 0;
      }
      done = new Announced(new RegionPeers.Told(records, some), (int) records / keys.size());
    } else {
      RegionPeers peers = dht.explore(region, keys.getFirst(), EXPLORING);
      done = new Announced(dht.announce(peers, keys, TELLING), peers.peers().size());
    }
    tally.announced(done.told().records(), done.told().keys(), keys.size() - done.told().keys());
    return done;
  }

  /// Announces all keys of a region, slice by slice.
  private void sweep(KeyRegion region) throws InterruptedException {
    long began = scheduler.nanoTime();
    long when = scheduler.epochMillis();
    long keys = 0;
    long records = 0;
    int peers = 0;
    long from = region.start();
    boolean more = true;
    while (more) {
      KeySlice here = slice(from);
      List<byte[]> mine = here.of(region, from);
      tally.sweeping(mine.size());
      for (int at = 0; at < mine.size(); at += AT_ONCE) {
        List<byte[]> some = mine.subList(at, Math.min(mine.size(), at + AT_ONCE));
        Announced done = announce(region, some);
        if (done.told().keys() == 0) {
          LOG.debug("no peer took the records of region {}", region);
          tally.sweeping(0);
          plan.failed(region, scheduler.epochMillis());
          scheduler.sleep(PAUSE);
          return;
        }
        keys += some.size();
        records += done.told().records();
        peers = Math.max(peers, done.peers());
      }
      more = Long.compareUnsigned(here.last(), region.last()) < 0;
      from = here.last() + 1;
    }
    plan.swept(new SweepJournal.Swept(region, when, keys, records, peers));
    tally.swept(keys, Duration.ofNanos(scheduler.nanoTime() - began));
  }

  private KeySlice slice(long from) {
    long now = scheduler.nanoTime();
    boolean old = now - sliceRead >= FRESH.toNanos();
    if (old || slice.isEmpty() || !slice.get().covers(from)) {
      KeySlice read =
          KeySlice.load(
              keys -> options.strategy().each(repository, keys), from, options.mostKeys());
      slice = Optional.of(read);
      sliceRead = now;
      tally.scheduled(read.seen());
      return read;
    }
    return slice.get();
  }

  private void rest() throws InterruptedException {
    long most = scheduler.deadline(LOOK);
    monitor.lock();
    try {
      long until = most;
      if (fresh.size() > 0 && lastNew + QUIET.toNanos() - scheduler.nanoTime() > 0) {
        until = Math.min(most, lastNew + QUIET.toNanos());
      }
      if (!closed) {
        monitor.await(until);
      }
    } finally {
      monitor.unlock();
    }
  }

  /// How it goes.
  public ProvideStats stats() {
    int waiting;
    monitor.lock();
    try {
      waiting = fresh.size();
    } finally {
      monitor.unlock();
    }
    return tally.stats(dht, plan, waiting, options.interval(), scheduler.epochMillis());
  }

  /// Whether a block is here and among what is announced.
  public boolean announces(Cid cid) {
    return options.strategy().names(repository, cid);
  }

  /// When a key was announced last, whether or not it is still here; empty if it never was and does
  /// not wait for it.
  public Optional<ProvideStats.OfKey> of(Multihash key) {
    byte[] bytes = key.bytes();
    if (bytes.length > KeySlice.MAX_KEY) {
      return Optional.empty();
    }
    boolean waits;
    monitor.lock();
    try {
      waits = fresh.contains(key);
    } finally {
      monitor.unlock();
    }
    long place = KeyRegion.place(bytes);
    SweepJournal.Swept swept = plan.of(place);
    long next = plan.nextTime(place);
    Optional<SweepJournal.Single> single = journal.announced(bytes);
    if (single.isEmpty() && swept.when() == 0 && !waits) {
      return Optional.empty();
    }
    int each = swept.keys() == 0 ? 0 : (int) (swept.records() / swept.keys());
    return Optional.of(
        new ProvideStats.OfKey(
            waits,
            single.map(SweepJournal.Single::when).orElse(swept.when()),
            single.map(SweepJournal.Single::peers).orElse(each),
            next == Long.MAX_VALUE ? 0 : next));
  }

  /// A key was announced by whoever asked for it.
  public void announced(Multihash key, int peers) {
    if (key.bytes().length <= KeySlice.MAX_KEY) {
      journal.announced(
          List.of(key.bytes()), new SweepJournal.Single(scheduler.epochMillis(), peers));
    }
  }

  /// Announces no longer; what is under way ends.
  @Override
  public void close() {
    monitor.lock();
    try {
      closed = true;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
    loop.stop();
    task.interrupt();
  }
}
