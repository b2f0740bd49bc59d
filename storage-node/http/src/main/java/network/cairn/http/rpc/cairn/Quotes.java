package network.cairn.http.rpc.cairn;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import network.cairn.base.time.Scheduler;
import network.cairn.deals.market.PutQuote;

/// Quotes that were given and may still be paid, by name, each for ten minutes. Thread-safe.
final class Quotes {
  private static final long KEPT = Duration.ofMinutes(10).toNanos();
  private static final int MOST = 256;
  private final Scheduler scheduler;
  private final Map<String, Given> given = new LinkedHashMap<>();

  private record Given(PutQuote quote, long at) {}

  Quotes(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  synchronized String keep(PutQuote quote) {
    forgetOld(MOST - 1);
    String id = UUID.randomUUID().toString();
    given.put(id, new Given(quote, scheduler.nanoTime()));
    return id;
  }

  /// A quote can be taken once.
  synchronized Optional<PutQuote> take(String id) {
    forgetOld(MOST);
    return Optional.ofNullable(given.remove(id)).map(Given::quote);
  }

  /// @param left how many may stay at most
  private void forgetOld(int left) {
    long now = scheduler.nanoTime();
    Iterator<Given> oldest = given.values().iterator();
    while (oldest.hasNext()) {
      Given next = oldest.next();
      if (now - next.at() < KEPT && given.size() <= left) {
        return;
      }
      oldest.remove();
    }
  }
}
