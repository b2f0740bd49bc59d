package network.cairn.deals.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.records.SetRecord;

/// Reconciles duties and files with the ledger: opens what waits to be opened, finds sets whose
/// opening nobody heard of, deletes what a proved state no longer asks for (docs/protocol.md §8).
/// For one thread.
final class Reconciler {
  private static final long RETRY_BLOCKS = 20;

  private final Context context;
  private final FillService fills;
  private final Opener opener;
  private final Set<String> repairing;
  private final Set<Long> orphans = new HashSet<>();
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
    }
    List<Holdings.Named> duties = context.holdings().list();
    for (Holdings.Named named : duties) {
      if (!fills.isRunning(named.key())
          && !opener.isBusy(named.key())
          && !repairing.contains(named.key())) {
        tidy(head, named, retry);
      }
    }
    context.metrics().level(ProviderMetrics.Level.STORED_BYTES, context.holdings().bytes());
  }

  private void tidy(Head head, Holdings.Named named, boolean retry) {
    Holding holding = named.holding();
    boolean over = head.height() > holding.validUntil();
    switch (holding.state()) {
      case RECEIVING -> {
        if (over) {
          giveUp(named);
        }
      }
      // Only the ledger says whether a set needs what another version wrote.
      case COMPLETE, UNKNOWN -> {
        if (retry || over) {
          settle(head, named, over);
        }
      }
      case OPEN -> {
        if (retry) {
          checkOpen(head, named);
        }
      }
    }
  }

  private void settle(Head head, Holdings.Named named, boolean over) {
    Holding holding = named.holding();
    Optional<SetRecord> ours = opener.ours(head, holding);
    if (ours.isPresent()) {
      opener.opened(named.key(), ours.get().id());
    } else if (over && !isReserved(head, holding)) {
      giveUp(named);
    } else if (!over && holding.ticket() == 0) {
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

  private boolean isReserved(Head head, Holding holding) {
    return holding.ticket() != 0
        && head.state()
            .ticket(holding.ticket())
            .filter(ticket -> ticket.isReservedBy(context.sender().address()))
            .isPresent();
  }

  private void checkOpen(Head head, Holdings.Named named) {
    Optional<SetRecord> set = head.state().set(named.holding().set());
    boolean live = set.filter(SetRecord::isLive).isPresent();
    boolean known = head.height() > named.holding().validUntil() || set.isPresent();
    if (!live && known) {
      context.warnings().note("set " + named.holding().set() + " has ended");
      giveUp(named);
    }
  }

  /// Deletes a duty's piece if no other needs it, then forgets the duty: after a crash between the
  /// two it is done again.
  private void giveUp(Holdings.Named named) {
    synchronized (context.holdings()) {
      try {
        opener.forget(named.key());
        context.files().deletePart(named.key());
        if (!context.holdings().isNeeded(named.holding().piece(), named.key())) {
          context.files().delete(named.piece());
        }
        context.holdings().remove(named.key());
      } catch (IOException | UncheckedIOException e) {
        context.warnings().raise("disk", "a piece could not be deleted: " + e.getMessage());
      }
    }
  }

  /// Says which live sets the ledger knows of whose pieces are not here.
  void findOrphans(Head head) {
    Set<Long> held = new HashSet<>();
    context.holdings().list().forEach(named -> held.add(named.holding().set()));
    for (long id : context.chain().setsOf(context.sender().address(), Holdings.MOST)) {
      Optional<SetRecord> set =
          head.state()
              .set(id)
              .filter(s -> s.provider().equals(context.sender().address()))
              .filter(SetRecord::isLive);
      boolean opening =
          context.holdings().list().stream()
              .anyMatch(named ->
                  set.isPresent()
                      && named.holding().agreement() == set.get().agreement()
                      && named.holding().slot() == set.get().slot());
      if (set.isPresent() && !held.contains(id) && !opening && orphans.add(id)) {
        context
            .warnings()
            .raise(
                "orphan-" + id,
                "set "
                    + id
                    + " is live on the ledger but its piece is not here: put the files back or"
                    + " terminate it");
      }
    }
  }
}
