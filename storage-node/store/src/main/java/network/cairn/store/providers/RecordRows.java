package network.cairn.store.providers;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;

/// The rows of provider records in one transaction. Used by its thread only.
///
/// Four tables: records by key and provider; their names by age; their keys by provider and age;
/// and how many there are of each provider and in all. Numbers are big-endian.
final class RecordRows {
  /// The tables of one DHT.
  record Shape(Table records, Table ages, Table ofProvider, Table counts) {
    static Shape of(String dht) {
      return new Shape(
          new Table(dht + ".records", MAX_NAME),
          new Table(dht + ".ages", Long.BYTES + MAX_NAME),
          new Table(dht + ".peers", Long.BYTES + MAX_NAME),
          new Table(dht + ".counts", 1 + MAX_PEER));
    }

    void register(Tables tables) {
      List.of(records, ages, ofProvider, counts).forEach(tables::register);
    }
  }

  /// As docs/protocol.md bounds the keys of a DHT.
  static final int MAX_KEY = 80;

  static final int MAX_PEER = 64;
  private static final int MAX_NAME = 2 + MAX_KEY + MAX_PEER;
  private static final byte[] NOTHING = {0};
  private static final byte[] IN_ALL = {0};

  /// A record.
  ///
  /// @param since milliseconds of the epoch
  /// @param packed the provider as [network.cairn.libp2p.kad.KadPeer#bytes] has it
  record Row(byte[] key, byte[] peer, long since, byte[] packed) {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private final Shape shape;
  private final Tables.Reader reader;

  RecordRows(Shape shape, Tables.Reader reader) {
    this.shape = shape;
    this.reader = reader;
  }

  private static byte[] prefixed(byte[] bytes) {
    byte[] prefixed = new byte[1 + bytes.length];
    prefixed[0] = (byte) bytes.length;
    System.arraycopy(bytes, 0, prefixed, 1, bytes.length);
    return prefixed;
  }

  private static byte[] joined(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteBuffer joined = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      joined.put(part);
    }
    return joined.array();
  }

