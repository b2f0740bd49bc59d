package network.cairn.deals.provider;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.records.Slot;
import network.cairn.ledger.rules.Reason;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.SignedIntent;

/// Opens the sets of pieces that are on the disk, once each. Thread-safe.
final class Opener {
  private final Context context;
  private final Map<String, String> problems = new HashMap<>();
  private final Map<String, Boolean> busy = new HashMap<>();

  Opener(Context context) {
    this.context = context;
  }

  /// Why the ledger did not open a set, if it did not.
  Optional<String> problem(String key) {
    synchronized (problems) {
      return Optional.ofNullable(problems.get(key));
    }
  }

  /// Whether a transaction for this duty is on its way.
  boolean isBusy(String key) {
    synchronized (problems) {
      return busy.containsKey(key);
    }
  }

  void forget(String key) {
    synchronized (problems) {
      problems.remove(key);
    }
  }

  /// Opens the set of a fill; does nothing if that is being done already.
  void open(String key) throws InterruptedException {
    Optional<Holding> holding =
        context.holdings().get(key).filter(h -> h.state() == Holding.State.COMPLETE);
    if (holding.isEmpty()) {
      return;
    }
    synchronized (problems) {
      if (busy.putIfAbsent(key, true) != null) {
        return;
      }
    }
    try {
      SignedIntent intent = SignedIntent.decode(holding.get().signedIntent());
      Outcome outcome =
          context
              .sender()
              .send(
                  List.of(new Msg.OpenSet(intent)),
                  tx -> context.holdings().change(key, h -> h.sent(tx)));
      settle(key, outcome);
    } finally {
      synchronized (problems) {
        busy.remove(key);
      }
    }
  }

  private void settle(String key, Outcome outcome) {
    if (outcome.isDone()) {
      opened(key, outcome.id());
      return;
    }
    // A transaction before a restart may have opened it: the ledger knows.
    Optional<Holding> holding = context.holdings().get(key);
    Optional<SetRecord> ours =
        outcome.reason() == Reason.WRONG_STATE || outcome.reason() == Reason.CONFLICT
            ? holding.flatMap(h -> ours(context.chain().head(), h))
            : Optional.empty();
    if (ours.isPresent()) {
      opened(key, ours.get().id());
      return;
    }
    synchronized (problems) {
      problems.put(key, "the ledger did not open the set: " + outcome.detail());
    }
    context.warnings().note("fill " + key + ": " + problem(key).orElse(""));
  }

  void opened(String key, long set) {
    context.holdings().change(key, h -> h.opened(set));
    forget(key);
    context.metrics().count(ProviderMetrics.Count.SETS_OPENED, 1);
    context.warnings().note("set " + set + " is open");
  }

  /// The live set of ours in a duty's slot, if the ledger shows one.
  Optional<SetRecord> ours(Head head, Holding holding) {
    return head.state()
        .agreement(holding.agreement())
        .filter(agreement -> holding.slot() < agreement.slots().size())
        .map(agreement -> agreement.slots().get(holding.slot()))
        .filter(slot -> slot.is(Slot.State.SET))
        .flatMap(slot -> head.state().set(slot.id()))
        .filter(set -> set.provider().equals(context.sender().address()))
        .filter(SetRecord::isLive);
  }
}
