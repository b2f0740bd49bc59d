package network.cairn.libp2p.kad;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.PeerListener;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.peer.PeerId;

/// A host's part in a Kademlia DHT (libp2p specs, kad-dht): asks it, and serves it if it is to.
///
/// Peers that serve the DHT are taken from the host's connections and from answers, once they have
/// answered; who answers and has no place is not asked again for ten minutes, unless it comes anew.
/// The table is refreshed every ten minutes, every two while it is nearly empty.
///
/// Blocking, thread-safe. Each call has a time and ends at it; what leaves something with peers
/// looks for them only as long as a tenth of it, at most 10 s, is left.
public final class KadDht implements AutoCloseable {
  /// What a DHT is to be.
  ///
  /// @param serving whether peers' requests are answered; who only asks is in nobody's table
  /// @param providers what others leave with this node
  public record Options(
      KadScope scope, boolean serving, ProviderRecords providers, RandomGenerator random) {}

  private static final Duration LOOK = Duration.ofSeconds(30);
  private static final Duration REFRESH_EMPTY = Duration.ofMinutes(2);
  private static final Duration REFRESH = Duration.ofMinutes(10);
  private static final int EMPTY = 10;
  private static final int CHECKS = 32;
  private static final Duration WITHOUT_PLACE = Duration.ofMinutes(10);
  private static final int MOST_WITHOUT_PLACE = 1_024;

  private final Host host;
  private final Scheduler scheduler;
  private final KadScope scope;
  private final boolean serving;
  private final KadEngine engine;
  private final Scheduler.Monitor monitor;
  private final CriticalLoop loop;
  private final Scheduler.Task upkeep;

  /// Until when each peer that has no place in the table is left alone; the oldest first.
  private final SequencedMap<PeerId, Long> withoutPlace = new LinkedHashMap<>();

  private int checking;
  private boolean joined;
  private boolean closed;

  /// Begins to serve, if it is to, and to look for peers.
  public KadDht(Host host, Scheduler scheduler, Options options) {
    this.host = host;
    this.scheduler = scheduler;
    this.scope = options.scope();
    this.serving = options.serving();
    this.engine =
        new KadEngine(
            new HostNetwork(host, scope.protocol(), scheduler),
            scope,
            scheduler,
            options.random(),
            options.providers());
    this.monitor = scheduler.monitor();
    this.loop = new CriticalLoop(scheduler, "kad-upkeep", this::upkeep);
    if (serving) {
      host.handle(scope.protocol(), KadStreams.BOUNDS, this::serve);
    }
    host.addListener(new Meeting());
    this.upkeep = loop.start();
  }

  private void serve(Stream stream) throws IOException {
    KadStreams.serve(stream, request -> engine.serve(stream.remotePeer(), request));
  }

  private final class Meeting implements PeerListener {
    @Override
    public void connected(PeerId peer) {
      meet(peer);
    }

    @Override
    public void disconnected(PeerId peer) {
      // In the table it stays: it may be dialled again.
      monitor.lock();
      withoutPlace.remove(peer);
      monitor.unlock();
    }
  }

  /// Takes a peer into the table if it serves this DHT and answers.
  private void meet(PeerId peer) {
    if (engine.table().contains(peer)
        || !host.peerstore().protocols(peer).contains(scope.protocol())) {
      return;
    }
    monitor.lock();
    try {
      Long until = withoutPlace.get(peer);
      if (closed || checking >= CHECKS || until != null && scheduler.nanoTime() - until < 0) {
        return;
      }
      checking++;
    } finally {
      monitor.unlock();
    }
    scheduler.start("kad-check", () -> check(peer));
  }

  private void check(PeerId peer) {
    boolean entered = false;
    boolean answered = false;
    try {
      entered = engine.met(peer);
      answered = true;
    } catch (IOException _) {
      // It is asked again in a while.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      monitor.lock();
      checking--;
      if (answered && !entered) {
        leaveAlone(peer);
      }
      if (entered && !joined) {
        joined = true;
        monitor.signalAll();
      }
      monitor.unlock();
    }
  }

  /// The monitor is held.
  private void leaveAlone(PeerId peer) {
    withoutPlace.remove(peer);
    withoutPlace.putLast(peer, scheduler.deadline(WITHOUT_PLACE));
    if (withoutPlace.size() > MOST_WITHOUT_PLACE) {
      withoutPlace.pollFirstEntry();
    }
  }

  /// Looks around until it is closed.
  private void upkeep() throws InterruptedException {
    long refreshed = scheduler.nanoTime();
    boolean knowsSome = false;
    while (!isClosed()) {
      host.connections().forEach(c -> meet(c.peer()));
      Duration due = engine.table().size() < EMPTY ? REFRESH_EMPTY : REFRESH;
      boolean first = !knowsSome && hasJoined();
      if (first || scheduler.nanoTime() - refreshed >= due.toNanos()) {
        knowsSome = knowsSome || first;
        engine.refresh();
        refreshed = scheduler.nanoTime();
      }
      rest(knowsSome);
    }
  }

