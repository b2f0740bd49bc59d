package network.cairn.libp2p.resource;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import network.cairn.base.net.AddressPrefix;
import network.cairn.libp2p.peer.PeerId;

/// Counts what every connection holds against one table of limits, by network, by peer and in all
/// (go-libp2p's resource manager with its connection limiters). Thread-safe.
///
/// New inbound connections are also bounded by time: 16 at once and one more every 5 s for an
/// address, 80 and one more every 2 s for a public site; loopback is free of it.
///
/// A scope is kept while anything is counted in it, so there are as many as open connections.
public final class Resources {
  /// The priority of memory without which a stream cannot be, of 255.
  public static final int NEEDED = 203;

  static final int ALL = 255;

  /// How much more than a newcomer's a site must hold to give way to it.
  private static final int UNFAIR = 2;

  private final ResourceLimits limits;
  private final TokenBuckets addressRate = new TokenBuckets(0.2, 16);
  private final TokenBuckets siteRate = new TokenBuckets(0.5, 80);
  private final ReentrantLock lock = new ReentrantLock();
  private final Scope system;
  private final Scope strangers;
  private final Map<AddressPrefix, Scope> networks = new HashMap<>();
  private final Map<PeerId, Scope> peers = new HashMap<>();

  public Resources(ResourceLimits limits) {
    this.limits = limits;
    this.system = new Scope(limits.system());
    this.strangers = new Scope(limits.strangers());
  }

  /// What became of a request for an inbound connection.
  ///
  /// @param scope the connection's, if it is admitted
  /// @param refusedBy else the bound: `ip`, `rate`, `pending`, `connections`
  /// @param byHost whether the whole host is full, so that ending another connection would help
  public record Admission(Optional<ConnectionScope> scope, String refusedBy, boolean byHost) {}

  /// Counts a new inbound connection and its upgrade.
  ///
  /// @param ip empty if its transport has none
  /// @param now nanoseconds of a monotonic clock
  public Admission admit(Optional<InetAddress> ip, long now) {
    ConnectionScope scope = new ConnectionScope(this, ip, true);
    lock.lock();
    try {
      if (!fitsNetworks(scope, Resource.CONNECTIONS, 1, ALL)) {
        return refused("ip", false);
      }
      if (!fitsNetworks(scope, Resource.UPGRADES, 1, ALL)) {
        return refused("pending", false);
      }
      if (!fitsHost(scope, Resource.UPGRADES, 1, ALL)) {
        return refused("pending", true);
      }
      if (!fitsHost(scope, Resource.CONNECTIONS, 1, ALL)) {
        return refused("connections", true);
      }
      if (scope.networks().filter(n -> !mayConnectNow(n, now)).isPresent()) {
        return refused("rate", false);
      }
      change(scope, Resource.CONNECTIONS, 1);
      change(scope, Resource.UPGRADES, 1);
      return new Admission(Optional.of(scope), "", false);
    } finally {
      lock.unlock();
    }
  }

  private static Admission refused(String bound, boolean byHost) {
    return new Admission(Optional.empty(), bound, byHost);
  }

  private boolean mayConnectNow(Networks from, long now) {
    return from.address().isEmpty()
        || addressRate.take(from.address().get(), now)
            && (!from.isPublic() || siteRate.take(from.site(), now));
  }

  /// The scope of a connection that this host dialled; it counts once it is secured.
  public ConnectionScope outbound(Optional<InetAddress> ip) {
    return new ConnectionScope(this, ip, false);
  }

  /// The site of an address, as in [ConnectionScope#site].
  public static Optional<AddressPrefix> site(Optional<InetAddress> ip) {
    return ip.map(Networks::of).map(Networks::site);
  }

  /// What the whole host holds.
  public long used(Resource resource) {
    return locked(() -> system.used(resource));
  }

  /// How many networks and peers something is counted for.
  public int scopes() {
    return locked(() -> networks.size() + peers.size());
  }

