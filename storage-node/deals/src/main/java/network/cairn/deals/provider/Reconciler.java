package network.cairn.deals.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.SetRecord;

/// Reconciles duties and files with the ledger: opens what waits to be opened, finds sets whose
/// opening nobody heard of, deletes what a proved state no longer asks for (docs/protocol.md §8).
/// For one thread.
final class Reconciler {
  private static final long RETRY_BLOCKS = 20;

  /// Open duties that one tick reads of the ledger to see whether they are over: who has very many
  /// goes round over more blocks, so that proofs do not wait for it.
  static final int LOOKS = 64;

  private final Context context;
  private final FillService fills;
  private final Opener opener;
  private final Set<String> repairing;
  private final Set<Long> orphans = new HashSet<>();

  /// When a proved state first showed that a duty is over, for those of which none has since shown
  /// otherwise; in memory only, so that a restart waits anew.
  private final Map<String, Proved<Release>> releases = new HashMap<>();

  /// Keys of open duties that are still to be looked at in this round.
  private final Deque<String> unseen = new ArrayDeque<>();

  private long retryAt;

  /// @param repairing keys of duties that the repairer works on
  Reconciler(Context context, FillService fills, Opener opener, Set<String> repairing) {
    this.context = context;
    this.fills = fills;
    this.opener = opener;
    this.repairing = repairing;
  }

  void tick(Head head) {
    boolean retry = head.height() >= retryAt;
    if (retry) {
      retryAt = head.height() + RETRY_BLOCKS;
      forgetOrphans(head);
    }
    List<Holdings.Named> duties = context.holdings().list();
    Set<String> keys = duties.stream().map(Holdings.Named::key).collect(Collectors.toSet());
    releases.keySet().retainAll(keys);
    if (retry && unseen.isEmpty()) {
      duties.stream()
          .filter(named -> named.holding().state() == Holding.State.OPEN)
          .map(Holdings.Named::key)
          .forEach(unseen::add);
    }
    Set<String> looked = new HashSet<>();
    while (looked.size() < LOOKS && !unseen.isEmpty()) {
      looked.add(unseen.remove());
    }
    for (Holdings.Named named : duties) {
      if (!fills.isRunning(named.key())
          && !opener.isBusy(named.key())
          && !repairing.contains(named.key())) {
        tidy(head, named, retry, looked.contains(named.key()));
      }
    }
    context.metrics().level(ProviderMetrics.Level.STORED_BYTES, context.holdings().bytes());
  }

  private void tidy(Head head, Holdings.Named named, boolean retry, boolean look) {
    Holding holding = named.holding();
    boolean over = head.height() > holding.validUntil();
    switch (holding.state()) {
      case RECEIVING -> {
        if (over) {
          abandon(head, named);
        }
      }
      // Only the ledger says whether a set needs what another version wrote.
      case COMPLETE, UNKNOWN -> {
        if (retry || over || !holding.tx().isEmpty() || releases.containsKey(named.key())) {
          settle(head, named, retry);
        }
      }
      case OPEN -> {
        if (look || releases.containsKey(named.key())) {
          checkOpen(head, named);
        }
      }
    }
  }

  private void abandon(Head head, Holdings.Named named) {
    Release.unfinished(head, named.holding(), context.sender().address())
        .ifPresent(release -> giveUp(named, release));
  }

  private void settle(Head head, Holdings.Named named, boolean retry) {
    Holding holding = named.holding();
    Optional<Proved<SetRecord>> ours = opener.ours(head, holding);
    if (ours.isPresent()) {
      opener.opened(named.key(), ours.get());
    } else if (Release.of(head, holding, context.sender().address()).isPresent()) {
      release(head, named);
    } else if (retry && holding.ticket() == 0) {
      context.tasks().start("open", () -> open(named.key()));
    }
  }

