package network.cairn.libp2p.swarm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// Addresses that failed rest: 5 s + 1 s x tries^2, at most 5 minutes. Bounded, the oldest entries
/// go first. Thread-safe.
final class Backoff {
  private static final int MAX_ENTRIES = 4096;
  private static final long BASE_NANOS = 5_000_000_000L;
  private static final long STEP_NANOS = 1_000_000_000L;
  private static final long MAX_NANOS = 300_000_000_000L;

  private record Key(PeerId peer, Multiaddr address) {}

  private record Rest(int tries, long until) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, Rest> entries =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Rest> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  boolean rests(PeerId peer, Multiaddr address, long now) {
    lock.lock();
    try {
      Rest entry = entries.get(new Key(peer, address));
      return entry != null && now < entry.until;
    } finally {
      lock.unlock();
    }
  }

  void failed(PeerId peer, Multiaddr address, long now) {
    lock.lock();
    try {
      Key key = new Key(peer, address);
      Rest old = entries.remove(key);
      long tries = old == null ? 0 : old.tries;
      long rest = Math.min(MAX_NANOS, BASE_NANOS + STEP_NANOS * tries * tries);
      entries.put(key, new Rest((int) Math.min(tries + 1, 100), now + rest));
    } finally {
      lock.unlock();
    }
  }

  void succeeded(PeerId peer, Multiaddr address) {
    lock.lock();
    try {
      entries.remove(new Key(peer, address));
    } finally {
      lock.unlock();
    }
  }
}
