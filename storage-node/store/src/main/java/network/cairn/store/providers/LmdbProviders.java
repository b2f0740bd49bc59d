package network.cairn.store.providers;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import network.cairn.libp2p.kad.KadPeer;
import network.cairn.libp2p.kad.MemoryProviders;
import network.cairn.libp2p.kad.ProviderRecords;
import network.cairn.lmdb.Tables;

/// Provider records that outlive the process. The bounds and what gives way are those of
/// [MemoryProviders]; the oldest of several of one millisecond is the one whose name is least.
///
/// A disk that fails, or has no room beside its reserve, loses records, which is said once, and
/// nothing else. Thread-safe.
final class LmdbProviders implements ProviderRecords {
  private static final System.Logger LOG = System.getLogger(LmdbProviders.class.getName());

  /// Expired records that one addition removes; it adds one.
  private static final int EXPIRED_AT_ONCE = 16;

  private static final int AT_ONCE = 1_000;

  /// So many additions are between two looks at the disk's room.
  static final int LOOK_EVERY = 256;

  private final Tables tables;
  private final RecordRows.Shape shape;
  private final MemoryProviders.Bounds bounds;
  private final LongSupplier epochMillis;
  private final BooleanSupplier room;
  private final AtomicInteger additions = new AtomicInteger();
  private volatile boolean roomy;
  private volatile boolean failing;

  /// @param room whether the disk has room for what strangers leave
  LmdbProviders(
      Tables tables,
      String dht,
      MemoryProviders.Bounds bounds,
      LongSupplier epochMillis,
      BooleanSupplier room) {
    this.tables = tables;
    this.shape = RecordRows.Shape.of(dht);
    this.bounds = bounds;
    this.epochMillis = epochMillis;
    this.room = room;
    shape.register(tables);
  }

  private long expired() {
    return epochMillis.getAsLong() - LIFETIME_MILLIS;
  }

  /// Removes all that does not count; everything, if the rows do not agree.
  void check() {
    boolean agree;
    try {
      agree = tables.read(reader -> rows(reader).agree());
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "provider records cannot be read: {0}", e.getMessage());
      agree = false;
    }
    if (!agree) {
      LOG.log(
          System.Logger.Level.WARNING,
          "provider records do not agree with each other and are begun anew");
      clear();
    }
    long before = expired();
    while (tables.write(change -> expire(change, before, AT_ONCE)) == AT_ONCE) {
      // The next thousand.
    }
    long now = epochMillis.getAsLong();
    while (tables.write(change -> dropFuture(change, now)) == AT_ONCE) {
      // The next thousand.
    }
    while (tables.write(this::shrink)) {
      // The next thousand, where the bounds were wider before.
    }
  }

  private RecordRows rows(Tables.Reader reader) {
    return new RecordRows(shape, reader);
  }

  private void clear() {
    while (!tables.write(change -> rows(change).clear(change, AT_ONCE))) {
      // The next thousand.
    }
  }

  private int expire(Tables.Change change, long until, int most) {
    RecordRows rows = rows(change);
    List<RecordRows.Row> old = rows.oldest(until, most);
    old.forEach(row -> remove(change, rows, row));
    return old.size();
  }

  /// A clock that was set back would keep these too long.
  private int dropFuture(Tables.Change change, long now) {
    RecordRows rows = rows(change);
    List<RecordRows.Row> future = rows.youngerThan(now, AT_ONCE);
    future.forEach(row -> remove(change, rows, row));
    return future.size();
  }

  private boolean shrink(Tables.Change change) {
    RecordRows rows = rows(change);
    int over = (int) Math.min(AT_ONCE, rows.count() - bounds.inAll());
    if (over <= 0) {
      return false;
    }
    rows.oldest(Long.MAX_VALUE, over).forEach(row -> remove(change, rows, row));
    return true;
  }

  @Override
  public void add(byte[] key, KadPeer provider) {
    byte[] peer = provider.id().bytes();
    if (key.length < 1 || key.length > RecordRows.MAX_KEY || peer.length > RecordRows.MAX_PEER) {
      return;
    }
    byte[] packed = provider.kept().bytes();
    long now = epochMillis.getAsLong();
    RecordRows.Row row = new RecordRows.Row(key.clone(), peer, now, packed);
    try {
      if (hasRoom()) {
        tables.write(change -> add(change, row));
        failing = false;
      } else {
        fails("the disk has no room beside Datastore.DiskReserve");
      }
    } catch (RuntimeException e) {
      fails(String.valueOf(e.getMessage()));
    }
  }

  private boolean hasRoom() {
    if (Math.floorMod(additions.getAndIncrement(), LOOK_EVERY) == 0) {
      roomy = room.getAsBoolean();
    }
    return roomy;
  }

  private void fails(String reason) {
    if (!failing) {
      failing = true;
      LOG.log(System.Logger.Level.WARNING, "provider records of peers are not kept: {0}", reason);
    }
  }

  private boolean add(Tables.Change change, RecordRows.Row row) {
    expire(change, row.since() - LIFETIME_MILLIS, EXPIRED_AT_ONCE);
    RecordRows rows = rows(change);
    rows.put(change, row);
    List<RecordRows.Row> ofKey = rows.ofKey(row.key());
    if (ofKey.size() > bounds.perKey()) {
      remove(change, rows, oldest(ofKey, row));
    }
    if (rows.countOf(row.peer()) > bounds.perProvider()) {
      rows.oldestOf(row.peer()).forEach(old -> remove(change, rows, old));
    }
    if (rows.count() > bounds.inAll()) {
      rows.oldest(Long.MAX_VALUE, 1).forEach(old -> remove(change, rows, old));
    }
    return true;
  }

  private static void remove(Tables.Change change, RecordRows rows, RecordRows.Row row) {
    rows.remove(change, row.key(), row.peer());
  }

  /// Another than the one that has just come.
  private static RecordRows.Row oldest(List<RecordRows.Row> rows, RecordRows.Row newest) {
    return rows.stream()
        .filter(row -> !Arrays.equals(row.peer(), newest.peer()))
        .min(Comparator.comparingLong(RecordRows.Row::since))
        .orElse(newest);
  }

  @Override
  public List<KadPeer> of(byte[] key) {
    if (key.length < 1 || key.length > RecordRows.MAX_KEY) {
      return List.of();
    }
    long now = epochMillis.getAsLong();
    List<RecordRows.Row> rows;
    try {
      rows = tables.read(reader -> rows(reader).ofKey(key));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "provider records cannot be read: {0}", e.getMessage());
      return List.of();
    }
    return rows.stream()
        .filter(row -> now - row.since() < LIFETIME_MILLIS)
        .sorted(Comparator.comparingLong(RecordRows.Row::since).reversed())
        .flatMap(row -> provider(row, now).stream())
        .toList();
  }

  private static Optional<KadPeer> provider(RecordRows.Row row, long now) {
    return KadPeer.read(row.packed())
        .map(peer ->
            now - row.since() < ADDRESSES_MILLIS ? peer : new KadPeer(peer.id(), List.of()));
  }

  /// How many records are kept.
  long size() {
    return tables.read(reader -> rows(reader).count());
  }
}
