package network.cairn.content.providing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.kad.KeyRegion;

/// The keys whose places lie between two bounds, in order: as many as fit the memory that there is
/// for them. Immutable.
final class KeySlice {
  /// No record is kept under a longer key.
  static final int MAX_KEY = 80;

  private record Entry(long place, byte[] key) {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(place);
    }
  }

  private static final Comparator<Entry> BY_PLACE =
      (a, b) -> Long.compareUnsigned(a.place(), b.place());

  /// Tells all keys, in any order.
  interface Source {
    void each(Consumer<Multihash> keys);
  }

  private final List<Entry> entries;
  private final long first;
  private final long last;
  private final long seen;

  private KeySlice(List<Entry> entries, long first, long last, long seen) {
    this.entries = entries;
    this.first = first;
    this.last = last;
    this.seen = seen;
  }

  /// Reads all keys and holds those from a place on that come first.
  ///
  /// @param most that are held at once, at least 2
  static KeySlice load(Source source, long from, int most) {
    Loading loading = new Loading(from, most);
    source.each(loading::take);
    loading.entries.sort(BY_PLACE);
    return new KeySlice(loading.entries, from, loading.last, loading.seen);
  }

  /// Keys while they are read: whenever there are too many, the farther half is let go.
  private static final class Loading {
    private final long from;
    private final int most;
    private final List<Entry> entries = new ArrayList<>();
    private long last = -1;
    private long seen;

    Loading(long from, int most) {
      this.from = from;
      this.most = most;
    }

    void take(Multihash multihash) {
      byte[] key = multihash.bytes();
      if (key.length > MAX_KEY) {
        return;
      }
      seen++;
      long place = KeyRegion.place(key);
      if (Long.compareUnsigned(place, from) < 0 || Long.compareUnsigned(place, last) > 0) {
        return;
      }
      entries.add(new Entry(place, key));
      if (entries.size() > most) {
        entries.sort(BY_PLACE);
        last = entries.get(entries.size() / 2).place();
        entries.removeIf(entry -> Long.compareUnsigned(entry.place(), last) > 0);
      }
    }
  }

  /// Whether all keys of a place are here, if there are any.
  boolean covers(long place) {
    return Long.compareUnsigned(place, first) >= 0 && Long.compareUnsigned(place, last) <= 0;
  }

  /// The last place, unsigned, that it covers.
  long last() {
    return last;
  }

  /// All keys that were told, of this slice or not.
  long seen() {
    return seen;
  }

  /// Those of a region that are not before a place.
  List<byte[]> of(KeyRegion region, long from) {
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(entries.get(middle).place(), from) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    List<byte[]> keys = new ArrayList<>();
    while (low < entries.size() && region.contains(entries.get(low).place())) {
      keys.add(entries.get(low).key());
      low++;
    }
    return keys;
  }
}
