package network.cairn.ledger.rules;

import java.util.Optional;

/// What falls due after a block's transactions: bounded, and defined for every state
/// (docs/protocol.md §2).
final class EndOfBlock {
  private EndOfBlock() {}

  static void run(Draft draft) {
    for (Calendar.Entry close : Calendar.closes(draft, draft.height())) {
      draft.delete(close.key());
      Periods.close(draft, close.id());
    }
    sweep(draft);
  }

  /// Works off the other entries in key order, at most maxEndWork.
  private static void sweep(Draft draft) {
    byte[] last = StateKeys.calendar(0, 0, 0);
    for (long work = draft.block().params().maxEndWork(); work > 0; work--) {
      Optional<Calendar.Entry> due = Calendar.nextDue(draft, last, draft.height());
      if (due.isEmpty()) {
        return;
      }
      last = due.get().key();
      draft.delete(last);
      work(draft, due.get());
    }
  }

  private static void work(Draft draft, Calendar.Entry entry) {
    switch (entry.kind()) {
      case Calendar.RESERVATION -> Repairs.lapse(draft, entry.id());
      case Calendar.TICKET -> Tickets.expire(draft, entry.id());
      case Calendar.FILL_UNTIL -> Agreements.fillUntil(draft, entry.id());
      case Calendar.UNBONDING -> Providers.unbond(draft, entry.id());
      case Calendar.DELETION -> Agreements.delete(draft, entry.id());
      default ->
          throw new IllegalStateException("calendar entry of kind " + entry.kind() + " is due");
    }
  }
}
