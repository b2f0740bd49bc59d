package network.cairn.libp2p.swarm;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.base.net.AddressPrefix;
import network.cairn.libp2p.host.StreamBounds;
import network.cairn.libp2p.peer.PeerId;
import org.jspecify.annotations.Nullable;

/// Admits the inbound streams of all protocols of a host (docs/protocol.md §8, places of streams).
///
/// A stream rests until its request has been read, and between requests. Who comes to rest is
/// always let in; above a bound the one that has rested longest is turned out, of the peer, of the
/// network or of all, whichever bound is broken, so that silence costs the silent. A stream whose
/// request has been read is served if its protocol has a place for its peer, its network and
/// itself. Counts are kept of open streams only. Thread-safe; who is turned out is told under no
/// lock.
final class InboundStreamPlaces {
  /// As many as may agree at once, and as many again that have agreed.
  static final int RESTING_PER_PEER = 256;

  static final int RESTING_PER_NETWORK = 512;
  static final int RESTING = 2_048;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<PeerId, SequencedSet<Place>> resting = new HashMap<>();
  private final Map<AddressPrefix, Map<PeerId, Integer>> networks = new HashMap<>();
  private final Map<String, Served> served = new HashMap<>();
  private int rested;

  /// Who is served of one protocol.
  private static final class Served {
    private final Map<PeerId, Integer> peers = new HashMap<>();
    private final Map<AddressPrefix, Integer> networks = new HashMap<>();
    private int all;

    boolean take(Place place, StreamBounds bounds) {
      AddressPrefix network = place.network;
      if (all >= bounds.inAll()
          || peers.getOrDefault(place.peer, 0) >= bounds.perPeer()
          || (network != null && networks.getOrDefault(network, 0) >= bounds.perNetwork())) {
        return false;
      }
      all++;
      peers.merge(place.peer, 1, Integer::sum);
      if (network != null) {
        networks.merge(network, 1, Integer::sum);
      }
      return true;
    }

    void give(Place place) {
      all--;
      less(peers, place.peer);
      if (place.network != null) {
        less(networks, place.network);
      }
    }
  }

  private static <K> void less(Map<K, Integer> counts, K key) {
    counts.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
  }

  /// A stream has come and rests.
  ///
  /// @param turnOut resets the stream; called at most once, from any thread
  Place arrive(PeerId peer, Optional<InetAddress> ip, Runnable turnOut) {
    AddressPrefix network =
        ip.filter(address -> !address.isLoopbackAddress())
            .map(address -> AddressPrefix.customer(address))
            .orElse(null);
    Place place = new Place(peer, network, turnOut);
    place.rest();
    return place;
  }

  /// How many rest now.
  int resting() {
    lock.lock();
    try {
      return rested;
    } finally {
      lock.unlock();
    }
  }

  private void add(Place place) {
    resting.computeIfAbsent(place.peer, _ -> new LinkedHashSet<>()).addLast(place);
    if (place.network != null) {
      networks
          .computeIfAbsent(place.network, _ -> new HashMap<>())
          .merge(place.peer, 1, Integer::sum);
    }
    rested++;
  }

  private void remove(Place place) {
    SequencedSet<Place> ofPeer = resting.get(place.peer);
    if (ofPeer == null || !ofPeer.remove(place)) {
      return;
    }
    rested--;
    if (ofPeer.isEmpty()) {
      resting.remove(place.peer);
    }
    AddressPrefix network = place.network;
    if (network != null) {
      Map<PeerId, Integer> peers = ofNetwork(network);
      less(peers, place.peer);
      if (peers.isEmpty()) {
        networks.remove(network);
      }
    }
  }

  /// Who must go, now that this one rests; removed already.
  private Optional<Place> surplus(Place newcomer) {
    Optional<Place> out = Optional.empty();
    AddressPrefix network = newcomer.network;
    if (ofPeer(newcomer.peer).size() > RESTING_PER_PEER) {
      out = Optional.of(ofPeer(newcomer.peer).getFirst());
    } else if (network != null && sum(ofNetwork(network)) > RESTING_PER_NETWORK) {
      out = Optional.of(longest(ofNetwork(network), network));
    } else if (rested > RESTING) {
      out = Optional.of(longestOfAll());
    }
    out.ifPresent(this::remove);
    return out;
  }

  private SequencedSet<Place> ofPeer(PeerId peer) {
    return resting.getOrDefault(peer, new LinkedHashSet<>());
  }

  private Map<PeerId, Integer> ofNetwork(AddressPrefix network) {
    return networks.getOrDefault(network, new HashMap<>());
  }

  /// Of a network's heaviest peer, the one there that has rested longest.
  private Place longest(Map<PeerId, Integer> peers, AddressPrefix network) {
    return ofPeer(heaviest(peers)).stream()
        .filter(place -> network.equals(place.network))
        .findFirst()
        .orElseThrow();
  }

  private static int sum(Map<PeerId, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static PeerId heaviest(Map<PeerId, Integer> counts) {
    return counts.entrySet().stream()
        .max(
            Map.Entry.<PeerId, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .orElseThrow()
        .getKey();
  }

  /// Of the network where most rest, or of the peer with more than that, which then has none: on
  /// loopback each peer stands for itself.
  private Place longestOfAll() {
    SequencedSet<Place> peer =
        resting.values().stream().max(Comparator.comparingInt(SequencedSet::size)).orElseThrow();
    return networks.entrySet().stream()
        .max(Comparator.comparingInt(network -> sum(network.getValue())))
        .filter(network -> sum(network.getValue()) >= peer.size())
        .map(network -> longest(network.getValue(), network.getKey()))
        .orElseGet(peer::getFirst);
  }

  /// One stream's place, resting or served, until [#leave]. Thread-safe.
  final class Place {
    private final PeerId peer;
    private final @Nullable AddressPrefix network;
    private final Runnable turnOut;
    private @Nullable Served in;
    private boolean over;

    Place(PeerId peer, @Nullable AddressPrefix network, Runnable turnOut) {
      this.peer = peer;
      this.network = network;
      this.turnOut = turnOut;
    }

    /// The request has been read: takes a place of the protocol unless it has one.
    ///
    /// @return false if none is free, or the stream was turned out
    boolean take(StreamBounds bounds) {
      lock.lock();
      try {
        if (over || in != null) {
          return !over;
        }
        Served of = served.computeIfAbsent(bounds.name(), _ -> new Served());
        if (!of.take(this, bounds)) {
          return false;
        }
        remove(this);
        in = of;
        return true;
      } finally {
        lock.unlock();
      }
    }

    /// The request has been answered: the next may come.
    void rest() {
      Optional<Place> out;
      lock.lock();
      try {
        if (over) {
          return;
        }
        giveBack();
        add(this);
        out = surplus(this);
        out.ifPresent(place -> place.over = true);
      } finally {
        lock.unlock();
      }
      out.ifPresent(place -> place.turnOut.run());
    }

    /// The stream has ended.
    void leave() {
      lock.lock();
      try {
        giveBack();
        over = true;
      } finally {
        lock.unlock();
      }
    }

    private void giveBack() {
      remove(this);
      if (in != null) {
        in.give(this);
        in = null;
      }
    }
  }
}