  Optional<String> secured(ConnectionScope scope, PeerId peer) {
    lock.lock();
    try {
      if (scope.peer() != null) {
        throw new IllegalStateException("a connection is secured once");
      }
      if (scope.isClosed()) {
        return Optional.of("pending");
      }
      Optional<String> refusal = secure(scope, peer);
      if (refusal.isPresent()) {
        end(scope);
      }
      return refusal;
    } finally {
      lock.unlock();
    }
  }

  private Optional<String> secure(ConnectionScope scope, PeerId peer) {
    change(scope, Resource.UPGRADES, -scope.held(Resource.UPGRADES));
    if (!peerScope(peer).fits(Resource.CONNECTIONS, 1, ALL)) {
      return Optional.of("connections");
    }
    if (scope.isInbound()) {
      scope.belongsTo(peer);
      addTo(peer, Resource.CONNECTIONS, 1);
    } else if (system.fits(Resource.CONNECTIONS, 1, ALL)) {
      scope.belongsTo(peer);
      change(scope, Resource.CONNECTIONS, 1);
    } else {
      return Optional.of("connections");
    }
    return Optional.empty();
  }

  boolean takeOwn(ConnectionScope scope) {
    lock.lock();
    try {
      boolean granted = take(scope, Resource.MEMORY, ResourceLimits.CONNECTION_BYTES, NEEDED);
      if (granted) {
        scope.charge(ResourceLimits.CONNECTION_BYTES);
      }
      return granted;
    } finally {
      lock.unlock();
    }
  }

  boolean take(ConnectionScope scope, Resource resource, long amount, int priority) {
    lock.lock();
    try {
      boolean granted = fits(scope, resource, amount, priority);
      if (granted) {
        change(scope, resource, amount);
      }
      return granted;
    } finally {
      lock.unlock();
    }
  }

  void give(ConnectionScope scope, Resource resource, long amount) {
    lock.lock();
    try {
      change(scope, resource, -amount);
    } finally {
      lock.unlock();
    }
  }

  void close(ConnectionScope scope) {
    lock.lock();
    try {
      end(scope);
    } finally {
      lock.unlock();
    }
  }

  private void end(ConnectionScope scope) {
    if (scope.isClosed()) {
      return;
    }
    scope.end();
    change(scope, Resource.UPGRADES, -scope.held(Resource.UPGRADES));
    change(scope, Resource.CONNECTIONS, -scope.held(Resource.CONNECTIONS));
    change(scope, Resource.MEMORY, -scope.charged());
    scope.charge(0);
  }

  private boolean fits(ConnectionScope scope, Resource resource, long amount, int priority) {
    return fitsHost(scope, resource, amount, priority)
        && fitsOwn(scope, resource, amount, priority);
  }

  /// Whether the connection's own peer and networks have room.
  private boolean fitsOwn(ConnectionScope scope, Resource resource, long amount, int priority) {
    PeerId peer = scope.peer();
    return !scope.isClosed()
        && (peer == null || peerScope(peer).fits(resource, amount, priority))
        && fitsNetworks(scope, resource, amount, priority);
  }

  /// What lies between the highest priority in use and the whole is left to strangers.
  private boolean fitsHost(ConnectionScope scope, Resource resource, long amount, int priority) {
    return scope.isKnown()
        ? system.fits(resource, amount, priority)
        : strangers.fits(resource, amount, priority) && system.fits(resource, amount, ALL);
  }

  /// Which of these connections should end so that another, to which the host refused something,
  /// gets its share: of the stranger's site that holds most, if that is at least twice what the
  /// other's site would hold, the one that holds most.
  public Optional<ConnectionScope> unfair(
      List<ConnectionScope> open, Resource resource, ConnectionScope asking, long amount) {
    int priority = resource == Resource.MEMORY ? NEEDED : ALL;
    lock.lock();
    try {
      if (fitsHost(asking, resource, amount, priority)
          || !fitsOwn(asking, resource, amount, priority)) {
        // Whoever ended would not help.
        return Optional.empty();
      }
      List<ConnectionScope> others =
          open.stream().filter(each -> !each.isKnown() && each.site().isPresent()).toList();
      Map<AddressPrefix, Long> held = new HashMap<>();
      others.forEach(each -> held.merge(each.site().orElseThrow(), each.held(resource), Long::sum));
      long least =
          UNFAIR * (amount + asking.site().map(site -> held.getOrDefault(site, 0L)).orElse(0L));
      return others.stream()
          .filter(each -> held.getOrDefault(each.site().orElseThrow(), 0L) >= least)
          .max(
              Comparator.<ConnectionScope>comparingLong(
                      each -> held.getOrDefault(each.site().orElseThrow(), 0L))
                  .thenComparingLong(each -> each.held(resource)));
    } finally {
      lock.unlock();
    }
  }

