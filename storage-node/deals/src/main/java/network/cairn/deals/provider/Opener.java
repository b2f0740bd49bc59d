package network.cairn.deals.provider;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.ledger.wallet.Amounts;

/// Opens the sets of pieces that are on the disk, once each. Thread-safe.
final class Opener {
  private static final Duration HEIGHT_WAIT = Duration.ofSeconds(30);

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
      settle(
          key,
          context
              .sender()
              .send(
                  List.of(new Msg.OpenSet(intent)),
                  tx -> context.holdings().change(key, h -> h.sent(tx))));
    } finally {
      synchronized (problems) {
        busy.remove(key);
      }
    }
  }

  /// Whatever the outcome says: the set is the one that the slot shows, which a transaction before
  /// a restart may have opened too.
  private void settle(String key, Proved<Outcome> outcome) throws InterruptedException {
    if (!find(key, outcome) && !outcome.value().isDone()) {
      synchronized (problems) {
        problems.put(key, "the ledger did not open the set: " + outcome.value().why());
      }
      String slot =
          context.holdings().get(key).map(h -> Said.slot(h.agreement(), h.slot())).orElse(key);
      context.warnings().note("fill of " + slot + ": " + problem(key).orElse(""));
    }
  }

  /// Looks for a duty's set in a state that has what a transaction did; one that is not shown in
  /// time is found later, by whoever tidies up.
  boolean find(String key, Proved<Outcome> outcome) throws InterruptedException {
    context.chain().awaitHeight(outcome.value().height(), HEIGHT_WAIT);
    Head head = context.chain().head();
    Optional<Proved<SetRecord>> ours = context.holdings().get(key).flatMap(h -> ours(head, h));
    ours.ifPresent(set -> opened(key, set));
    return ours.isPresent();
  }

  void opened(String key, Proved<SetRecord> ours) {
    SetRecord set = ours.value();
    context.holdings().change(key, h -> h.opened(set.id()));
    forget(key);
    context.metrics().count(ProviderMetrics.Count.SETS_OPENED, 1);
    context
        .warnings()
        .note(
            "set "
                + set.id()
                + " is open: "
                + Said.slot(set.agreement(), set.slot())
                + ", "
                + set.endPeriod()
                + " periods for "
                + Amounts.text(set.rate())
                + " each, "
                + Amounts.text(set.collateral())
                + " of the bond at stake");
  }

  /// The live set of ours in a duty's slot, if the ledger shows one.
  Optional<Proved<SetRecord>> ours(Head head, Holding holding) {
    return head.find(state -> Release.held(state, holding, context.sender().address()));
  }
}
