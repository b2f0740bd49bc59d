package network.cairn.app.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import network.cairn.base.time.Scheduler;
import network.cairn.content.routing.ContentRouting;
import network.cairn.content.routing.ProviderInfo;
import network.cairn.http.delegated.NameRecord;
import network.cairn.http.delegated.PeerRecord;
import network.cairn.http.delegated.RoutingSource;
import network.cairn.ipld.cid.Cid;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.kad.InvalidValue;
import network.cairn.libp2p.kad.IpnsRecord;
import network.cairn.libp2p.kad.KadDht;
import network.cairn.libp2p.kad.KadPeer;
import network.cairn.libp2p.kad.LookupWatcher;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.blockstore.Blockstore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this node tells others who delegate their routing to it: what it has itself, then what its
/// own ways of finding say. Other routers are not among these, so that no question goes round in a
/// circle. Thread-safe.
final class NodeRouting implements RoutingSource {
  private static final Logger LOG = LoggerFactory.getLogger(NodeRouting.class);
  private static final String BITSWAP = "transport-bitswap";
  private static final String BITSWAP_STREAMS = "/ipfs/bitswap";
  private static final byte[] NAMES = {'/', 'i', 'p', 'n', 's', '/'};

  private final Host host;
  private final Predicate<Cid> serves;
  private final ContentRouting ways;
  private final List<KadDht> dhts;
  private final Scheduler scheduler;

  /// @param serves which blocks peers get from this node
  /// @param ways of finding that are not other routers
  NodeRouting(
      Host host,
      Predicate<Cid> serves,
      ContentRouting ways,
      List<KadDht> dhts,
      Scheduler scheduler) {
    this.host = host;
    this.serves = serves;
    this.ways = ways;
    this.dhts = List.copyOf(dhts);
    this.scheduler = scheduler;
  }

  @Override
  public boolean hasDht() {
    return !dhts.isEmpty();
  }

  @Override
  public void providers(Cid cid, int most, Duration time, Sink sink) throws InterruptedException {
    if (serves.test(cid) && !sink.found(self())) {
      return;
    }
    ways.findProviders(
        cid,
        most,
        time,
        new ContentRouting.Sink() {
          @Override
          public boolean found(ProviderInfo provider) {
            return sink.found(record(provider.peer(), provider.addresses()));
          }

          @Override
          public void failed(String why) {
            LOG.debug("for a caller of the routing door: {}", why);
          }
        });
  }

  private PeerRecord self() {
    return new PeerRecord(host.id(), host.announcedAddresses(), List.of(BITSWAP));
  }

  private PeerRecord record(PeerId peer, List<Multiaddr> addresses) {
    List<Multiaddr> known = addresses.isEmpty() ? host.peerstore().addresses(peer) : addresses;
    boolean bitswap =
        host.peerstore().protocols(peer).stream().anyMatch(p -> p.startsWith(BITSWAP_STREAMS));
    return new PeerRecord(
        peer,
        known.stream().flatMap(a -> a.withoutPeer().stream()).toList(),
        bitswap ? List.of(BITSWAP) : List.of());
  }

  @Override
  public Optional<PeerRecord> peer(PeerId peer, Duration time) throws InterruptedException {
    if (peer.equals(host.id())) {
      return Optional.of(self());
    }
    if (host.isConnected(peer)) {
      return Optional.of(record(peer, List.of()));
    }
    long deadline = scheduler.deadline(time);
    for (int i = 0; i < dhts.size(); i++) {
      Optional<KadPeer> found =
          dhts.get(i).findPeer(peer, share(deadline, dhts.size() - i), LookupWatcher.NONE);
      if (found.isPresent()) {
        return Optional.of(record(peer, found.get().addresses()));
      }
    }
    return Optional.empty();
  }

  /// One's part of the time that is left for so many, one behind the other.
  private Duration share(long deadline, int left) {
    return Duration.ofNanos(Math.max(1, (deadline - scheduler.nanoTime()) / left));
  }

  private static byte[] key(PeerId name) {
    byte[] id = name.bytes();
    byte[] key = new byte[NAMES.length + id.length];
    System.arraycopy(NAMES, 0, key, 0, NAMES.length);
    System.arraycopy(id, 0, key, NAMES.length, id.length);
    return key;
  }

  private Instant now() {
    return Instant.ofEpochMilli(scheduler.epochMillis());
  }

  @Override
  public Optional<NameRecord> name(PeerId name, Duration time) throws InterruptedException {
    long deadline = scheduler.deadline(time);
    Optional<IpnsRecord> newest = Optional.empty();
    Optional<NameRecord> answer = Optional.empty();
    for (int i = 0; i < dhts.size(); i++) {
      try {
        Optional<byte[]> value =
            dhts.get(i).getValue(key(name), share(deadline, dhts.size() - i), LookupWatcher.NONE);
        if (value.isPresent()) {
          IpnsRecord read = IpnsRecord.check(name, value.get(), now());
          if (newest.isEmpty() || read.compareTo(newest.get()) > 0) {
            newest = Optional.of(read);
            answer = Optional.of(new NameRecord(value.get(), read.until(), read.keep()));
          }
        }
      } catch (IOException e) {
        LOG.debug("no record of the name {}: {}", name, e.getMessage());
      }
    }
    return answer;
  }

  @Override
  public int publish(PeerId name, byte[] record, Duration time)
      throws IOException, InterruptedException {
    IpnsRecord.check(name, record, now());
    long deadline = scheduler.deadline(time);
    int told = 0;
    Optional<InvalidValue> refused = Optional.empty();
    for (int i = 0; i < dhts.size(); i++) {
      try {
        told +=
            dhts.get(i)
                .putValue(key(name), record, share(deadline, dhts.size() - i), LookupWatcher.NONE);
      } catch (InvalidValue e) {
        refused = Optional.of(e);
      }
    }
    if (told == 0 && refused.isPresent()) {
      throw refused.get();
    }
    return told;
  }

  @Override
  public List<PeerRecord> closest(byte[] key, Duration time) throws InterruptedException {
    Optional<KadDht> asked = dhts.stream().filter(dht -> dht.peers() > 0).findFirst();
    return asked.isEmpty()
        ? List.of()
        : asked.get().nearest(key, time, LookupWatcher.NONE).stream()
            .map(peer -> record(peer.id(), peer.addresses()))
            .toList();
  }

  /// Which blocks a store gives.
  static Predicate<Cid> stored(Blockstore store) {
    return cid -> {
      try {
        return store.has(cid);
      } catch (UncheckedIOException e) {
        LOG.warn("the store cannot be asked for {}: {}", cid, e.getMessage());
        return false;
      }
    };
  }
}
