package network.cairn.content.exchange.bitswap;

import java.util.HashMap;
import java.util.Map;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.peer.PeerId;

/// How many messages of one peer may be read at once; the streams of further ones wait, held back
/// by their windows. Thread-safe.
final class InboundLimit {
  private final Scheduler.Monitor monitor;
  private final int most;
  private final Map<PeerId, Integer> reading = new HashMap<>();

  InboundLimit(Scheduler scheduler, int most) {
    this.monitor = scheduler.monitor();
    this.most = most;
  }

  void enter(PeerId peer) throws InterruptedException {
    monitor.lock();
    try {
      while (reading.getOrDefault(peer, 0) >= most) {
        monitor.await(Scheduler.NEVER);
      }
      reading.merge(peer, 1, Integer::sum);
    } finally {
      monitor.unlock();
    }
  }

  void leave(PeerId peer) {
    monitor.lock();
    try {
      int before = reading.merge(peer, -1, Integer::sum) + 1;
      if (before == 1) {
        reading.remove(peer);
      }
      if (before >= most) {
        monitor.signalAll();
      }
    } finally {
      monitor.unlock();
    }
  }
}
