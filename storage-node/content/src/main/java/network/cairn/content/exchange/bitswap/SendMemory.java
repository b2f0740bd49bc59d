package network.cairn.content.exchange.bitswap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.cairn.base.time.Scheduler;
import org.jspecify.annotations.Nullable;

/// The memory that blocks on their way out may take.
///
/// A slice of a message takes a place while it is written, and nothing between slices. There are as
/// many places as a node has connections, so usually nobody waits; where there are more, a network
/// has a quarter of them at most, and the next one is for the network that has the fewest. Peers
/// that read swiftly have whole messages in memory beside that, a network an eighth of it at most:
/// where there is no room left they are served by slices too, and nobody waits for them either.
/// Thread-safe.
final class SendMemory {
  /// Bytes of a place.
  static final int SLICE = 64 * 1024;

  /// Blocks that are read to have a slice cut from them, at once: a matter of the disk, not of
  /// peers.
  private static final int LOADS = 8;

  private static final int NETWORKS_OF_SLICES = 4;
  private static final int NETWORKS_OF_WHOLES = 8;

  private final Scheduler.Monitor monitor;
  private final int places;
  private final int placesPerNetwork;
  private final Shares wholes;
  private final Map<PeerNetwork, Integer> held = new HashMap<>();
  private final List<Turn> waiting = new ArrayList<>();
  private int used;
  private int loads;

  /// One that waits for a place; each is another.
  private static final class Turn {
    final PeerNetwork network;

    Turn(PeerNetwork network) {
      this.network = network;
    }
  }

  /// @param bytes for whole messages; places have half as much again
  SendMemory(Scheduler scheduler, long bytes) {
    this.monitor = scheduler.monitor();
    this.places = Math.clamp(bytes / 2 / SLICE, NETWORKS_OF_SLICES, 1 << 16);
    this.placesPerNetwork = places / NETWORKS_OF_SLICES;
    this.wholes = new Shares(bytes, Math.max(bytes / NETWORKS_OF_WHOLES, MessageCodec.MAX_MESSAGE));
  }

  /// Takes room for a whole message, if there is any.
  boolean takeWhole(PeerNetwork network, long bytes) {
    return wholes.take(network, bytes);
  }

  void giveWhole(PeerNetwork network, long bytes) {
    wholes.give(network, bytes);
  }

  /// Waits for a place.
  void takeSlice(PeerNetwork network) throws InterruptedException {
    monitor.lock();
    try {
      Turn turn = new Turn(network);
      waiting.add(turn);
      try {
        while (used >= places || next() != turn) {
          monitor.await(Scheduler.NEVER);
        }
        used++;
        held.merge(network, 1, Integer::sum);
      } finally {
        waiting.remove(turn);
        monitor.signalAll();
      }
    } finally {
      monitor.unlock();
    }
  }

  void giveSlice(PeerNetwork network) {
    monitor.lock();
    try {
      used--;
      held.computeIfPresent(network, (_, n) -> n == 1 ? null : n - 1);
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  /// The first of those whose network has the fewest places, and may have another.
  private @Nullable Turn next() {
    Turn first = null;
    int fewest = placesPerNetwork;
    for (Turn turn : waiting) {
      int has = held.getOrDefault(turn.network, 0);
      if (has < fewest) {
        first = turn;
        fewest = has;
      }
    }
    return first;
  }

  /// Waits until blocks may be read.
  void beginLoad() throws InterruptedException {
    monitor.lock();
    try {
      while (loads >= LOADS) {
        monitor.await(Scheduler.NEVER);
      }
      loads++;
    } finally {
      monitor.unlock();
    }
  }

  void endLoad() {
    monitor.lock();
    try {
      loads--;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  /// Bytes that are held now.
  long held() {
    monitor.lock();
    try {
      return (long) used * SLICE + wholes.taken();
    } finally {
      monitor.unlock();
    }
  }
}
