package network.cairn.ledger.engine.tip;

import com.google.protobuf.ByteString;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The transactions on which the rules failed, by body id, so that they are not taken again.
/// Bounded: the first ones are forgotten. Thread-safe.
final class FaultyTxs {
  private static final int MAX = 1_024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Set<ByteString> ids = new LinkedHashSet<>();

  void add(ByteString bodyId) {
    lock.lock();
    try {
      ids.add(bodyId);
      if (ids.size() > MAX) {
        ids.remove(ids.iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  boolean contains(ByteString bodyId) {
    lock.lock();
    try {
      return ids.contains(bodyId);
    } finally {
      lock.unlock();
    }
  }
}
