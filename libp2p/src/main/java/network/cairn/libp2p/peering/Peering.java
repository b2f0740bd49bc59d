package network.cairn.libp2p.peering;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.PeerListener;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a host connected to some peers: their connections are never trimmed, and who is not
/// connected is dialled again, after pauses from [#FIRST] to [#LONGEST] that differ a little from
/// peer to peer. Where one was given without addresses, and is not where it is known to be, others
/// are asked. Thread-safe.
///
/// Bounds: [#MOST] peers, [#MAX_ADDRESSES] addresses each; [#LOOK_UPS] at once, [#LOOK_UP] each.
public final class Peering implements AutoCloseable {
  /// Peers at most.
  public static final int MOST = 1_000;

  static final int MAX_ADDRESSES = 16;
  static final Duration FIRST = Duration.ofSeconds(5);
  static final Duration LONGEST = Duration.ofMinutes(10);

  static final int LOOK_UPS = 4;
  static final Duration LOOK_UP = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Peering.class);
  private static final Duration DIAL = Duration.ofSeconds(20);
  private static final String TAG = "peering";

  private final Host host;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final Directory directory;
  private final Scheduler.Monitor monitor;
  private final SequencedMap<PeerId, Kept> peers = new LinkedHashMap<>();
  private int lookUps;
  private boolean closed;

  /// Who can say where a peer is, as a DHT.
  public interface Directory {
    /// Where a peer is said to be, without `/p2p`; nowhere if nobody knows in time.
    List<Multiaddr> find(PeerId peer, Duration time) throws InterruptedException;

    /// Nobody.
    static Directory none() {
      return (_, _) -> List.of();
    }
  }

  /// A peer, and where it was said to be.
  ///
  /// @param addresses without `/p2p`
  public record Place(PeerId peer, List<Multiaddr> addresses) {
    public Place {
      addresses = List.copyOf(addresses);
    }
  }

  private static final class Kept {
    List<Multiaddr> addresses = List.of();
    boolean elsewhere;
    boolean removed;
  }

  /// @param directory that is asked for peers without addresses
  public Peering(Host host, Scheduler scheduler, RandomGenerator random, Directory directory) {
    this.host = host;
    this.scheduler = scheduler;
    this.random = random;
    this.directory = directory;
    this.monitor = scheduler.monitor();
    host.addListener(
        new PeerListener() {
          @Override
          public void connected(PeerId peer) {
            wake(peer);
          }

          @Override
          public void disconnected(PeerId peer) {
            wake(peer);
          }
        });
  }

  private void wake(PeerId peer) {
    monitor.lock();
    try {
      if (peers.containsKey(peer)) {
        monitor.signalAll();
      }
    } finally {
      monitor.unlock();
    }
  }

  /// Keeps connected to a peer from now on. The addresses of one that is kept are replaced, and
  /// where they differ it is dialled without a pause.
  ///
  /// @param addresses without `/p2p`; none if the peer is to be dialled where it is known to be
  /// @throws IllegalArgumentException if these are too many addresses, or would be too many peers;
  ///   the message says which
  public void add(PeerId peer, List<Multiaddr> addresses) {
    List<Multiaddr> places = addresses.stream().distinct().toList();
    if (places.size() > MAX_ADDRESSES) {
      throw new IllegalArgumentException(
          "more than " + MAX_ADDRESSES + " addresses for the peer " + peer);
    }
    monitor.lock();
    try {
      Kept known = peers.get(peer);
      if (known == null) {
        begin(peer, places);
      } else if (!places.equals(known.addresses)) {
        known.addresses = places;
        known.elsewhere = true;
        monitor.signalAll();
      }
    } finally {
      monitor.unlock();
    }
  }

  private void begin(PeerId peer, List<Multiaddr> places) {
    if (peers.size() >= MOST) {
      throw new IllegalArgumentException("more than " + MOST + " peers to be kept connected to");
    }
    Kept kept = new Kept();
    kept.addresses = places;
    peers.putLast(peer, kept);
    host.protect(peer, TAG);
    new CriticalLoop(scheduler, "peering", () -> keep(peer, kept)).start();
  }

  /// Keeps connected to a peer no longer; its connections stay as long as others leave them.
  public void remove(PeerId peer) {
    monitor.lock();
    try {
      Kept kept = peers.remove(peer);
      if (kept != null) {
        kept.removed = true;
        host.unprotect(peer, TAG);
        monitor.signalAll();
      }
    } finally {
      monitor.unlock();
    }
  }

  /// Whom it keeps connected to, in the order in which they came.
  public List<Place> peers() {
    monitor.lock();
    try {
      List<Place> all = new ArrayList<>();
      peers.forEach((peer, kept) -> all.add(new Place(peer, kept.addresses)));
      return all;
    } finally {
      monitor.unlock();
    }
  }

  private void keep(PeerId peer, Kept kept) throws InterruptedException {
    Duration wait = FIRST;
    while (awaitGone(peer, kept)) {
      wait = connected(peer, kept) ? FIRST : longer(wait);
      if (rest(kept, jittered(wait))) {
        wait = FIRST;
      }
    }
  }

  /// Waits while the peer is connected.
  ///
  /// @return whether it is still to be kept
  private boolean awaitGone(PeerId peer, Kept kept) throws InterruptedException {
    monitor.lock();
    try {
      while (!closed && !kept.removed && host.isConnected(peer)) {
        monitor.await(scheduler.deadline(LONGEST));
      }
      return !closed && !kept.removed;
    } finally {
      monitor.unlock();
    }
  }

  private boolean connected(PeerId peer, Kept kept) throws InterruptedException {
    List<Multiaddr> addresses;
    monitor.lock();
    try {
      addresses = kept.addresses;
      kept.elsewhere = false;
    } finally {
      monitor.unlock();
    }
    host.peerstore().addAddresses(peer, addresses, false);
    boolean connected = dialled(peer) || addresses.isEmpty() && found(peer, kept) && dialled(peer);
    return connected || host.isConnected(peer);
  }

  private boolean dialled(PeerId peer) throws InterruptedException {
    try {
      host.connect(peer, DIAL);
      return true;
    } catch (IOException e) {
      LOG.info("peer {} of the peering list is not reachable: {}", peer, e.getMessage());
      return false;
    }
  }

  /// Asks where a peer is; what is said is remembered to dial, and not believed.
  private boolean found(PeerId peer, Kept kept) throws InterruptedException {
    if (!takeLookUp(peer, kept)) {
      return false;
    }
    try {
      List<Multiaddr> places = directory.find(peer, LOOK_UP).stream().limit(MAX_ADDRESSES).toList();
      host.peerstore().addAddresses(peer, places, false);
      return !places.isEmpty();
    } finally {
      monitor.lock();
      lookUps--;
      monitor.signalAll();
      monitor.unlock();
    }
  }

  /// @return whether it is still to be asked where the peer is
  private boolean takeLookUp(PeerId peer, Kept kept) throws InterruptedException {
    monitor.lock();
    try {
      while (isSought(peer, kept) && lookUps >= LOOK_UPS) {
        monitor.await(scheduler.deadline(LONGEST));
      }
      boolean wanted = isSought(peer, kept);
      lookUps += wanted ? 1 : 0;
      return wanted;
    } finally {
      monitor.unlock();
    }
  }

  /// Not one that has come by itself, or of which addresses were given meanwhile.
  private boolean isSought(PeerId peer, Kept kept) {
    return !closed && !kept.removed && !kept.elsewhere && !host.isConnected(peer);
  }

  /// @return whether the pause was cut short because the peer is said to be elsewhere
  private boolean rest(Kept kept, Duration time) throws InterruptedException {
    long until = scheduler.deadline(time);
    monitor.lock();
    try {
      while (!closed && !kept.removed && !kept.elsewhere && scheduler.nanoTime() - until < 0) {
        monitor.await(until);
      }
      return kept.elsewhere;
    } finally {
      monitor.unlock();
    }
  }

  private static Duration longer(Duration wait) {
    Duration twice = wait.multipliedBy(2);
    return twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
  }

  /// Not all of a network's nodes come back in the same moment.
  private Duration jittered(Duration wait) {
    return wait.plusMillis(random.nextLong(wait.toMillis() / 10 + 1));
  }

  @Override
  public void close() {
    monitor.lock();
    try {
      closed = true;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }
}
