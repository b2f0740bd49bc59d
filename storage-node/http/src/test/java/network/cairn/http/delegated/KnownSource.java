package network.cairn.http.delegated;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.base.time.Scheduler;
import network.cairn.ipld.cid.Cid;
import network.cairn.libp2p.peer.PeerId;

/// Answers of a test, each after a pause.
final class KnownSource implements RoutingSource {
  final List<PeerRecord> providers = new ArrayList<>();
  final Map<PeerId, PeerRecord> peers = new HashMap<>();
  final Map<PeerId, NameRecord> names = new HashMap<>();
  final List<PeerRecord> closest = new ArrayList<>();
  final List<byte[]> keys = new ArrayList<>();
  final Map<PeerId, byte[]> published = new HashMap<>();
  boolean dht = true;
  int takers = 1;
  Optional<Duration> pause = Optional.empty();
  Optional<RuntimeException> fault = Optional.empty();
  Scheduler scheduler;

  KnownSource(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  private void rest() throws InterruptedException {
    if (pause.isPresent()) {
      scheduler.sleep(pause.get());
    }
  }

  @Override
  public boolean hasDht() {
    return dht;
  }

  @Override
  public void providers(Cid cid, int most, Duration time, Sink sink) throws InterruptedException {
    for (PeerRecord provider : providers) {
      rest();
      if (!sink.found(provider)) {
        return;
      }
    }
    if (fault.isPresent()) {
      throw fault.get();
    }
  }

  @Override
  public Optional<PeerRecord> peer(PeerId peer, Duration time) throws InterruptedException {
    rest();
    return Optional.ofNullable(peers.get(peer));
  }

  @Override
  public Optional<NameRecord> name(PeerId name, Duration time) {
    return Optional.ofNullable(names.get(name));
  }

  @Override
  public int publish(PeerId name, byte[] record, Duration time) {
    published.put(name, record);
    return takers;
  }

  @Override
  public List<PeerRecord> closest(byte[] key, Duration time) {
    keys.add(key);
    return closest;
  }
}
