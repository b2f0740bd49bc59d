package network.cairn.libp2p.swarm;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.resource.ConnectionScope;
import network.cairn.libp2p.resource.Resource;
import network.cairn.libp2p.resource.Resources;

/// Ends connections that hold far more than their share of what the host refuses to another.
///
/// The streams of a connection that ended are given back by their tasks, a moment later: who asked
/// waits for that, and who asks meanwhile is not given another connection's place. Thread-safe.
final class Relief {
  /// How long a connection that ended may take to give back what it held; after that others end.
  private static final Duration RELEASE = Duration.ofSeconds(1);

  private final Scheduler scheduler;
  private final Resources resources;
  private final Supplier<List<Member>> open;
  private final Scheduler.Monitor monitor;

  /// Connections that have given way, and until when they are waited for.
  private final Map<ConnectionScope, Long> leaving = new LinkedHashMap<>();

  /// A connection that may have to give way.
  ///
  /// @param end ends it; it may stand among the open ones for a while after that
  record Member(ConnectionScope scope, Runnable end) {}

  /// @param open every open connection
  Relief(Scheduler scheduler, Resources resources, Supplier<List<Member>> open) {
    this.scheduler = scheduler;
    this.resources = resources;
    this.open = open;
    this.monitor = scheduler.monitor();
  }

  /// Ends the connection that holds most of what the host refused to another, if its site holds far
  /// more than the other's. One at a time: whoever asks next knows of it. Called without any lock
  /// of a connection.
  ///
  /// @return whether there is room, or will be as soon as what ended has given back what it holds
  boolean relieve(Resource resource, ConnectionScope asking, long amount) {
    monitor.lock();
    try {
      long now = scheduler.nanoTime();
      leaving.values().removeIf(until -> until <= now);
      if (resources.suffices(leaving.keySet(), resource, asking, amount)) {
        return true;
      }
      // Who leaves has nothing more to give: another one has to.
      List<Member> all =
          open.get().stream().filter(each -> !leaving.containsKey(each.scope())).toList();
      Optional<ConnectionScope> unfair =
          resources.unfair(all.stream().map(Member::scope).toList(), resource, asking, amount);
      all.stream()
          .filter(each -> unfair.filter(scope -> scope == each.scope()).isPresent())
          .forEach(this::end);
      return unfair.isPresent();
    } finally {
      monitor.unlock();
    }
  }

  /// Takes what is given back by its tasks, once more whenever some has been, if somebody gives
  /// way. Called without any lock.
  ///
  /// @param take takes it, if there is room
  boolean take(Resource resource, ConnectionScope asking, BooleanSupplier take, long deadline)
      throws InterruptedException {
    long until = Math.min(deadline, scheduler.deadline(RELEASE));
    while (!take.getAsBoolean()) {
      if (!relieve(resource, asking, 1) || !awaitRoom(resource, asking, until)) {
        return take.getAsBoolean();
      }
    }
    return true;
  }

  /// Waits until what ended has given back enough, or will not.
  private boolean awaitRoom(Resource resource, ConnectionScope asking, long until)
      throws InterruptedException {
    monitor.lock();
    try {
      while (!resources.hasRoom(resource, asking, 1)) {
        if (!resources.suffices(leaving.keySet(), resource, asking, 1)) {
          // Others have taken what was given back.
          return true;
        }
        if (!monitor.await(until)) {
          return false;
        }
      }
      return true;
    } finally {
      monitor.unlock();
    }
  }

  /// A connection that ended has given something back.
  void released() {
    monitor.lock();
    try {
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  private void end(Member member) {
    leaving.put(member.scope(), scheduler.deadline(RELEASE));
    member.end().run();
  }
}
