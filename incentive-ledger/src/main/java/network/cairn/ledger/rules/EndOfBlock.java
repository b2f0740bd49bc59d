package network.cairn.ledger.rules;

import java.util.List;

/// What falls due after a block's transactions: bounded, and defined for every state
/// (docs/protocol.md §2).
final class EndOfBlock {
  /// Entries that are looked up with one scan.
  private static final int AT_ONCE = 1_000;

  private EndOfBlock() {}

  static void run(Draft draft) {
    for (Calendar.Entry close : Calendar.closes(draft, draft.height())) {
      draft.delete(close.key());
      Periods.close(draft, close.id());
    }
    sweep(draft);
    Proposals.endOfBlock(draft);
  }

  /// Works off the other entries in key order, at most maxEndWork. None of them adds one that is
  /// due in this block, but one may take others away: those are passed over and cost nothing.
  private static void sweep(Draft draft) {
    byte[] last = StateKeys.calendar(0, 0, 0);
    long left = draft.block().params().maxEndWork();
    List<Calendar.Entry> due;
    do {
      due = Calendar.due(draft, last, draft.height(), (int) Math.min(left, AT_ONCE));
      for (Calendar.Entry entry : due) {
        last = entry.key();
        if (draft.state().get(last).isPresent()) {
          draft.delete(last);
          work(draft, entry);
          left--;
        }
      }
    } while (!due.isEmpty() && left > 0);
  }

  private static void work(Draft draft, Calendar.Entry entry) {
    switch (entry.kind()) {
      case Calendar.RESERVATION -> Repairs.lapse(draft, entry.id());
      case Calendar.TICKET -> Tickets.expire(draft, entry.id());
      case Calendar.FILL_UNTIL -> Agreements.fillUntil(draft, entry.id());
      case Calendar.UNBONDING -> Providers.unbond(draft, entry.id());
      case Calendar.DELETION -> Agreements.delete(draft, entry.id());
      case Calendar.STAKE_UNBONDING -> Stakes.release(draft, entry.id());
      default ->
          throw new IllegalStateException("calendar entry of kind " + entry.kind() + " is due");
    }
  }
}