  private void open(String key) {
    try {
      opener.open(key);
    } catch (LedgerUnavailable e) {
      context.warnings().note("the set of a fill opens later: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void checkOpen(Head head, Holdings.Named named) {
    Optional<Proved<SetRecord>> ours = opener.ours(head, named.holding());
    if (ours.isEmpty()) {
      release(head, named);
    } else {
      releases.remove(named.key());
      if (ours.get().value().id() != named.holding().set()) {
        opener.opened(named.key(), ours.get());
      }
    }
  }

  /// Gives a duty up once proved states a window apart have shown that it is over, and none between
  /// that it is not.
  private void release(Head head, Holdings.Named named) {
    Optional<Proved<Release>> now = Release.of(head, named.holding(), context.sender().address());
    if (now.isEmpty()) {
      releases.remove(named.key());
      return;
    }
    // Its last pay or loss may lie between two windows, after which nothing names the set any more.
    if (named.holding().state() == Holding.State.OPEN) {
      head.state()
          .set(named.holding().set())
          .filter(set -> set.provider().equals(context.sender().address()))
          .ifPresent(context.book()::see);
    }
    Proved<Release> first = releases.computeIfAbsent(named.key(), _ -> now.get());
    if (now.get().height() - first.height() >= head.state().params().window()) {
      giveUp(named, now.get());
    }
  }

  /// Deletes a duty's piece if no other needs it, then forgets the duty: after a crash between the
  /// two it is done again.
  private void giveUp(Holdings.Named named, Proved<Release> release) {
    Holding over = named.holding();
    context
        .warnings()
        .note(
            Said.slot(over.agreement(), over.slot())
                + " is over: "
                + release.value().why()
                + ", proved at height "
                + release.height());
    synchronized (context.holdings()) {
      try {
        opener.forget(named.key());
        context.files().deletePart(named.key());
        if (!context.holdings().isNeeded(named.holding().piece(), named.key())) {
          context.files().delete(named.piece(), release);
        }
        context.holdings().remove(named.key());
        releases.remove(named.key());
        forgetWarnings(named);
      } catch (IOException | UncheckedIOException e) {
        context.warnings().happened("disk", "a piece could not be deleted: " + e.getMessage());
      }
    }
  }

  /// What was to be done about a duty is no more to be done.
  private void forgetWarnings(Holdings.Named over) {
    context.warnings().clear(ProvingLoop.late(over.holding().set()));
    if (!context.holdings().needs(over.holding().piece())) {
      context.warnings().clear(ProvingLoop.unprovable(over.piece()));
    }
  }

  /// Takes up live sets that the ledger knows of and this home does not, as after the loss of its
  /// index, where their pieces are here; says which are not.
  void findOrphans(Head head) {
    Set<Long> held = new HashSet<>();
    context.holdings().list().forEach(named -> held.add(named.holding().set()));
    for (long id : context.chain().setsOf(context.sender().address(), Holdings.MOST)) {
      Optional<SetRecord> set = live(head, id);
      boolean opening =
          context.holdings().list().stream()
              .anyMatch(named ->
                  set.isPresent()
                      && named.holding().agreement() == set.get().agreement()
                      && named.holding().slot() == set.get().slot());
      if (set.isPresent() && !held.contains(id) && !opening && orphans.add(id)) {
        adopt(head, set.get());
      }
    }
  }

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
        orphans.remove(set.id());
        context
            .warnings()
            .note("set " + set.id() + " is proven again: its duty was lost, its piece is here");
        return;
      } catch (IOException e) {
        why = e.getMessage();
      }
    }
    context
        .warnings()
        .raise(orphan(set.id()), "set " + set.id() + " is live on the ledger but " + why);
  }

  /// What was said of sets without a piece is over with them.
  private void forgetOrphans(Head head) {
    orphans.removeIf(id -> {
      boolean over = live(head, id).isEmpty();
      if (over) {
        context.warnings().clear(orphan(id));
      }
      return over;
    });
  }

  private static String orphan(long set) {
    return "orphan-" + set;
  }
}
