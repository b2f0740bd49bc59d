package network.cairn.libp2p.kad;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// Which of many keys each peer of a region is told, and who has been. Thread-safe.
final class RegionTelling {
  private record Place(PeerId peer, KadKey key) {}

  private final KadPeer self;
  private final List<byte[]> keys;
  private final Map<PeerId, List<Integer>> ofPeer = new HashMap<>();
  private final List<byte[]> own = new ArrayList<>();
  private final AtomicIntegerArray told;

  /// @param addresses where this node can be reached
  RegionTelling(PeerId self, List<Multiaddr> addresses, List<PeerId> peers, List<byte[]> keys) {
    this.self = new KadPeer(self, addresses);
    this.keys = keys;
    this.told = new AtomicIntegerArray(keys.size());
    List<Place> places = new ArrayList<>();
    peers.forEach(peer -> places.add(new Place(peer, KadKey.of(peer))));
    places.add(new Place(self, KadKey.of(self)));
    for (int i = 0; i < keys.size(); i++) {
      KadKey key = KadKey.of(keys.get(i));
      places.sort((a, b) -> key.compareDistance(a.key(), b.key()));
      share(i, places);
    }
  }

  /// To the nearest others; and to this node itself where it is as near as they are.
  private void share(int key, List<Place> nearestFirst) {
    int left = RoutingTable.BUCKET;
    for (Place place : nearestFirst) {
      if (place.peer().equals(self.id())) {
        own.add(keys.get(key));
      } else {
        ofPeer.computeIfAbsent(place.peer(), _ -> new ArrayList<>()).add(key);
        left--;
      }
      if (left == 0) {
        return;
      }
    }
  }

  /// The keys to which this node is among the nearest.
  List<byte[]> own() {
    return own;
  }

  /// What a peer is told, made as it is read.
  Messages messages(PeerId peer) {
    return new Messages(ofPeer.getOrDefault(peer, List.of()));
  }

  /// Announcements.
  final class Messages implements Iterable<KadMessage> {
    private final List<Integer> numbers;

    Messages(List<Integer> numbers) {
      this.numbers = numbers;
    }

    int count() {
      return numbers.size();
    }

    @Override
    public Iterator<KadMessage> iterator() {
      return numbers.stream()
          .map(i ->
              KadMessage.of(KadMessage.Type.ADD_PROVIDER, keys.get(i)).withProviders(List.of(self)))
          .iterator();
    }
  }

  /// A peer has taken all that it was to be told.
  void told(PeerId peer) {
    ofPeer.getOrDefault(peer, List.of()).forEach(told::incrementAndGet);
  }

  RegionPeers.Told result() {
    long records = IntStream.range(0, keys.size()).mapToLong(told::get).sum();
    int some = (int) IntStream.range(0, keys.size()).filter(i -> told.get(i) > 0).count();
    return new RegionPeers.Told(records, some);
  }
}
