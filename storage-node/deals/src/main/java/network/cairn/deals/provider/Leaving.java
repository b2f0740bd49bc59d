package network.cairn.deals.provider;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.records.ProviderRecord;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.wallet.Amounts;
import network.cairn.store.repo.Repository.StateStore;

/// The way out: parts of the bond that are withdrawn and not paid yet, and the wish to go, which
/// withdraws everything once nothing of the bond is at stake any more; who goes takes no deals.
/// Both are kept. Thread-safe.
final class Leaving {
  static final String WISH = "provider/leaving";
  static final String UNBONDING = "provider/unbonding/";
  private static final Duration WAIT = Duration.ofSeconds(5);

  private final Context context;
  private final StateStore store;
  private final FillService fills;
  private final Map<Long, ProviderStatus.Unbonding> unbonding = new TreeMap<>();
  private boolean leaving;

  /// How often the owner has said what is wanted: an end of something that began before undoes no
  /// newer word.
  private long said;

  private boolean busy;

  Leaving(Context context, StateStore store, FillService fills) {
    this.context = context;
    this.store = store;
    this.fills = fills;
    this.leaving = store.get(WISH).isPresent();
    fills.taking(!leaving);
    store.scan(
        UNBONDING,
        (name, value) -> {
          String[] words = new String(value, StandardCharsets.UTF_8).split(" ");
          long id = Long.parseLong(name.substring(UNBONDING.length()));
          unbonding.put(
              id,
              new ProviderStatus.Unbonding(
                  id, Amount.of(new BigInteger(words[0])), Long.parseLong(words[1])));
        });
  }

  synchronized boolean isLeaving() {
    return leaving;
  }

  /// The owner's wish to go.
  synchronized void leave() {
    said++;
    fills.taking(false);
    wish(true);
  }

  /// The owner's word on new deals; who wants some does not go.
  synchronized void taking(boolean taking) {
    said++;
    if (taking && leaving) {
      wish(false);
    }
    fills.taking(taking);
  }

  private void wish(boolean wish) {
    if (wish) {
      store.put(WISH, new byte[] {1});
    } else {
      store.remove(WISH);
    }
    leaving = wish;
  }

  /// What is on its way out, as far as this home withdrew it.
  ///
  /// @param head shows what was paid meanwhile
  synchronized List<ProviderStatus.Unbonding> unbonding(Optional<Head> head) {
    head.ifPresent(now -> {
      for (ProviderStatus.Unbonding one : List.copyOf(unbonding.values())) {
        if (now.height() >= one.dueHeight() && now.state().unbonding(one.id()).isEmpty()) {
          store.remove(UNBONDING + one.id());
          unbonding.remove(one.id());
        }
      }
    });
    return new ArrayList<>(unbonding.values());
  }

  /// Takes from the bond.
  ///
  /// Whoever takes everything has left, and is not registered again by a start: also where it is
  /// not known whether the ledger did it.
  ///
  /// @param wanted empty for all that can be taken: everything if no set and no repair reserves any
  ///   of it, which ends the registration, else what is free
  /// @throws ProviderFailure if it cannot be taken; the message says how much can
  ProviderStatus.Unbonding withdraw(Optional<Amount> wanted) throws InterruptedException {
    synchronized (this) {
      if (busy) {
        throw new ProviderFailure(
            "a withdrawal is under way already; 'cairn provider status' shows it");
      }
      busy = true;
    }
    try {
      return take(wanted, false);
    } finally {
      done();
    }
  }

  /// What was so before a whole bond was sent for.
  private record Before(boolean leaving, boolean taking, long said) {}

  /// Known before the ledger knows it: a restart that comes between must not register again, and no
  /// deal be taken that the bond would have to cover.
  private synchronized Before sending(boolean all, boolean wished) {
    if (wished && !leaving) {
      throw new ProviderFailure("the wish to leave was taken back");
    }
    Before before = new Before(leaving, fills.isTaking(), said);
    if (all) {
      wish(true);
      fills.taking(false);
    }
    return before;
  }

  private synchronized void refused(Before before) {
    if (said == before.said() && leaving != before.leaving()) {
      wish(before.leaving());
      fills.taking(before.taking());
    }
  }

  /// @param wished by the wish to go, which may be taken back meanwhile
  private ProviderStatus.Unbonding take(Optional<Amount> wanted, boolean wished)
      throws InterruptedException {
    Head head = context.chain().head();
    Params params = head.state().params();
    ProviderRecord record =
        head.state()
            .provider(context.sender().address())
            .orElseThrow(
                () -> new ProviderFailure("this operator is not registered: it has no bond"));
    Amount amount = wanted.orElseGet(() -> most(record, params));
    require(record, params, amount);
    Before before = sending(amount.equals(record.bond()), wished);
    Outcome outcome = context.sender().send(List.of(new Msg.BondWithdraw(amount))).value();
    if (!outcome.isDone()) {
      refused(before);
      throw new ProviderFailure("the ledger refuses: " + outcome.why());
    }
    ProviderStatus.Unbonding one =
        new ProviderStatus.Unbonding(outcome.id(), amount, outcome.height() + params.unbonding());
    synchronized (this) {
      store.put(
          UNBONDING + one.id(),
          (amount.pebbles() + " " + one.dueHeight()).getBytes(StandardCharsets.UTF_8));
      unbonding.put(one.id(), one);
    }
    context
        .warnings()
        .note(
            "withdrawn " + Amounts.text(amount) + " of the bond, paid in block " + one.dueHeight());
    outcome.awaitSeen(context.chain(), WAIT);
    return one;
  }

  private static Amount most(ProviderRecord record, Params params) {
    return record.reserved().isZero() ? record.bond() : record.freeBond(params);
  }

  private static void require(ProviderRecord record, Params params, Amount amount) {
    boolean all = record.reserved().isZero() && amount.equals(record.bond());
    Amount free = record.freeBond(params);
    if (!all && (amount.isZero() || amount.compareTo(free) > 0)) {
      throw new ProviderFailure(
          "of the bond of "
              + Amounts.text(record.bond())
              + " only "
              + Amounts.text(free)
              + " are free, not "
              + Amounts.text(amount)
              + ": "
              + Amounts.text(record.reserved())
              + " are reserved for sets and repairs, and "
              + Amounts.text(params.minBond())
              + " must stay while this is a provider. "
              + (record.reserved().isZero()
                  ? "Take all with 'cairn provider bond withdraw --all', which ends the"
                      + " registration"
                  : "To get all back: 'cairn provider leave'"));
    }
  }

  /// Withdraws everything once it can, if that is the wish.
  void tick(Head head) {
    Optional<ProviderRecord> record = head.state().provider(context.sender().address());
    if (record.isEmpty() || !isLeaving()) {
      // Gone or not wanted any more, whatever a try before was told.
      context.warnings().clear("leaving");
    }
    synchronized (this) {
      if (!leaving || busy || record.isEmpty() || !record.get().reserved().isZero()) {
        return;
      }
      busy = true;
    }
    if (!context.tasks().start("leave", this::withdrawAll)) {
      done();
    }
  }

  private synchronized void done() {
    busy = false;
  }

  private void withdrawAll() {
    try {
      take(Optional.empty(), true);
      context.warnings().clear("leaving");
    } catch (LedgerUnavailable | ProviderFailure e) {
      if (isLeaving()) {
        context.warnings().raise("leaving", "the bond is not withdrawn yet: " + e.getMessage());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      done();
    }
  }
}
