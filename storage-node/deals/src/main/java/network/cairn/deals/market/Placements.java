package network.cairn.deals.market;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.api.LedgerUnavailable;

/// The placings under way, one for an agreement at a time, each on a task of its own: what is paid
/// is placed whether somebody waits for it or not. Whoever asks for one that runs waits for that.
/// Thread-safe.
final class Placements {
  private static final System.Logger LOG = System.getLogger("network.cairn.market");

  private final Scheduler scheduler;
  private final Calls calls;
  private final Map<Long, Running> running = new HashMap<>();

  Placements(Scheduler scheduler, Calls calls) {
    this.scheduler = scheduler;
    this.calls = calls;
  }

  /// Places copies, and tells how.
  interface Work {
    PutResult run(PutListener listener) throws InterruptedException;
  }

  private static final class Running {
    private final CopyOnWriteArrayList<PutListener> listeners = new CopyOnWriteArrayList<>();
    private Optional<Scheduler.Task> task = Optional.empty();
    // Written by the task, read when it has ended.
    private volatile Optional<PutResult> result = Optional.empty();
    private volatile Optional<RuntimeException> failure = Optional.empty();

    /// Whoever cannot be told any more is forgotten; the placing does not depend on listeners.
    void tell(PutListener.Progress progress) {
      for (PutListener listener : listeners) {
        try {
          listener.on(progress);
        } catch (RuntimeException e) {
          listeners.remove(listener);
          LOG.log(System.Logger.Level.DEBUG, "nobody follows a placing any more", e);
        }
      }
    }
  }

  /// Runs a placing to its end, or waits for the one that runs.
  ///
  /// @throws InterruptedException if the caller is interrupted; the placing goes on
  PutResult run(long agreement, PutListener listener, Work work) throws InterruptedException {
    Running mine;
    synchronized (running) {
      mine = running.computeIfAbsent(agreement, _ -> new Running());
      mine.listeners.add(listener);
      if (mine.task.isEmpty()) {
        Running started = mine;
        mine.task =
            Optional.of(
                scheduler.start("placing-" + agreement, () -> execute(agreement, started, work)));
      }
    }
    try {
      mine.task.orElseThrow().join();
    } finally {
      mine.listeners.remove(listener);
    }
    if (mine.failure.isPresent()) {
      throw mine.failure.get();
    }
    return mine.result.orElseThrow();
  }

  private void execute(long agreement, Running mine, Work work) {
    boolean begun = false;
    try {
      calls.begin();
      begun = true;
      mine.result = Optional.of(work.run(mine::tell));
    } catch (MarketFailure | LedgerUnavailable e) {
      mine.failure = Optional.of(e);
    } catch (InterruptedException e) {
      mine.failure =
          Optional.of(
              new MarketFailure(
                  MarketFailure.Code.STOPPED,
                  "the node is being stopped; agreement "
                      + agreement
                      + " is paid and keeps what it has; the rest is filled when the daemon runs"
                      + " again",
                  e));
    } catch (RuntimeException e) {
      mine.failure = Optional.of(e);
      LOG.log(
          System.Logger.Level.ERROR, "the placing of agreement " + agreement + " failed: " + e, e);
    } finally {
      if (begun) {
        calls.end();
      }
      synchronized (running) {
        running.remove(agreement);
      }
    }
  }

  /// Agreements whose copies are being placed now.
  Set<Long> under() {
    synchronized (running) {
      return Set.copyOf(running.keySet());
    }
  }
}
