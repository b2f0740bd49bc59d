package network.cairn.store.providers;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import network.cairn.libp2p.kad.KeyRegion;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;

/// What this node has announced to one DHT, and when: by regions of the key space, and single keys
/// that were announced since their region was. Outlives the process; what is lost is announced
/// again. What the disk does not take is lost, which is said once. Thread-safe.
public final class SweepJournal {
  /// Single keys that are kept; beyond, some others give way.
  public static final int MOST_SINGLE = 65_536;

  private static final System.Logger LOG = System.getLogger(SweepJournal.class.getName());
  private static final int MAX_KEY = 80;
  private static final int AT_ONCE = 1_000;
  private static final byte[] PENDING = {'p'};

  /// One announced region.
  ///
  /// @param when milliseconds of the epoch, 0 for never
  /// @param keys of this node in it
  /// @param records that peers took
  /// @param peers that were found for it
  public record Swept(KeyRegion region, long when, long keys, long records, int peers) {
    /// A region that was never announced.
    public static Swept never(KeyRegion region) {
      return new Swept(region, 0, 0, 0, 0);
    }

    /// The same of a part of it, by its share.
    public Swept part(KeyRegion region) {
      int halvings = region.bits() - this.region.bits();
      return new Swept(region, when, keys >> halvings, records >> halvings, peers >> halvings);
    }
  }

  /// A key that was announced by itself.
  ///
  /// @param when milliseconds of the epoch
  /// @param peers that took its record
  public record Single(long when, int peers) {}

  private final Optional<Tables> tables;
  private final Table regions;
  private final Table singles;
  private final Table marks;
  private volatile boolean failing;

  SweepJournal(Tables tables, String dht) {
    this(Optional.of(tables), dht);
    List.of(regions, singles, marks).forEach(tables::register);
  }

  private SweepJournal(Optional<Tables> tables, String dht) {
    this.tables = tables;
    this.regions = new Table(dht + ".swept", Long.BYTES + 1);
    this.singles = new Table(dht + ".single", Long.BYTES + MAX_KEY);
    this.marks = new Table(dht + ".marks", 1);
  }

  /// One that keeps nothing.
  public static SweepJournal none() {
    return new SweepJournal(Optional.empty(), "");
  }

  private <R> R read(R otherwise, Function<Tables.Reader, R> query) {
    try {
      return tables.map(open -> open.read(query)).orElse(otherwise);
    } catch (RuntimeException e) {
      fails("what was announced cannot be read", e);
      return otherwise;
    }
  }

  private <R> R write(R otherwise, Function<Tables.Change, R> change) {
    try {
      R result = tables.map(open -> open.write(change)).orElse(otherwise);
      failing = false;
      return result;
    } catch (RuntimeException e) {
      fails("what was announced is not kept, and is announced again after a start", e);
      return otherwise;
    }
  }

  private void fails(String what, RuntimeException e) {
    if (!failing) {
      failing = true;
      LOG.log(System.Logger.Level.WARNING, what + ": " + e.getMessage());
    }
  }

  private static byte[] key(KeyRegion region) {
    return ByteBuffer.allocate(Long.BYTES + 1)
        .putLong(region.start())
        .put((byte) region.bits())
        .array();
  }

  private static byte[] value(Swept swept) {
    return ByteBuffer.allocate(3 * Long.BYTES + Integer.BYTES)
        .putLong(swept.when())
        .putLong(swept.keys())
        .putLong(swept.records())
        .putInt(swept.peers())
        .array();
  }

  private static Swept swept(byte[] key, byte[] value) {
    ByteBuffer name = ByteBuffer.wrap(key);
    long start = name.getLong();
    KeyRegion region = new KeyRegion(name.get(), start);
    ByteBuffer row = ByteBuffer.wrap(value);
    return new Swept(region, row.getLong(), row.getLong(), row.getLong(), row.getInt());
  }

  /// All regions in order, which cover the key space; one that was never announced where the rows
  /// that are here do not.
  public List<Swept> regions() {
    List<Swept> all = new ArrayList<>();
    boolean whole =
        read(
            false,
            reader -> {
              reader.scan(regions, new byte[] {0}, (key, value) -> all.add(swept(key, value)));
              return true;
            });
    if (!whole || !covers(all)) {
      all.clear();
      all.add(Swept.never(KeyRegion.ALL));
      while (write(0, this::clear) == AT_ONCE) {
        // The next thousand.
      }
    }
    return all;
  }

