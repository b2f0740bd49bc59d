package network.cairn.deals.market;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.api.LedgerUnavailable;

/// Looks after what is paid, whether anybody asks or not: copies that are still empty are placed,
/// also after a restart, and the last receipt of each agreement is kept. Thread-safe.
final class Keeper {
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final OwnAgreements own;
  private final Filling filling;
  private final Placements placements;
  private final Scheduler scheduler;
  private final Supplier<Optional<Duration>> clockAhead;
  private final Watch watch = new Watch(MarketLog::warn, MarketLog::say);
  private final CriticalLoop loop;
  private Optional<Scheduler.Task> task = Optional.empty();

  /// @param clockAhead how far this machine's clock is ahead of the ledger's, if that is known
  Keeper(
      OwnAgreements own,
      Filling filling,
      Placements placements,
      Scheduler scheduler,
      Supplier<Optional<Duration>> clockAhead) {
    this.own = own;
    this.filling = filling;
    this.placements = placements;
    this.scheduler = scheduler;
    this.clockAhead = clockAhead;
    this.loop = new CriticalLoop(scheduler, "market-keeper", this::run);
  }

  /// Looks again and again from now on, until [#stop].
  synchronized void start() {
    if (task.isEmpty()) {
      task = Optional.of(loop.start());
    }
  }

  private void run() throws InterruptedException {
    Duration pause = FIRST;
    while (true) {
      scheduler.sleep(pause);
      try {
        look();
        pause = EVERY;
        watch.worked();
      } catch (LedgerUnavailable e) {
        // Nothing can be known or done until the ledger answers.
        pause = FIRST;
        watch.failed(e);
      }
      watch.clock(clockAhead.get());
    }
  }

  /// One look: places what is empty, and keeps the receipts that say something new.
  void look() throws InterruptedException {
    for (long id : own.ids()) {
      try {
        Optional<AgreementStatus> status = own.now(id);
        if (status.isPresent()) {
          lookAfter(status.get());
        }
      } catch (LedgerUnavailable e) {
        throw e;
      } catch (RuntimeException e) {
        // Damage that one agreement meets is no reason to leave the others alone.
        MarketLog.fault(id, e);
      }
    }
  }

  private void lookAfter(AgreementStatus status) throws InterruptedException {
    if (isFillable(status) && !placements.under().contains(status.id())) {
      fillAgain(status.id());
    }
    own.keepReceipt(status);
  }

  private static boolean isFillable(AgreementStatus status) {
    return status.terminatedHeight() == 0
        && status.height() < status.fillUntil()
        && status.slots().stream().anyMatch(slot -> slot.state().isEmpty());
  }

  private void fillAgain(long id) throws InterruptedException {
    MarketLog.say("agreement " + id + " has copies that nobody keeps yet; placing them");
    try {
      filling.rest(id, PutListener.NONE);
    } catch (MarketFailure e) {
      MarketLog.say("agreement " + id + " waits: " + e.getMessage());
    }
  }

  synchronized void stop() {
    if (task.isPresent()) {
      loop.stop();
      task.get().interrupt();
      task = Optional.empty();
    }
  }
}
