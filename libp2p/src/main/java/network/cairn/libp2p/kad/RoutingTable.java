package network.cairn.libp2p.kad;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.cairn.base.net.AddressPrefix;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// The peers that this node asks first: in each bucket, by the bits that their place has in common
/// with this node's, at most [#BUCKET] that have answered. Thread-safe.
///
/// A full bucket takes a newcomer only for a peer that has not answered for [#STALE_NANOS]: who has
/// been here long stays, so that a flood of new peers turns nobody out. Of one network ([IpGroups])
/// there are few.
final class RoutingTable {
  /// The k of the specification.
  static final int BUCKET = 20;

  /// An hour, in which a refresh has asked every bucket several times.
  static final long STALE_NANOS = 3_600_000_000_000L;

  private record Entry(PeerId peer, KadKey key, Set<AddressPrefix> groups, long answered) {}

  private final KadKey self;
  private final boolean diverse;
  private final Map<Integer, List<Entry>> buckets = new HashMap<>();

  /// @param diverse whether peers of one network are limited
  RoutingTable(KadKey self, boolean diverse) {
    this.self = self;
    this.diverse = diverse;
  }

  /// Takes a peer that has answered just now, or says of one that is here that it has.
  ///
  /// @param addresses where it was seen, not where it is said to be
  /// @return whether it is in the table now
  synchronized boolean answered(PeerId peer, List<Multiaddr> addresses, long now) {
    KadKey key = KadKey.of(peer);
    int prefix = self.commonPrefix(key);
    if (prefix == KadKey.BITS) {
      return false;
    }
    List<Entry> bucket = buckets.computeIfAbsent(prefix, _ -> new ArrayList<>());
    Set<AddressPrefix> groups = IpGroups.of(addresses);
    Entry entry = new Entry(peer, key, groups, now);
    for (int i = 0; i < bucket.size(); i++) {
      if (bucket.get(i).peer().equals(peer)) {
        // Its networks stay as they were counted, or it would change them past the bound.
        bucket.set(i, new Entry(peer, key, bucket.get(i).groups(), now));
        return true;
      }
    }
    if (diverse && !isDiverse(bucket, groups)) {
      return false;
    }
    if (bucket.size() < BUCKET) {
      return bucket.add(entry);
    }
    Entry oldest = bucket.stream().min(Comparator.comparingLong(Entry::answered)).orElseThrow();
    if (now - oldest.answered() < STALE_NANOS) {
      return false;
    }
    bucket.remove(oldest);
    return bucket.add(entry);
  }

  private boolean isDiverse(List<Entry> bucket, Set<AddressPrefix> groups) {
    for (AddressPrefix group : groups) {
      long here = bucket.stream().filter(e -> e.groups().contains(group)).count();
      long all =
          buckets.values().stream()
              .flatMap(List::stream)
              .filter(e -> e.groups().contains(group))
              .count();
      if (here >= IpGroups.MOST_OF_BUCKET || all >= IpGroups.MOST) {
        return false;
      }
    }
    return true;
  }

  /// Forgets a peer that did not answer.
  synchronized void failed(PeerId peer) {
    List<Entry> bucket = buckets.get(self.commonPrefix(KadKey.of(peer)));
    if (bucket != null) {
      bucket.removeIf(e -> e.peer().equals(peer));
    }
  }

  synchronized boolean contains(PeerId peer) {
    List<Entry> bucket = buckets.get(self.commonPrefix(KadKey.of(peer)));
    return bucket != null && bucket.stream().anyMatch(e -> e.peer().equals(peer));
  }

  /// The peers nearest to a place, nearest first.
  ///
  /// Who has as many bits in common with this node as the place has is nearest to the place; then
  /// come those of all deeper buckets, then the others, bucket by bucket.
  synchronized List<PeerId> nearest(KadKey target, int most) {
    int prefix = self.commonPrefix(target);
    List<Entry> nearest = new ArrayList<>();
    addSorted(nearest, target, buckets.getOrDefault(prefix, List.of()));
    if (nearest.size() < most) {
      List<Entry> deeper = new ArrayList<>();
      buckets.forEach((bits, bucket) -> {
        if (bits > prefix) {
          deeper.addAll(bucket);
        }
      });
      addSorted(nearest, target, deeper);
    }
    for (int bits = prefix - 1; bits >= 0 && nearest.size() < most; bits--) {
      addSorted(nearest, target, buckets.getOrDefault(bits, List.of()));
    }
    return nearest.stream().limit(most).map(Entry::peer).toList();
  }

  private static void addSorted(List<Entry> to, KadKey target, List<Entry> entries) {
    entries.stream().sorted((a, b) -> target.compareDistance(a.key(), b.key())).forEach(to::add);
  }

  /// Whether a peer is here that has been silent since before this.
  synchronized boolean isSilentSince(PeerId peer, long before) {
    List<Entry> bucket = buckets.get(self.commonPrefix(KadKey.of(peer)));
    return bucket != null
        && bucket.stream().anyMatch(e -> e.peer().equals(peer) && e.answered() < before);
  }

  /// The peers that have been silent since before this, who has been longest first.
  synchronized List<PeerId> silentSince(long before, int most) {
    return buckets.values().stream()
        .flatMap(List::stream)
        .filter(e -> e.answered() < before)
        .sorted(
            Comparator.comparingLong(Entry::answered)
                .thenComparing(Entry::peer, Comparator.naturalOrder()))
        .limit(most)
        .map(Entry::peer)
        .toList();
  }

  synchronized int size() {
    return buckets.values().stream().mapToInt(List::size).sum();
  }

  /// The last bucket that has peers, -1 if none has.
  synchronized int deepest() {
    return buckets.entrySet().stream()
        .filter(e -> !e.getValue().isEmpty())
        .mapToInt(Map.Entry::getKey)
        .max()
        .orElse(-1);
  }
}
