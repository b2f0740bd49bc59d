package network.cairn.content.exchange.bitswap;

import java.util.HashMap;
import java.util.Map;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.peer.PeerId;

/// How many messages may be read at once; the streams of further ones wait, held back by their
/// windows. Thread-safe.
///
/// A peer has a number of them. Of large ones that nobody asked for there are [#UNASKED] in all and
/// an eighth of that for one network: what was asked for never waits for them, and its memory is
/// bounded by what is asked.
final class InboundLimit {
  static final int UNASKED = 64;

  /// Above this a message holds blocks, or so many wants that few peers have them.
  static final int LARGE = 64 * 1024;

  private static final int NETWORKS = 8;

  private final Scheduler.Monitor monitor;
  private final int most;
  private final Map<PeerId, Integer> reading = new HashMap<>();
  private final Shares unasked = new Shares(UNASKED, UNASKED / NETWORKS);

  InboundLimit(Scheduler scheduler, int most) {
    this.monitor = scheduler.monitor();
    this.most = most;
  }

  /// A message that may be read.
  final class Place implements AutoCloseable {
    private final PeerId peer;
    private final PeerNetwork network;
    private final boolean counted;

    private Place(PeerId peer, PeerNetwork network, boolean counted) {
      this.peer = peer;
      this.network = network;
      this.counted = counted;
    }

    @Override
    public void close() {
      monitor.lock();
      try {
        reading.computeIfPresent(peer, (_, n) -> n == 1 ? null : n - 1);
        unasked.give(network, counted ? 1 : 0);
        monitor.signalAll();
      } finally {
        monitor.unlock();
      }
    }
  }

  /// Waits until a message may be read.
  ///
  /// @param asked whether the peer was asked for blocks
  Place enter(PeerId peer, PeerNetwork network, int length, boolean asked)
      throws InterruptedException {
    boolean counted = length > LARGE && !asked;
    monitor.lock();
    try {
      while (reading.getOrDefault(peer, 0) >= most || counted && !unasked.take(network, 1)) {
        monitor.await(Scheduler.NEVER);
      }
      reading.merge(peer, 1, Integer::sum);
      return new Place(peer, network, counted);
    } finally {
      monitor.unlock();
    }
  }
}
