package network.cairn.content.exchange.bitswap;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.libp2p.peer.PeerId;
import org.jspecify.annotations.Nullable;

/// How many messages may be read at once; the streams of further ones wait, held back by their
/// windows, and end after [#WAIT]. Thread-safe.
///
/// A peer has a number of them. Of large ones that nobody asked for there are [#UNASKED] in all and
/// an eighth of that for one network: what was asked for never waits for them, and its memory is
/// bounded by what is asked. The next one is of the network that reads the fewest, among equals the
/// one that waits longest.
final class InboundLimit {
  static final int UNASKED = 64;

  /// Above this a message holds blocks, or so many wants that few peers have them.
  static final int LARGE = 64 * 1024;

  /// How long a message waits: as long as one that is read may take.
  static final Duration WAIT = Inbox.MESSAGE_TIMEOUT;

  /// How often one that nobody asked for looks whether its peer has been asked meanwhile.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final int NETWORKS = 8;

  private final Scheduler scheduler;
  private final Scheduler.Monitor monitor;
  private final int most;
  private final Map<PeerId, Integer> reading = new HashMap<>();
  private final Map<PeerNetwork, Integer> unasked = new HashMap<>();
  private final Set<Place> waiting = new LinkedHashSet<>();
  private int allUnasked;

  InboundLimit(Scheduler scheduler, int most) {
    this.scheduler = scheduler;
    this.monitor = scheduler.monitor();
    this.most = most;
  }

  /// A message that may be read, or waits for that.
  final class Place implements AutoCloseable {
    private final PeerId peer;
    private final PeerNetwork network;
    private final Grant grant = new Grant(scheduler);

    // Written under the limit's lock by who waits; it stands once the message may be read.
    private boolean counted;

    private Place(PeerId peer, PeerNetwork network, boolean counted) {
      this.peer = peer;
      this.network = network;
      this.counted = counted;
    }

    /// Ends the message, or its wait.
    @Override
    public void close() {
      monitor.lock();
      try {
        if (!waiting.remove(this)) {
          count(this, -1);
        }
        admit();
      } finally {
        monitor.unlock();
      }
    }
  }

  /// Waits until a message may be read.
  ///
  /// @param asked whether the peer has been asked for blocks; it may be while the message waits
  /// @throws StreamTimeout if that takes too long
  Place enter(PeerId peer, PeerNetwork network, int length, BooleanSupplier asked)
      throws InterruptedException, StreamTimeout {
    Place place = new Place(peer, network, length > LARGE && !asked.getAsBoolean());
    queue(place);
    boolean entered = false;
    try {
      await(place, asked);
      entered = true;
      return place;
    } finally {
      if (!entered) {
        place.close();
      }
    }
  }

  private void queue(Place place) {
    monitor.lock();
    try {
      waiting.add(place);
      admit();
    } finally {
      monitor.unlock();
    }
  }

  private void await(Place place, BooleanSupplier asked)
      throws InterruptedException, StreamTimeout {
    long deadline = scheduler.deadline(WAIT);
    while (!place.grant.await(place.counted ? nextLook(deadline) : deadline)) {
      if (scheduler.nanoTime() >= deadline) {
        throw new StreamTimeout("a message was not read for " + WAIT);
      }
      if (asked.getAsBoolean()) {
        uncount(place);
      }
    }
  }

  private long nextLook(long deadline) {
    return Math.min(deadline, scheduler.deadline(LOOK));
  }

  private void uncount(Place place) {
    monitor.lock();
    try {
      if (waiting.contains(place)) {
        place.counted = false;
        admit();
      }
    } finally {
      monitor.unlock();
    }
  }

  private void admit() {
    for (Optional<Place> next = next(); next.isPresent(); next = next()) {
      waiting.remove(next.get());
      count(next.get(), 1);
      next.get().grant.give();
    }
  }

  private void count(Place place, int by) {
    add(reading, place.peer, by);
    if (place.counted) {
      allUnasked += by;
      add(unasked, place.network, by);
    }
  }

  private static <K> void add(Map<K, Integer> counts, K key, int by) {
    int now = counts.getOrDefault(key, 0) + by;
    if (now == 0) {
      counts.remove(key);
    } else {
      counts.put(key, now);
    }
  }

  private Optional<Place> next() {
    @Nullable Place first = null;
    int fewest = UNASKED / NETWORKS;
    for (Place place : waiting) {
      if (reading.getOrDefault(place.peer, 0) >= most) {
        continue;
      }
      if (!place.counted) {
        return Optional.of(place);
      }
      int has = unasked.getOrDefault(place.network, 0);
      if (allUnasked < UNASKED && has < fewest) {
        first = place;
        fewest = has;
      }
    }
    return Optional.ofNullable(first);
  }
}
