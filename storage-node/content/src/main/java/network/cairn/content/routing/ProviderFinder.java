package network.cairn.content.routing;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import network.cairn.base.time.Scheduler;
import network.cairn.ipld.cid.Cid;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds providers for the sessions of one exchange, and connects the host to them.
///
/// All sessions share [#DIALS] dials at once and [#QUEUED] that wait; beyond that, what is found is
/// passed over until the next search. Thread-safe.
public final class ProviderFinder {
  static final int DIALS = 8;
  static final int QUEUED = 256;
  private static final Duration DIAL_TIME = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(ProviderFinder.class);

  private final ContentRouting routing;
  private final Host host;
  private final Scheduler scheduler;
  private final Scheduler.Monitor monitor;
  private final AtomicLong searches = new AtomicLong();
  private final Deque<Meeting> waiting = new ArrayDeque<>();
  private int dialing;

  private record Meeting(ProviderInfo provider, ProviderSearch search) {}

  public ProviderFinder(ContentRouting routing, Host host, Scheduler scheduler) {
    this.routing = routing;
    this.host = host;
    this.scheduler = scheduler;
    this.monitor = scheduler.monitor();
  }

  /// A search for a root's providers, which begins when it is needed.
  public ProviderSearch search(Cid root) {
    return search(root, _ -> {});
  }

  /// As [#search(Cid)]; providers that are asked over HTTP are not dialled but told.
  ///
  /// @param servers takes their URLs, which are hints as all else; must not block
  public ProviderSearch search(Cid root, Consumer<URI> servers) {
    return new ProviderSearch(
        root, routing, this, scheduler, "search " + searches.incrementAndGet(), servers);
  }

  /// Keeps the connection to a provider from being trimmed.
  void protect(PeerId peer, String tag) {
    host.protect(peer, tag);
  }

  void unprotect(PeerId peer, String tag) {
    host.unprotect(peer, tag);
  }

  /// Connects to a provider, sooner or later, if its search still needs it by then.
  void meet(ProviderInfo provider, ProviderSearch search) {
    monitor.lock();
    try {
      if (provider.peer().equals(host.id()) || waiting.size() >= QUEUED) {
        return;
      }
      waiting.addLast(new Meeting(provider, search));
      if (dialing < DIALS) {
        dialing++;
        scheduler.start("provider-dial", this::dialAll);
      }
    } finally {
      monitor.unlock();
    }
  }

  private void dialAll() {
    boolean ended = false;
    try {
      for (Optional<Meeting> next = take(); next.isPresent(); next = take()) {
        dial(next.get());
      }
      ended = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!ended) {
        leave();
      }
    }
  }

  /// The next to dial; without one, the calling task counts as ended.
  private Optional<Meeting> take() {
    monitor.lock();
    try {
      if (waiting.isEmpty()) {
        dialing--;
      }
      return Optional.ofNullable(waiting.pollFirst());
    } finally {
      monitor.unlock();
    }
  }

  private void leave() {
    monitor.lock();
    dialing--;
    monitor.unlock();
  }

  private void dial(Meeting meeting) throws InterruptedException {
    PeerId peer = meeting.provider().peer();
    if (meeting.search().isClosed()) {
      return;
    }
    try {
      if (!host.isConnected(peer)) {
        host.peerstore().addAddresses(peer, meeting.provider().addresses(), false);
        host.connect(peer, DIAL_TIME);
      }
      meeting.search().reached(peer);
    } catch (IOException e) {
      LOG.debug("provider {} cannot be reached: {}", peer, e.getMessage());
    } catch (RuntimeException e) {
      // One provider's fault must not end the task that dials those behind it.
      LOG.warn("dialling provider {} failed", peer, e);
    }
  }
}
