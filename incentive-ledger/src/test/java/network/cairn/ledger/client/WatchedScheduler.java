package network.cairn.ledger.client;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;

/// Real threads whose rest can be seen: a test makes a block only when every task waits for one.
public final class WatchedScheduler implements Scheduler {
  /// Tasks that go by the clock and not by blocks, and so are never waited for.
  private static final Set<String> BY_THE_CLOCK = Set.of("unfinished");

  private final Scheduler real = new RealScheduler();
  private final AtomicInteger started = new AtomicInteger();
  private final Set<Thread> live = ConcurrentHashMap.newKeySet();

  /// Whether every task that was started waits in the ledger.
  public boolean isQuiet(SteppedLedger ledger) {
    return started.get() == live.size() && ledger.parked().containsAll(live);
  }

  /// Whether a thread that is no task of this scheduler waits in the ledger.
  public boolean isOtherParked(SteppedLedger ledger) {
    return !live.containsAll(ledger.parked());
  }

  @Override
  public long nanoTime() {
    return real.nanoTime();
  }

  @Override
  public long epochMillis() {
    return real.epochMillis();
  }

  @Override
  public Task start(String name, Runnable body) {
    if (BY_THE_CLOCK.contains(name)) {
      return real.start(name, body);
    }
    started.incrementAndGet();
    return real.start(
        name,
        () -> {
          live.add(Thread.currentThread());
          try {
            body.run();
          } finally {
            live.remove(Thread.currentThread());
            started.decrementAndGet();
          }
        });
  }

  @Override
  public Monitor monitor() {
    return real.monitor();
  }
}
