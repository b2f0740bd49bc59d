package network.cairn.ledger.client;

import java.time.Duration;
import java.util.Optional;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.api.LedgerUnavailable;

/// How long a sender goes on while the ledger proves nothing new. Silence uses it up, and so does a
/// ledger that answers, but takes its time over each of many reads. For one thread.
final class Patience {
  private final Scheduler scheduler;
  private final Duration limit;
  private long end;
  private long height = -1;

  /// What a read was told.
  private Optional<LedgerUnavailable> told = Optional.empty();

  Patience(Scheduler scheduler, Duration limit) {
    this.scheduler = scheduler;
    this.limit = limit;
    this.end = scheduler.deadline(limit);
  }

  /// Begins anew if this height is above those before.
  void renewAt(long proved) {
    if (proved > height) {
      height = proved;
      end = scheduler.deadline(limit);
    }
  }

  /// The head, whose reads end with this patience; of a limit of zero, which asks for one attempt,
  /// the reads of that are over when they are over.
  Head watch(Head head) {
    if (limit.isZero()) {
      return head;
    }
    return head.guarded(() -> {
      if (isOver()) {
        LedgerUnavailable said =
            new LedgerUnavailable(over("it takes too long over what it is asked to prove"));
        told = Optional.of(said);
        throw said;
      }
    });
  }

  /// @throws LedgerUnavailable because of `cause`, if it is over
  void require(LedgerUnavailable cause) {
    if (told.filter(said -> said == cause).isPresent()) {
      throw cause;
    }
    if (isOver()) {
      throw new LedgerUnavailable(over(String.valueOf(cause.getMessage())), cause);
    }
  }

  private boolean isOver() {
    return scheduler.nanoTime() - end >= 0;
  }

  private String over(String why) {
    return "the ledger did not answer for " + limit.toSeconds() + " s: " + why;
  }
}
