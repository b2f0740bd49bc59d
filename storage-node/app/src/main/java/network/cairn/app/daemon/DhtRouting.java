package network.cairn.app.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.base.time.Scheduler;
import network.cairn.content.routing.ContentRouting;
import network.cairn.content.routing.HttpAddress;
import network.cairn.content.routing.ProviderInfo;
import network.cairn.ipld.cid.Cid;
import network.cairn.libp2p.kad.KadDht;
import network.cairn.libp2p.kad.KadPeer;
import network.cairn.libp2p.kad.LookupWatcher;
import network.cairn.libp2p.peerstore.Peerstore;

/// Who has told one DHT that it has a block. Of a provider whose place the DHT has forgotten it is
/// asked for that as well. Thread-safe.
final class DhtRouting implements ContentRouting {
  /// No record is kept under a longer key.
  private static final int MAX_KEY = 80;

  private static final Duration PLACE = Duration.ofSeconds(20);

  private final KadDht dht;
  private final Peerstore known;
  private final Scheduler scheduler;

  DhtRouting(KadDht dht, Peerstore known, Scheduler scheduler) {
    this.dht = dht;
    this.known = known;
    this.scheduler = scheduler;
  }

  @Override
  public void findProviders(Cid cid, int most, Duration timeout, Sink sink)
      throws InterruptedException {
    byte[] key = cid.multihash().bytes();
    if (key.length > MAX_KEY) {
      return;
    }
    if (dht.peers() == 0) {
      sink.failed("no peer of the DHT " + dht.scope().protocol() + " is known");
      return;
    }
    long deadline = scheduler.deadline(timeout);
    List<KadPeer> placeless = new ArrayList<>();
    dht.findProviders(
        key,
        most,
        timeout,
        provider -> {
          if (provider.addresses().isEmpty() && known.addresses(provider.id()).isEmpty()) {
            placeless.add(provider);
            return true;
          }
          return sink.found(
              new ProviderInfo(provider.id(), HttpAddress.ofStrangers(provider.addresses())));
        },
        LookupWatcher.NONE);
    for (KadPeer provider : placeless) {
      Duration left = Duration.ofNanos(deadline - scheduler.nanoTime());
      if (left.isNegative() || left.isZero()) {
        return;
      }
      Optional<KadPeer> placed =
          dht.findPeer(provider.id(), left.compareTo(PLACE) < 0 ? left : PLACE, LookupWatcher.NONE);
      if (placed.isPresent()
          && !sink.found(
              new ProviderInfo(provider.id(), HttpAddress.ofStrangers(placed.get().addresses())))) {
        return;
      }
    }
  }
}
