package network.cairn.ledger.rules;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Params;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.TicketRecord;

/// How many sets of each period the next block may still open while it is filled: their deadlines
/// need room (docs/protocol.md §4). For one thread.
public final class Openings {
  private final StateReader view;
  private final Params params;
  private final Preconditions preconditions;
  private final long height;
  private final Map<Long, Long> room = new HashMap<>();

  Openings(StateReader view, Params params, Preconditions preconditions, long height) {
    this.view = view;
    this.params = params;
    this.preconditions = preconditions;
    this.height = height;
  }

  /// Takes the room that a transaction may need; false, and nothing is taken, if it is not there.
  public boolean take(PendingTx tx) {
    Map<Long, Long> needed = tx.openings() == 0 ? Map.of() : needed(tx);
    if (needed.entrySet().stream().anyMatch(e -> e.getValue() > left(e.getKey()))) {
      return false;
    }
    needed.forEach((period, count) -> room.put(period, left(period) - count));
    return true;
  }

  private long left(long period) {
    return room.getOrDefault(period, 0L);
  }

  private Map<Long, Long> needed(PendingTx tx) {
    Map<Long, Long> needed = new HashMap<>();
    for (Msg msg : tx.body().msgs()) {
      terms(msg)
          .ifPresent(terms -> {
            long period = view.params(params, terms).period();
            room.computeIfAbsent(
                period,
                _ -> Math.max(0, params.maxDuePerBlock() - preconditions.dueWith(terms, height)));
            needed.merge(period, 1L, Long::sum);
          });
    }
    return needed;
  }

  /// Of the set that a message opens; empty if it opens none.
  private Optional<Long> terms(Msg msg) {
    if (msg instanceof Msg.CompleteRepair complete) {
      return view.ticket(complete.ticket()).map(TicketRecord::getTerms);
    }
    if (msg instanceof Msg.OpenSet open) {
      try {
        long agreement = Intent.decode(open.intent().body()).agreement();
        return view.agreement(agreement).map(AgreementRecord::getTerms);
      } catch (NotCanonical | OutOfRange _) {
        return Optional.empty(); // It fails whatever room there is.
      }
    }
    return Optional.empty();
  }
}
