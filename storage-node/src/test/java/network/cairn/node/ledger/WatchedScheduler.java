package network.cairn.node.ledger;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import network.cairn.libp2p.sched.RealScheduler;
import network.cairn.libp2p.sched.Scheduler;

/// Real threads whose rest can be seen: a test makes a block only when every task waits for one.
public final class WatchedScheduler implements Scheduler {
  private final Scheduler real = new RealScheduler();
  private final Set<Thread> live = ConcurrentHashMap.newKeySet();

  /// Whether every task that was started waits in the ledger.
  public boolean isQuiet(SteppedLedger ledger) {
    return ledger.parked().containsAll(live);
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
    return real.start(
        name,
        () -> {
          live.add(Thread.currentThread());
          try {
            body.run();
          } finally {
            live.remove(Thread.currentThread());
          }
        });
  }

  @Override
  public Monitor monitor() {
    return real.monitor();
  }
}
