package network.cairn.content.exchange.bitswap;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// An amount of something that all peers share, of which one network gets a part at most. Nobody
/// waits for it: who gets nothing does with less. Thread-safe.
final class Shares {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<PeerNetwork, Long> taken = new HashMap<>();
  private final long most;
  private final long perNetwork;
  private long sum;

  /// @param most of all networks together
  Shares(long most, long perNetwork) {
    this.most = most;
    this.perNetwork = perNetwork;
  }

  /// Takes all of it or nothing.
  boolean take(PeerNetwork network, long amount) {
    if (amount == 0) {
      return true;
    }
    lock.lock();
    try {
      long before = taken.getOrDefault(network, 0L);
      if (sum + amount > most || before + amount > perNetwork) {
        return false;
      }
      sum += amount;
      taken.put(network, before + amount);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void give(PeerNetwork network, long amount) {
    if (amount == 0) {
      return;
    }
    lock.lock();
    try {
      sum -= amount;
      taken.computeIfPresent(network, (_, had) -> had == amount ? null : had - amount);
    } finally {
      lock.unlock();
    }
  }

  long taken() {
    lock.lock();
    try {
      return sum;
    } finally {
      lock.unlock();
    }
  }
}
