package network.cairn.http.rpc.kubo;

import java.time.Duration;
import java.util.Optional;
import network.cairn.libp2p.kad.InvalidValue;
import network.cairn.libp2p.kad.KadDht;
import network.cairn.libp2p.kad.LookupWatcher;

/// The best value of a key that any of several DHTs has, which are asked side by side. Thread-safe.
final class RoutingValue {
  private final byte[] key;
  private Optional<byte[]> best = Optional.empty();

  /// @param key as [KadDht#getValue] takes it
  RoutingValue(byte[] key) {
    this.key = key.clone();
  }

  /// Asks one DHT, on the caller's thread.
  void ask(KadDht dht, Duration time) throws InterruptedException {
    Optional<byte[]> found = dht.getValue(key, time, LookupWatcher.NONE);
    if (found.isPresent()) {
      offer(dht, found.get());
    }
  }

  private synchronized void offer(KadDht dht, byte[] value) {
    try {
      if (best.isEmpty() || dht.isBetter(key, value, best.get())) {
        best = Optional.of(value);
      }
    } catch (InvalidValue _) {
      // One of both has ended just now; the one that is here is told.
    }
  }

  synchronized Optional<byte[]> value() {
    return best;
  }
}
