package network.cairn.libp2p;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.PeerListener;
import network.cairn.libp2p.peer.PeerId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells listeners of peers coming and going, in order, from one task. Bounded: it remembers one
/// change per peer; a peer that went and came back before anyone was told is reported gone, then
/// here, and one that came and went is reported gone.
final class PeerEvents {
  private static final Logger LOG = LoggerFactory.getLogger(PeerEvents.class);

  private static final class Change {
    boolean gone;
    boolean here;
  }

  private final List<PeerListener> listeners = new CopyOnWriteArrayList<>();
  private final Scheduler.Monitor monitor;
  private final Map<PeerId, Change> changes = new LinkedHashMap<>();
  private final Map<PeerId, Boolean> here = new LinkedHashMap<>();
  private boolean closed;

  PeerEvents(Scheduler scheduler) {
    this.monitor = scheduler.monitor();
    new CriticalLoop(scheduler, "peer-events", this::run).start();
  }

  void add(PeerListener listener) {
    listeners.add(listener);
  }

  void identified(PeerId peer) {
    monitor.lock();
    try {
      if (here.put(peer, true) == null) {
        changes.computeIfAbsent(peer, _ -> new Change()).here = true;
        monitor.signalAll();
      }
    } finally {
      monitor.unlock();
    }
  }

  void gone(PeerId peer) {
    monitor.lock();
    try {
      here.remove(peer);
      // Also where nobody was told that it came: what it said may be kept somewhere.
      Change pending = changes.computeIfAbsent(peer, _ -> new Change());
      pending.gone = true;
      pending.here = false;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  void close() {
    monitor.lock();
    try {
      closed = true;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  private void run() throws InterruptedException {
    for (Map.Entry<PeerId, Change> next = next(); next != null; next = next()) {
      tell(next.getKey(), next.getValue());
    }
  }

  private Map.@Nullable Entry<PeerId, Change> next() throws InterruptedException {
    monitor.lock();
    try {
      while (changes.isEmpty()) {
        if (closed) {
          return null;
        }
        monitor.await(Scheduler.NEVER);
      }
      Map.Entry<PeerId, Change> first = changes.entrySet().iterator().next();
      changes.remove(first.getKey());
      return Map.entry(first.getKey(), first.getValue());
    } finally {
      monitor.unlock();
    }
  }

  private void tell(PeerId peer, Change change) {
    for (PeerListener listener : listeners) {
      try {
        if (change.gone) {
          listener.disconnected(peer);
        }
        if (change.here) {
          listener.connected(peer);
        }
      } catch (RuntimeException e) {
        LOG.warn("a peer listener failed for {}", peer, e);
      }
    }
  }
}