  private static boolean covers(List<Swept> all) {
    long last = -1;
    for (Swept swept : all) {
      if (swept.region().start() != last + 1 || !swept.equals(all.getFirst()) && last == -1) {
        return false;
      }
      last = swept.region().last();
    }
    return !all.isEmpty() && last == -1;
  }

  private int clear(Tables.Change change) {
    List<byte[]> keys = new ArrayList<>();
    change.scan(regions, new byte[] {0}, (key, _) -> keys.size() < AT_ONCE && keys.add(key));
    keys.forEach(key -> change.delete(regions, key));
    return keys.size();
  }

  /// Keeps what changed; what of single keys was announced before in the region is forgotten.
  public void swept(KeyRegion region, Collection<KeyRegion> gone, Collection<Swept> fresh) {
    divided(gone, fresh);
    while (write(0, change -> forget(change, region)) == AT_ONCE) {
      // The next thousand.
    }
  }

  /// Keeps regions in place of others that cover the same places; nothing was announced.
  public void divided(Collection<KeyRegion> gone, Collection<Swept> fresh) {
    write(
        false,
        change -> {
          gone.forEach(old -> change.delete(regions, key(old)));
          fresh.forEach(row -> change.put(regions, key(row.region()), value(row)));
          return true;
        });
  }

  private int forget(Tables.Change change, KeyRegion region) {
    byte[] start = ByteBuffer.allocate(Long.BYTES).putLong(region.start()).array();
    List<byte[]> keys = new ArrayList<>();
    change.scan(
        singles, start, (key, _) -> keys.size() < AT_ONCE && inside(region, key) && keys.add(key));
    keys.forEach(key -> change.delete(singles, key));
    count(change, -keys.size());
    return keys.size();
  }

  private static boolean inside(KeyRegion region, byte[] key) {
    return region.contains(ByteBuffer.wrap(key).getLong());
  }

  private int count(Tables.Change change, int more) {
    byte[] name = {'c'};
    int count = change.get(marks, name).map(v -> ByteBuffer.wrap(v).getInt()).orElse(0) + more;
    change.put(marks, name, ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
    return count;
  }

  private static byte[] single(byte[] key) {
    return ByteBuffer.allocate(Long.BYTES + key.length)
        .putLong(KeyRegion.place(key))
        .put(key)
        .array();
  }

  /// Keeps of some keys that they were announced by themselves.
  ///
  /// @param keys at most 80 bytes each
  public void announced(Collection<byte[]> keys, Single single) {
    byte[] value =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
            .putLong(single.when())
            .putInt(single.peers())
            .array();
    List<byte[]> names = keys.stream().map(SweepJournal::single).toList();
    write(false, change -> put(change, names, value));
  }

  private boolean put(Tables.Change change, List<byte[]> names, byte[] value) {
    int fresh = 0;
    for (byte[] name : names) {
      fresh += change.get(singles, name).isPresent() ? 0 : 1;
      change.put(singles, name, value);
    }
    int over = count(change, fresh) - MOST_SINGLE;
    if (over > 0) {
      List<byte[]> first = new ArrayList<>();
      change.scan(singles, new byte[] {0}, (key, _) -> first.size() < over && first.add(key));
      first.forEach(key -> change.delete(singles, key));
      count(change, -first.size());
    }
    return true;
  }

  /// When a key was announced by itself since its region was, if it is known.
  public Optional<Single> announced(byte[] key) {
    return this.<Optional<byte[]>>read(Optional.empty(), reader -> reader.get(singles, single(key)))
        .map(ByteBuffer::wrap)
        .map(row -> new Single(row.getLong(), row.getInt()));
  }

  /// Whether keys were to be announced that are in no region's account when the process ended.
  public boolean isPending() {
    return read(
        false,
        reader -> reader.get(marks, PENDING).filter(v -> Arrays.equals(v, PENDING)).isPresent());
  }

  public void pending(boolean pending) {
    write(
        false,
        change -> {
          if (pending) {
            change.put(marks, PENDING, PENDING);
          } else {
            change.delete(marks, PENDING);
          }
          return true;
        });
  }
}
