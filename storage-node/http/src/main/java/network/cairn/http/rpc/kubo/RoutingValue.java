package network.cairn.http.rpc.kubo;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import network.cairn.http.delegated.DelegatedRouter;
import network.cairn.libp2p.kad.InvalidValue;
import network.cairn.libp2p.kad.IpnsRecord;
import network.cairn.libp2p.kad.KadDht;
import network.cairn.libp2p.kad.LookupWatcher;
import network.cairn.libp2p.peer.PeerId;

/// The best value of a key that any of several DHTs and routers has, which are asked side by side.
/// Thread-safe.
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
      offer(found.get(), (value, than) -> dht.isBetter(key, value, than));
    }
  }

  /// Asks a router for the record of a name, which the key is, on the caller's thread.
  void ask(DelegatedRouter router, PeerId name, Duration time, Instant now)
      throws InterruptedException {
    Optional<byte[]> found = router.name(name, time);
    if (found.isPresent()) {
      offer(
          found.get(),
          (value, than) ->
              IpnsRecord.check(name, value, now).compareTo(IpnsRecord.check(name, than, now)) > 0);
    }
  }

  private interface Order {
    boolean isBetter(byte[] value, byte[] than) throws InvalidValue;
  }

  private synchronized void offer(byte[] value, Order order) {
    try {
      if (best.isEmpty() || order.isBetter(value, best.get())) {
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