  /// Whether so much has room in the host and in all that the connection belongs to.
  public boolean hasRoom(Resource resource, ConnectionScope asking, long amount) {
    lock.lock();
    try {
      return fits(asking, resource, amount, ALL);
    } finally {
      lock.unlock();
    }
  }

  /// Whether what these connections still hold is all that a further one lacks; false if it lacks
  /// nothing.
  ///
  /// @param leaving connections that have ended and give back what they hold
  public boolean suffices(
      Collection<ConnectionScope> leaving, Resource resource, ConnectionScope asking, long amount) {
    int priority = resource == Resource.MEMORY ? NEEDED : ALL;
    lock.lock();
    try {
      long back =
          leaving.stream().filter(each -> !each.isKnown()).mapToLong(s -> s.held(resource)).sum();
      return !fitsHost(asking, resource, amount, priority)
          && fitsHost(asking, resource, amount - back, priority)
          && fitsOwn(asking, resource, amount, priority);
    } finally {
      lock.unlock();
    }
  }

  /// Moves what a connection holds from the strangers to the known, or back.
  void know(ConnectionScope scope, boolean known) {
    lock.lock();
    try {
      if (scope.isKnown() != known) {
        for (Resource each : Resource.values()) {
          strangers.add(each, known ? -scope.held(each) : scope.held(each));
        }
        scope.setKnown(known);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean fitsNetworks(ConnectionScope scope, Resource resource, long n, int priority) {
    return scope
        .networks()
        .map(all ->
            all.all().stream()
                .allMatch(each -> networkScope(all, each).fits(resource, n, priority)))
        .orElse(true);
  }

  private Scope peerScope(PeerId peer) {
    Scope scope = peers.get(peer);
    return scope == null ? new Scope(limits.peer()) : scope;
  }

  private Scope networkScope(Networks of, AddressPrefix network) {
    Scope scope = networks.get(network);
    return scope == null ? new Scope(row(of, network)) : scope;
  }

  private ScopeLimits row(Networks of, AddressPrefix network) {
    if (!network.equals(of.site())) {
      return limits.address();
    }
    return of.isPublic() ? limits.site() : limits.nearby();
  }

  private void change(ConnectionScope scope, Resource resource, long amount) {
    if (amount == 0) {
      return;
    }
    scope.add(resource, amount);
    system.add(resource, amount);
    if (!scope.isKnown()) {
      strangers.add(resource, amount);
    }
    if (scope.isInbound() || resource != Resource.CONNECTIONS) {
      scope
          .networks()
          .ifPresent(all -> all.all().forEach(each -> addTo(all, each, resource, amount)));
    }
    PeerId peer = scope.peer();
    if (peer != null) {
      addTo(peer, resource, amount);
    }
  }

  private void addTo(Networks of, AddressPrefix network, Resource resource, long amount) {
    Scope scope = networks.computeIfAbsent(network, each -> new Scope(row(of, each)));
    scope.add(resource, amount);
    if (scope.isEmpty()) {
      networks.remove(network);
    }
  }

  private void addTo(PeerId peer, Resource resource, long amount) {
    Scope of = peers.computeIfAbsent(peer, _ -> new Scope(limits.peer()));
    of.add(resource, amount);
    if (of.isEmpty()) {
      peers.remove(peer);
    }
  }

  <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /// What the whole host holds of each [Resource], and strangers of it.
  public List<Long> totals() {
    return locked(() -> {
      List<Long> totals = new ArrayList<>();
      for (Resource each : Resource.values()) {
        totals.add(system.used(each));
        totals.add(strangers.used(each));
      }
      return totals;
    });
  }
}
