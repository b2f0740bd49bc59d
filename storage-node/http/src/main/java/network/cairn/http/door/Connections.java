package network.cairn.http.door;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The open connections of one door: who may open another, and a look at each of them four times in
/// the shortest of their times. Thread-safe.
///
/// A place is never kept from whoever asks by those who do not: where none is free, the connection
/// gives way that has stood longest without a call, first of those of the newcomer's own network,
/// else of the network that has most. Only where calls have all places is a newcomer refused.
final class Connections implements AutoCloseable {
  private static final int LOOKS = 4;
  private static final Duration RAREST = Duration.ofMillis(250);
  private final DoorLimits limits;
  private final LongSupplier clock;
  private final Function<InetAddress, Optional<NetworkPrefix>> networks;
  private final Map<SocketAddress, Connection> open = new HashMap<>();
  private Optional<Thread> watch = Optional.empty();

  /// @param clock nanoseconds, with any beginning
  /// @param networks where an address is
  Connections(
      DoorLimits limits,
      LongSupplier clock,
      Function<InetAddress, Optional<NetworkPrefix>> networks) {
    this.limits = limits;
    this.clock = clock;
    this.networks = networks;
  }

  DoorLimits limits() {
    return limits;
  }

  /// Looks at all by itself from now on.
  synchronized void watch() {
    Duration pause =
        Stream.of(
                limits.head(),
                limits.idle(),
                limits.silence(),
                limits.body(),
                limits.stalled(),
                limits.farewell())
            .map(d -> d.dividedBy(LOOKS))
            .reduce(RAREST, (a, b) -> a.compareTo(b) < 0 ? a : b);
    watch = Optional.of(Thread.ofVirtual().name("door-watch").start(() -> look(pause)));
  }

  private void look(Duration pause) {
    try {
      while (true) {
        Thread.sleep(pause);
        look();
      }
    } catch (InterruptedException e) {
      // The door is closed.
    }
  }

  void look() {
    long now = clock.getAsLong();
    all().forEach(connection -> connection.look(now));
  }

  private synchronized Collection<Connection> all() {
    open.values().removeIf(known -> !known.isOpen());
    return open.values().stream().toList();
  }

  /// Takes a new connection in.
  ///
  /// @throws IOException if there is no place for it
  void admit(SocketChannel channel) throws IOException {
    SocketAddress address = channel.getRemoteAddress();
    Optional<NetworkPrefix> network =
        address instanceof InetSocketAddress internet
            ? networks.apply(internet.getAddress())
            : Optional.empty();
    admit(address, new Connection(channel, network, limits, clock));
  }

  synchronized void admit(SocketAddress address, Connection connection) throws IOException {
    open.values().removeIf(known -> !known.isOpen());
    Optional<NetworkPrefix> network = connection.network();
    if (network.isPresent() && count(network) >= limits.perNetwork()) {
      giveWay(network);
    }
    if (open.size() >= limits.connections()) {
      giveWay(greediest());
    }
    open.put(address, connection);
  }

  private long count(Optional<NetworkPrefix> network) {
    return open.values().stream().filter(c -> c.network().equals(network)).count();
  }

  /// The network that has most connections of those that could give way.
  private Optional<NetworkPrefix> greediest() {
    long now = clock.getAsLong();
    Map<Optional<NetworkPrefix>, Integer> counts = new HashMap<>();
    open.values().stream()
        .filter(c -> c.dispensable(now).isPresent())
        .forEach(c -> counts.merge(c.network(), 1, Integer::sum));
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).flatMap(Map.Entry::getKey);
  }

  private void giveWay(Optional<NetworkPrefix> network) throws IOException {
    long now = clock.getAsLong();
    Map.Entry<SocketAddress, Connection> victim =
        open.entrySet().stream()
            .filter(e -> e.getValue().network().equals(network))
            .filter(e -> e.getValue().dispensable(now).isPresent())
            .max(Comparator.comparing(e -> e.getValue().dispensable(now).orElse(0L)))
            .orElseThrow(() -> new IOException("too many calls at once"));
    open.remove(victim.getKey());
    victim.getValue().end("its place was needed");
  }

  /// The connection from this address, if it was admitted.
  synchronized @Nullable Connection at(SocketAddress address) {
    return open.get(address);
  }

  @Override
  public synchronized void close() {
    watch.ifPresent(Thread::interrupt);
  }
}
