package network.cairn.deals.provider;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.base.net.AddressPrefix;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.types.Address;
import network.cairn.libp2p.host.Connection;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.peer.PeerId;

/// The places of fills (docs/protocol.md §8): so many in all, for an account, for a peer and for a
/// network; whoever lost a place by its own fault more than once waits, each time twice as long.
///
/// Thread-safe.
final class FillPlaces {
  static final Duration FIRST_WAIT = Duration.ofMinutes(1);

  /// Doublings of the wait.
  private static final int DOUBLINGS = 6;

  private static final int REMEMBERED = 4_096;

  private final Scheduler scheduler;
  private final Host host;
  private final int inAll;
  private final int each;
  private final Map<Object, Integer> taken = new HashMap<>();
  private final Map<Object, Strikes> strikes =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Strikes> eldest) {
          return size() > REMEMBERED;
        }
      };

  private int all;

  FillPlaces(Scheduler scheduler, Host host, ProviderConfig config) {
    this.scheduler = scheduler;
    this.host = host;
    this.inAll = config.maxFills();
    this.each = config.maxFillsPerClient();
  }

  private record Strikes(int count, long until) {}

  /// The places that one fill takes, and gives back once.
  final class Place {
    private final List<Object> keys;
    private boolean over;

    private Place(List<Object> keys) {
      this.keys = keys;
    }

    /// @param fault whether the fill ended because the client did not bring the piece
    void leave(boolean fault) {
      synchronized (taken) {
        if (over) {
          return;
        }
        over = true;
        all--;
        keys.forEach(key -> taken.computeIfPresent(key, (_, n) -> n == 1 ? null : n - 1));
        if (fault) {
          keys.stream().filter(FillPlaces::isSomebody).forEach(FillPlaces.this::strike);
        }
      }
    }

    /// The piece arrived whole.
    void done() {
      leave(false);
      synchronized (taken) {
        keys.forEach(strikes::remove);
      }
    }
  }

  /// Why no place is free for this client now.
  Optional<String> refusal(Address client, PeerId peer) {
    synchronized (taken) {
      long now = scheduler.nanoTime();
      for (Object key : keys(client, peer)) {
        Strikes held = strikes.get(key);
        if (held != null && held.count > 1 && held.until - now > 0) {
          long left = Duration.ofNanos(held.until - now).toSeconds() + 1;
          return Optional.of("earlier transfers were not brought to an end; wait " + left + " s");
        }
        if (taken.getOrDefault(key, 0) >= each) {
          return Optional.of(
              isSomebody(key) ? "too many transfers of this client" : "too many of its network");
        }
      }
      return all >= inAll ? Optional.of("too many transfers; try again") : Optional.empty();
    }
  }

  /// Takes the places of a fill whose [#refusal] is none.
  Place enter(Address client, PeerId peer) {
    synchronized (taken) {
      List<Object> keys = keys(client, peer);
      all++;
      keys.forEach(key -> taken.merge(key, 1, Integer::sum));
      return new Place(keys);
    }
  }

  private void strike(Object key) {
    Strikes before = strikes.get(key);
    int count = before == null ? 1 : before.count + 1;
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.clamp(count - 2L, 0, DOUBLINGS));
    strikes.put(key, new Strikes(count, scheduler.deadline(wait)));
  }

  /// A network is many peers: one's fault is not the others'.
  private static boolean isSomebody(Object key) {
    return !(key instanceof AddressPrefix);
  }

  private List<Object> keys(Address client, PeerId peer) {
    Stream<AddressPrefix> networks =
        host.connections().stream()
            .filter(connection -> connection.peer().equals(peer))
            .flatMap(FillPlaces::network)
            .distinct();
    return Stream.<Object>concat(Stream.of(client, peer), networks).toList();
  }

  private static Stream<AddressPrefix> network(Connection connection) {
    return connection.remoteAddress().ip().stream()
        .filter(ip -> !ip.isLoopbackAddress())
        .map(AddressPrefix::customer);
  }
}
