package network.cairn.content.routing;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import network.cairn.base.time.Scheduler;
import network.cairn.ipld.cid.Cid;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// The search for one root's providers, for one session. It is made again as long as the session
/// needs it, after pauses that grow from [#FIRST_PAUSE] to [#LONGEST_PAUSE]. The first [#KEPT] that
/// are reached stay connected until it is closed. Thread-safe.
public final class ProviderSearch implements AutoCloseable {
  /// Providers that one way of finding them may name in one search.
  static final int MOST = 20;

  static final Duration TIME = Duration.ofSeconds(30);
  static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /// Peers that are counted, for what people are told.
  private static final int COUNTED = 1_000;

  /// Providers whose connections are not trimmed meanwhile.
  static final int KEPT = 20;

  /// Of each kind that are named to people.
  private static final int NAMED = 3;

  private final Cid root;
  private final ContentRouting routing;
  private final ProviderFinder finder;
  private final Scheduler scheduler;
  private final String tag;
  private final Consumer<URI> servers;
  private final Scheduler.Monitor monitor;
  private final Set<PeerId> named = new LinkedHashSet<>();
  private final Set<PeerId> reached = new HashSet<>();
  private final Set<PeerId> kept = new LinkedHashSet<>();

  /// Why ways of finding could not be asked in the last search; the first [#NAMED] of them.
  private final Set<String> failures = new LinkedHashSet<>();

  private Optional<Scheduler.Task> underWay = Optional.empty();

  /// Before the next search, and before the one after it.
  private Duration wait = FIRST_PAUSE;

  private Duration pause = FIRST_PAUSE;
  private boolean begun;
  private long began;
  private long ended;
  private boolean closed;

  /// @param tag of the connections that it needs, different from other searches'
  /// @param servers takes the URLs of providers that are asked over HTTP
  ProviderSearch(
      Cid root,
      ContentRouting routing,
      ProviderFinder finder,
      Scheduler scheduler,
      String tag,
      Consumer<URI> servers) {
    this.servers = servers;
    this.root = root;
    this.routing = routing;
    this.finder = finder;
    this.scheduler = scheduler;
    this.tag = tag;
    this.monitor = scheduler.monitor();
  }

  /// Somebody waits and nobody gives: searches, unless a search is under way or ended too short a
  /// while ago. Returns at once; who is found and reached is then a peer of the host.
  ///
  /// @param served when the session last got something, by the scheduler's clock: a search that
  ///   helped is soon made again
  public void need(long served) {
    monitor.lock();
    try {
      if (closed || routing instanceof NoRouting || underWay.isPresent()) {
        return;
      }
      if (begun && served > began) {
        wait = FIRST_PAUSE;
        pause = FIRST_PAUSE;
      }
      long now = scheduler.nanoTime();
      if (!begun || now - ended >= wait.toNanos()) {
        begun = true;
        began = now;
        failures.clear();
        underWay = Optional.of(scheduler.start("provider-search", this::run));
      }
    } finally {
      monitor.unlock();
    }
  }

  private void run() {
    Optional<String> fault = Optional.empty();
    try {
      routing.findProviders(root, MOST, TIME, new Results());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      fault = Optional.of("finding providers failed: " + e.getMessage());
    } finally {
      ended(fault);
    }
  }

  private void ended(Optional<String> fault) {
    monitor.lock();
    try {
      fault.ifPresent(this::addFailure);
      underWay = Optional.empty();
      ended = scheduler.nanoTime();
      wait = pause;
      pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
    } finally {
      monitor.unlock();
    }
  }

  /// The monitor is held.
  private void addFailure(String why) {
    if (failures.size() < NAMED) {
      failures.add(why);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private final class Results implements ContentRouting.Sink {
    @Override
    public boolean found(ProviderInfo provider) {
      if (!count(named, provider.peer())) {
        return false;
      }
      List<Multiaddr> dialled =
          provider.addresses().stream().filter(address -> !HttpAddress.is(address)).toList();
      provider.addresses().stream()
          .flatMap(address -> HttpAddress.url(address).stream())
          .forEach(servers);
      if (provider.addresses().isEmpty() || !dialled.isEmpty()) {
        finder.meet(new ProviderInfo(provider.peer(), dialled), ProviderSearch.this);
      }
      return true;
    }

    @Override
    public void failed(String why) {
      monitor.lock();
      try {
        addFailure(why);
      } finally {
        monitor.unlock();
      }
    }
  }

  /// A peer that was found can be asked now.
  void reached(PeerId peer) {
    if (count(reached, peer) && isNewlyKept(peer)) {
      finder.protect(peer, tag);
      if (isClosed()) {
        finder.unprotect(peer, tag);
      }
    }
  }

  private boolean isNewlyKept(PeerId peer) {
    monitor.lock();
    try {
      return kept.size() < KEPT && kept.add(peer);
    } finally {
      monitor.unlock();
    }
  }

  /// @return false if nobody needs any peer
  private boolean count(Set<PeerId> peers, PeerId peer) {
    monitor.lock();
    try {
      if (peers.size() < COUNTED) {
        peers.add(peer);
      }
      return !closed;
    } finally {
      monitor.unlock();
    }
  }

  boolean isClosed() {
    monitor.lock();
    try {
      return closed;
    } finally {
      monitor.unlock();
    }
  }

  /// What came of it so far, for people; empty if there was nothing to search.
  public String summary() {
    monitor.lock();
    try {
      if (!begun) {
        return "";
      }
      String found =
          named.isEmpty()
              ? "no provider of " + root + " was found"
              : named.size()
                  + (named.size() == 1 ? " provider of " : " providers of ")
                  + root
                  + " found, "
                  + reached.size()
                  + " reached"
                  + who();
      return found + (failures.isEmpty() ? "" : " (" + String.join("; ", failures) + ")");
    } finally {
      monitor.unlock();
    }
  }

  /// Who was asked, and who could not be.
  private String who() {
    List<PeerId> asked = named.stream().filter(reached::contains).toList();
    List<PeerId> missed = named.stream().filter(peer -> !reached.contains(peer)).toList();
    return (asked.isEmpty() ? "" : ", asked: " + names(asked))
        + (missed.isEmpty() ? "" : ", not reached: " + names(missed));
  }

  private static String names(List<PeerId> peers) {
    String some =
        peers.stream().limit(NAMED).map(PeerId::toString).collect(Collectors.joining(" "));
    return peers.size() <= NAMED ? some : some + " and " + (peers.size() - NAMED) + " more";
  }

  /// Nobody needs it any more. What is being dialled is dialled to its end.
  @Override
  public void close() {
    List<PeerId> needed;
    monitor.lock();
    try {
      closed = true;
      needed = List.copyOf(kept);
      underWay.ifPresent(Scheduler.Task::interrupt);
    } finally {
      monitor.unlock();
    }
    needed.forEach(peer -> finder.unprotect(peer, tag));
  }
}
