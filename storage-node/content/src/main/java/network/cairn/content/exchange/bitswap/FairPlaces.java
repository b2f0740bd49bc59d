package network.cairn.content.exchange.bitswap;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import network.cairn.base.time.Scheduler;
import org.jspecify.annotations.Nullable;

/// Places that peers wait for. One network has a part of them at most, and the next one is for the
/// network that has the fewest, among equals for who waits longest. Thread-safe.
final class FairPlaces {
  private final Scheduler scheduler;
  private final Scheduler.Monitor monitor;
  private final int places;
  private final int perNetwork;
  private final Map<PeerNetwork, Integer> held = new HashMap<>();
  private final Set<Turn> waiting = new LinkedHashSet<>();
  private int used;

  /// One that waits for a place; each is another.
  private static final class Turn {
    final PeerNetwork network;
    final Grant grant;

    Turn(PeerNetwork network, Grant grant) {
      this.network = network;
      this.grant = grant;
    }
  }

  FairPlaces(Scheduler scheduler, int places, int perNetwork) {
    this.scheduler = scheduler;
    this.monitor = scheduler.monitor();
    this.places = places;
    this.perNetwork = perNetwork;
  }

  /// Waits for a place.
  void take(PeerNetwork network) throws InterruptedException {
    Turn turn = new Turn(network, new Grant(scheduler));
    queue(turn);
    boolean taken = false;
    try {
      taken = turn.grant.await(Scheduler.NEVER);
    } finally {
      if (!taken) {
        leave(turn);
      }
    }
  }

  void give(PeerNetwork network) {
    monitor.lock();
    try {
      free(network);
      grant();
    } finally {
      monitor.unlock();
    }
  }

  int used() {
    monitor.lock();
    try {
      return used;
    } finally {
      monitor.unlock();
    }
  }

  private void queue(Turn turn) {
    monitor.lock();
    try {
      waiting.add(turn);
      grant();
    } finally {
      monitor.unlock();
    }
  }

  /// Somebody waits no more; a place that came at the same time is for the next.
  private void leave(Turn turn) {
    monitor.lock();
    try {
      if (!waiting.remove(turn)) {
        free(turn.network);
      }
      grant();
    } finally {
      monitor.unlock();
    }
  }

  private void free(PeerNetwork network) {
    used--;
    held.computeIfPresent(network, (_, n) -> n == 1 ? null : n - 1);
  }

  private void grant() {
    while (used < places) {
      Turn next = next();
      if (next == null) {
        return;
      }
      waiting.remove(next);
      used++;
      held.merge(next.network, 1, Integer::sum);
      next.grant.give();
    }
  }

  /// The first of those whose network has the fewest places, and may have another.
  private @Nullable Turn next() {
    Turn first = null;
    int fewest = perNetwork;
    for (Turn turn : waiting) {
      int has = held.getOrDefault(turn.network, 0);
      if (has < fewest) {
        first = turn;
        fewest = has;
      }
    }
    return first;
  }
}
