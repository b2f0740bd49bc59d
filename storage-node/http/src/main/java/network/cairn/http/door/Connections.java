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
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import org.jspecify.annotations.Nullable;

/// The open connections of one door: who may open another, and a look at each of them four times in
/// the shortest of their times. Thread-safe.
///
/// A place is never kept from whoever asks by those who do not: where none is free, the connection
/// gives way that has stood longest without a call, first of those of the newcomer's own network,
/// else of the network that has most. Where calls have all places, one gives way whose caller has
/// read nothing for half a minute; only where there is none is a newcomer refused.
final class Connections implements AutoCloseable {
  private static final int LOOKS = 4;
  private static final Duration RAREST = Duration.ofMillis(250);
  private final DoorLimits limits;
  private final LongSupplier clock;
  private final Function<InetAddress, Optional<NetworkPrefix>> networks;
  private final Map<SocketAddress, Connection> open = new HashMap<>();
  private Optional<CriticalLoop> watch = Optional.empty();
  private Optional<Scheduler.Task> watching = Optional.empty();

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

  /// Looks at all by itself from now on: without it no deadline of the door holds, so it must not
  /// end before the door does.
  synchronized void watch(Scheduler scheduler) {
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
    CriticalLoop loop = new CriticalLoop(scheduler, "door-watch", () -> look(scheduler, pause));
    watch = Optional.of(loop);
    watching = Optional.of(loop.start());
  }

  private void look(Scheduler scheduler, Duration pause) throws InterruptedException {
    while (true) {
      scheduler.sleep(pause);
      look();
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
            .max(Comparator.comparing(e -> e.getValue().dispensable(now).orElse(Long.MIN_VALUE)))
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
    watch.ifPresent(CriticalLoop::stop);
    watching.ifPresent(Scheduler.Task::interrupt);
  }
}