  private static byte[] number(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  private static byte[] name(byte[] key, byte[] peer) {
    return joined(prefixed(key), prefixed(peer));
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /// A record's row, if it is one.
  private static Optional<Row> row(byte[] name, byte[] value) {
    int keyLength = name[0];
    if (keyLength < 1 || keyLength > MAX_KEY || name.length < keyLength + 3) {
      return Optional.empty();
    }
    int peerLength = name[1 + keyLength];
    if (peerLength < 1 || name.length != 2 + keyLength + peerLength || value.length <= Long.BYTES) {
      return Optional.empty();
    }
    return Optional.of(
        new Row(
            Arrays.copyOfRange(name, 1, 1 + keyLength),
            Arrays.copyOfRange(name, 2 + keyLength, name.length),
            ByteBuffer.wrap(value).getLong(),
            Arrays.copyOfRange(value, Long.BYTES, value.length)));
  }

  /// What is kept of a key and a provider.
  Optional<Row> get(byte[] key, byte[] peer) {
    byte[] name = name(key, peer);
    return reader.get(shape.records(), name).flatMap(value -> row(name, value));
  }

  /// All of a key; as many as its bound at most.
  List<Row> ofKey(byte[] key) {
    byte[] prefix = prefixed(key);
    List<Row> rows = new ArrayList<>();
    reader.scan(
        shape.records(),
        prefix,
        (name, value) -> {
          if (!startsWith(name, prefix)) {
            return false;
          }
          row(name, value).ifPresent(rows::add);
          return true;
        });
    return rows;
  }

  /// The oldest of all that are not younger than this.
  List<Row> oldest(long until, int most) {
    List<byte[]> names = new ArrayList<>();
    reader.scan(
        shape.ages(),
        new byte[] {0},
        (name, _) -> {
          if (names.size() >= most || ByteBuffer.wrap(name).getLong() > until) {
            return false;
          }
          return names.add(Arrays.copyOfRange(name, Long.BYTES, name.length));
        });
    return named(names);
  }

  /// Some of those that are younger than this.
  List<Row> youngerThan(long since, int most) {
    List<byte[]> names = new ArrayList<>();
    reader.scan(
        shape.ages(),
        number(since + 1),
        (name, _) ->
            names.size() < most && names.add(Arrays.copyOfRange(name, Long.BYTES, name.length)));
    return named(names);
  }

  /// The oldest of a provider.
  List<Row> oldestOf(byte[] peer) {
    byte[] prefix = prefixed(peer);
    List<byte[]> names = new ArrayList<>();
    reader.scan(
        shape.ofProvider(),
        prefix,
        (name, _) -> {
          if (startsWith(name, prefix)) {
            byte[] key = Arrays.copyOfRange(name, prefix.length + Long.BYTES, name.length);
            names.add(name(key, peer));
          }
          return false;
        });
    return named(names);
  }

  private List<Row> named(List<byte[]> names) {
    return names.stream()
        .flatMap(
            name -> reader.get(shape.records(), name).flatMap(value -> row(name, value)).stream())
        .toList();
  }

  private static byte[] count(byte[] peer) {
    return joined(new byte[] {1}, peer);
  }

  private long number(byte[] counted) {
    return reader
        .get(shape.counts(), counted)
        .map(value -> ByteBuffer.wrap(value).getLong())
        .orElse(0L);
  }

  long count() {
    return number(IN_ALL);
  }

  long countOf(byte[] peer) {
    return number(count(peer));
  }

  void put(Tables.Change change, Row row) {
    remove(change, row.key(), row.peer());
    change.put(
        shape.records(), name(row.key(), row.peer()), joined(number(row.since()), row.packed()));
    change.put(shape.ages(), age(row), NOTHING);
    change.put(shape.ofProvider(), ofProvider(row), NOTHING);
    add(change, row.peer(), 1);
  }

  private static byte[] age(Row row) {
    return joined(number(row.since()), name(row.key(), row.peer()));
  }

  private static byte[] ofProvider(Row row) {
    return joined(prefixed(row.peer()), number(row.since()), row.key());
  }

  private void add(Tables.Change change, byte[] peer, int more) {
    change.put(shape.counts(), IN_ALL, number(count() + more));
    long its = countOf(peer) + more;
    if (its > 0) {
      change.put(shape.counts(), count(peer), number(its));
    } else {
      change.delete(shape.counts(), count(peer));
    }
  }

  void remove(Tables.Change change, byte[] key, byte[] peer) {
    Optional<Row> here = get(key, peer);
    if (here.isPresent()) {
      change.delete(shape.records(), name(key, peer));
      change.delete(shape.ages(), age(here.get()));
      change.delete(shape.ofProvider(), ofProvider(here.get()));
      add(change, peer, -1);
    }
  }

  /// Whether each record has its age, its provider and its place in the counts, and nothing else is
  /// there.
  boolean agree() {
    long[] seen = {0, 0};
    boolean[] whole = {true};
    reader.scan(
        shape.records(),
        new byte[] {0},
        (name, value) -> {
          Optional<Row> row = row(name, value);
          whole[0] =
              row.isPresent()
                  && reader.get(shape.ages(), age(row.get())).isPresent()
                  && reader.get(shape.ofProvider(), ofProvider(row.get())).isPresent();
          seen[0]++;
          return whole[0];
        });
    reader.scan(
        shape.counts(),
        new byte[] {1},
        (_, value) -> {
          seen[1] += ByteBuffer.wrap(value).getLong();
          return true;
        });
    return whole[0]
        && seen[0] == count()
        && seen[1] == seen[0]
        && size(shape.ages()) == seen[0]
        && size(shape.ofProvider()) == seen[0];
  }

  private long size(Table table) {
    long[] rows = {0};
    reader.scan(
        table,
        new byte[] {0},
        (_, _) -> {
          rows[0]++;
          return true;
        });
    return rows[0];
  }

  /// Removes some rows of whatever is there.
  ///
  /// @return whether nothing is left
  boolean clear(Tables.Change change, int most) {
    int left = most;
    for (Table table : List.of(shape.records(), shape.ages(), shape.ofProvider(), shape.counts())) {
      List<byte[]> keys = new ArrayList<>();
      int room = left;
      change.scan(table, new byte[] {0}, (key, _) -> keys.size() < room && keys.add(key));
      keys.forEach(key -> change.delete(table, key));
      left -= keys.size();
      if (left == 0) {
        return false;
      }
    }
    return true;
  }
}
