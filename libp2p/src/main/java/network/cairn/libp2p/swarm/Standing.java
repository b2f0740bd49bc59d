package network.cairn.libp2p.swarm;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.libp2p.host.Connection.Direction;
import network.cairn.libp2p.peer.PeerId;

/// Which peers this host has reason to keep: those that it protects by a tag, and those that have
/// given what it asked them for. A peer cannot put itself here: only the protocol that asked and
/// checked the answer does. Of more than 4,096 peers of use the one longest ago is forgotten.
/// Thread-safe.
final class Standing {
  private static final int MAX_PEERS = 4096;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<PeerId, Set<String>> tags = new HashMap<>();
  private final Map<PeerId, Long> useful =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerId, Long> eldest) {
          return size() > MAX_PEERS;
        }
      };

  void protect(PeerId peer, String tag) {
    lock.lock();
    try {
      tags.computeIfAbsent(peer, _ -> new HashSet<>()).add(tag);
    } finally {
      lock.unlock();
    }
  }

  void unprotect(PeerId peer, String tag) {
    lock.lock();
    try {
      tags.computeIfPresent(peer, (_, of) -> of.remove(tag) && of.isEmpty() ? null : of);
    } finally {
      lock.unlock();
    }
  }

  /// Notes bytes of use; true if they are this peer's first.
  boolean useful(PeerId peer, long bytes) {
    lock.lock();
    try {
      return bytes > 0 && useful.merge(peer, bytes, Long::sum) == bytes;
    } finally {
      lock.unlock();
    }
  }

  boolean isProtected(PeerId peer) {
    lock.lock();
    try {
      return tags.containsKey(peer);
    } finally {
      lock.unlock();
    }
  }

  /// Whether a connection is one that this host chose or has reason to keep; else its peer is a
  /// stranger.
  boolean isKnown(PeerId peer, Direction direction) {
    lock.lock();
    try {
      return direction == Direction.OUTBOUND || tags.containsKey(peer) || useful.containsKey(peer);
    } finally {
      lock.unlock();
    }
  }
}