  private boolean hasJoined() {
    monitor.lock();
    try {
      return joined;
    } finally {
      monitor.unlock();
    }
  }

  private boolean isClosed() {
    monitor.lock();
    try {
      return closed;
    } finally {
      monitor.unlock();
    }
  }

  private void rest(boolean knowsSome) throws InterruptedException {
    long until = scheduler.deadline(LOOK);
    monitor.lock();
    try {
      while (!closed && (knowsSome || !joined) && scheduler.nanoTime() - until < 0) {
        monitor.await(until);
      }
    } finally {
      monitor.unlock();
    }
  }

  /// Whose part this is.
  public PeerId self() {
    return host.id();
  }

  /// Which DHT.
  public KadScope scope() {
    return scope;
  }

  /// Whether peers' requests are answered.
  public boolean serving() {
    return serving;
  }

  /// How many peers can be asked first.
  public int peers() {
    return engine.table().size();
  }

  /// Where a peer is, as others say; empty if nobody knows.
  public Optional<KadPeer> findPeer(PeerId peer, Duration time, LookupWatcher watcher)
      throws InterruptedException {
    return engine.findPeer(peer, time, watcher);
  }

  /// The peers nearest to a key that answer, nearest first, at most twenty, with those of their
  /// addresses that belong to this DHT.
  public List<KadPeer> nearest(byte[] key, Duration time, LookupWatcher watcher)
      throws InterruptedException {
    return engine.nearest(key, time, watcher).nearest().stream()
        .map(id -> new KadPeer(id, scope.filter(host.peerstore().addresses(id))))
        .toList();
  }

  /// Looks for who has something, telling each as it is found.
  ///
  /// @param key a multihash of at most 80 bytes
  /// @param most providers to tell
  public void findProviders(
      byte[] key, int most, Duration time, FoundProviders sink, LookupWatcher watcher)
      throws InterruptedException {
    engine.findProviders(key, most, time, sink, watcher);
  }

  /// Tells the peers nearest to a key that this host has what it names. They remember it for two
  /// days.
  ///
  /// @param key a multihash of at most 80 bytes
  /// @return how many were told
  public int provide(byte[] key, Duration time, LookupWatcher watcher) throws InterruptedException {
    return engine.provide(key, time, watcher);
  }

  /// Whether this host has an address that peers of this DHT may tell others; without one they
  /// refuse what it announces.
  public boolean canProvide() {
    return engine.canProvide();
  }

  /// How many leading bits the keys of a region have in common that has about twenty peers, by the
  /// network's size as some lookups show it; 0 in a small one, empty if too few peers answer to
  /// know.
  public OptionalInt regionBits(Duration time) throws InterruptedException {
    return engine.regionBits(time);
  }

  /// Finds the peers that are nearest to the keys of a region, for [#announce]: costs one lookup
  /// and one question to each of them.
  ///
  /// @param key one of the region, a multihash of at most 80 bytes
  public RegionPeers explore(KeyRegion region, byte[] key, Duration time)
      throws InterruptedException {
    return engine.explore(region, key, time);
  }

  /// Tells of many keys of a region at once, each to the twenty peers of the region that are
  /// nearest to it. They remember it for two days. Costs one stream to each peer, whatever the
  /// number of keys.
  ///
  /// @param keys multihashes of at most 80 bytes; 20 references each are held meanwhile
  public RegionPeers.Told announce(RegionPeers region, List<byte[]> keys, Duration time)
      throws InterruptedException {
    return engine.announce(region, keys, time);
  }

  /// The best value of a key that anybody asked has.
  ///
  /// @param key `/ipns/` or `/pk/` and a peer id's bytes
  public Optional<byte[]> getValue(byte[] key, Duration time, LookupWatcher watcher)
      throws InterruptedException {
    return engine.getValue(key, time, watcher);
  }

  /// Whether the first of two values is the better one for a key, for who has asked several DHTs.
  ///
  /// @throws InvalidValue if one of them is not true for the key
  public boolean isBetter(byte[] key, byte[] first, byte[] second) throws InvalidValue {
    return engine.isBetter(key, first, second);
  }

  /// Leaves a value with the peers nearest to its key.
  ///
  /// @return how many took it
  /// @throws InvalidValue if it is not true for the key, or a newer one is here
  public int putValue(byte[] key, byte[] value, Duration time, LookupWatcher watcher)
      throws IOException, InterruptedException {
    return engine.putValue(key, value, time, watcher);
  }

  /// Serves no longer and looks for nobody; calls under way end at their time.
  @Override
  public void close() {
    if (serving) {
      host.unhandle(scope.protocol());
    }
    monitor.lock();
    try {
      closed = true;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
    loop.stop();
    upkeep.interrupt();
  }
}
