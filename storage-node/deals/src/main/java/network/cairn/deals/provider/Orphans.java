package network.cairn.deals.provider;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.SetRecord;

/// Live sets that the ledger knows of and this home does not, as after the loss of its index: takes
/// up those whose piece is here, says which are not, and looks at these again and again. For one
/// thread.
final class Orphans {
  private static final long RETRY_BLOCKS = 20;

  /// At once, and each second: each costs a period's pay if it is looked at after its window, so
  /// 100,000 come round in nine minutes.
  static final int MOST = 1_000;

  private static final int PER_SECOND = 200;

  private final Context context;
  private final Looks looks;

  /// Sets that are said to be this provider's, without a duty, and that are still to be looked at.
  private final Deque<Long> strange = new ArrayDeque<>();

  /// What was said of a set that could not be taken up.
  private final Map<Long, String> named = new LinkedHashMap<>();

  private boolean searched;
  private long retryAt;

  Orphans(Context context) {
    this.context = context;
    this.looks = new Looks(context.scheduler(), MOST, PER_SECOND);
  }

  /// Asks once which sets there are, and looks at them as the budget allows; what the ledger or the
  /// disk refuses is looked at again.
  void tick(Head head) {
    if (!searched) {
      find(head);
      searched = true;
    }
    if (head.height() >= retryAt) {
      retryAt = head.height() + RETRY_BLOCKS;
      if (strange.isEmpty()) {
        strange.addAll(named.keySet());
      }
    }
    look(head);
  }

  private void find(Head head) {
    Set<Long> held = new HashSet<>();
    context.holdings().list().forEach(duty -> held.add(duty.holding().set()));
    long last = head.state().counters().set();
    context.chain().setsOf(context.sender().address(), Holdings.MOST).stream()
        .filter(id -> id <= last && !held.contains(id))
        .forEach(strange::add);
  }

  private void look(Head head) {
    if (strange.isEmpty()) {
      return;
    }
    Set<Long> held = new HashSet<>();
    Set<Place> opening = new HashSet<>();
    for (Holdings.Named duty : context.holdings().list()) {
      held.add(duty.holding().set());
      opening.add(new Place(duty.holding().agreement(), duty.holding().slot()));
    }
    while (!strange.isEmpty() && looks.take()) {
      long id = strange.remove();
      try {
        Optional<SetRecord> set = live(head, id);
        if (set.isEmpty() || held.contains(id)) {
          forget(id);
        } else if (!opening.contains(new Place(set.get().agreement(), set.get().slot()))) {
          adopt(head, set.get());
        }
      } catch (RuntimeException e) {
        // Behind the others: what fails always keeps none of them from its turn.
        strange.add(id);
        throw e;
      }
    }
  }

  private record Place(long agreement, int slot) {}

  private Optional<SetRecord> live(Head head, long id) {
    return head.state()
        .set(id)
        .filter(s -> s.provider().equals(context.sender().address()))
        .filter(SetRecord::isLive);
  }

  private void adopt(Head head, SetRecord set) {
    Optional<PieceCid> piece =
        head.state()
            .agreement(set.agreement())
            .map(agreement -> PieceCid.decode(agreement.piece().toByteArray()));
    String why = "its piece is not here: put the files back or terminate it";
    if (piece.isPresent() && context.files().has(piece.get())) {
      String key = Holdings.keyOfSet(set.id());
      try {
        context.files().take(key, piece.get());
        context.holdings().put(key, Holding.found(set, piece.get()));
        forget(set.id());
        context
            .warnings()
            .note("set " + set.id() + " is proven again: its duty was lost, its piece is here");
        return;
      } catch (IOException e) {
        why = String.valueOf(e.getMessage());
      }
    }
    // Once each: of many, most are no longer among the warnings shown, and would be logged anew.
    if (!why.equals(named.put(set.id(), why))) {
      context
          .warnings()
          .raise(orphan(set.id()), "set " + set.id() + " is live on the ledger but " + why);
    }
  }

  /// What was said of a set is over.
  private void forget(long set) {
    if (named.remove(set) != null) {
      context.warnings().clear(orphan(set));
    }
  }

  private static String orphan(long set) {
    return "orphan-" + set;
  }
}
