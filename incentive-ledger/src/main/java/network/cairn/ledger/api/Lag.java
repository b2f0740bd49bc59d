package network.cairn.ledger.api;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/// Notices that the server which is asked first stands still while another goes on. Thread-safe.
final class Lag {
  private static final Duration LEAST = Duration.ofSeconds(2);
  private static final int INTERVALS = 3;

  private final Servers servers;
  private final LongSupplier nanos;
  private long lookedAt;
  private boolean looked;

  Lag(Servers servers, LongSupplier nanos) {
    this.servers = servers;
    this.nanos = nanos;
  }

  /// Looks at the others, at most once in a while, if no higher header came for three intervals of
  /// blocks (at least 2 s); one that has a higher one is asked first from now on.
  ///
  /// @param still how long no higher header came
  /// @param interval between blocks
  /// @param highest the highest believed height
  /// @param newest believes a server's newest header, and tells its height
  void look(
      Duration still, Duration interval, LongSupplier highest, ToLongFunction<Server> newest) {
    Duration most = interval.multipliedBy(INTERVALS);
    Duration patience = most.compareTo(LEAST) > 0 ? most : LEAST;
    if (!servers.areMany() || still.compareTo(patience) < 0 || !isTime(patience)) {
      return;
    }
    long before = highest.getAsLong();
    Server first = servers.first();
    for (Server other : servers.witnesses(first)) {
      try {
        if (newest.applyAsLong(other) > before) {
          servers.prefer(other, "stands at height " + before + " while the chain goes on");
          return;
        }
      } catch (LedgerUnavailable | UntrustedAnswer e) {
        servers.failed(other, e);
      }
    }
  }

  private synchronized boolean isTime(Duration patience) {
    long now = nanos.getAsLong();
    if (looked && now - lookedAt < patience.toNanos()) {
      return false;
    }
    looked = true;
    lookedAt = now;
    return true;
  }
}
