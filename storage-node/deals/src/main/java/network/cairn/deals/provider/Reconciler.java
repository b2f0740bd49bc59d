package network.cairn.deals.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import network.cairn.ledger.api.EventFilter;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.records.Event;
import network.cairn.ledger.records.SetRecord;

/// Reconciles duties and files with the ledger: opens what waits to be opened, finds sets whose
/// opening nobody heard of, deletes what a proved state no longer asks for (docs/protocol.md §8).
/// Sets without a duty are for [Orphans].
///
/// Of open duties events tell which set has ended; and all are gone round, as [Looks] allows, for
/// what no event told. Either is the reason to look, and no more. For one thread.
final class Reconciler {
  private static final long RETRY_BLOCKS = 20;

  private final Context context;
  private final FillService fills;
  private final Opener opener;
  private final Set<String> repairing;

  /// When a proved state first showed that a duty is over, for those of which none has since shown
  /// otherwise; in memory only, so that a restart waits anew.
  private final Map<String, Proved<Release>> releases = new HashMap<>();

  /// Keys of open duties that are still to be looked at in this round.
  private final Deque<String> unseen = new ArrayDeque<>();

  /// Sets that are said to have ended, until their duties were looked at.
  private final Set<Long> ended = new LinkedHashSet<>();

  private final Looks looks;
  private final Followed events;
  private boolean following;
  private long retryAt;

  /// @param repairing keys of duties that the repairer works on
  Reconciler(Context context, FillService fills, Opener opener, Set<String> repairing) {
    this.context = context;
    this.fills = fills;
    this.opener = opener;
    this.repairing = repairing;
    this.looks = new Looks(context.scheduler());
    this.events =
        new Followed(
            context.chain(),
            EventFilter.of(Event.Kind.SET_CLOSED, Event.Kind.SET_FAILED)
                .with(context.sender().address()),
            new Chain.Cursor(0, 0));
  }

  void tick(Head head) {
    boolean retry = head.height() >= retryAt;
    if (retry) {
      retryAt = head.height() + RETRY_BLOCKS;
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
    Set<String> looked = nextLooks(head, duties);
    for (Holdings.Named named : duties) {
      if (!fills.isRunning(named.key())
          && !opener.isBusy(named.key())
          && !repairing.contains(named.key())) {
        tidy(head, named, retry, looked.contains(named.key()));
      }
    }
    context.metrics().level(ProviderMetrics.Level.STORED_BYTES, context.holdings().bytes());
  }

  /// Hears which sets ended, a step of its own: without it the rounds find them. What ended before
  /// the first time the first round finds.
  void hear(Head head) {
    if (!following) {
      following = true;
      events.goOnFrom(new Chain.Cursor(head.height(), 0));
    }
    Set<Long> said = new HashSet<>();
    events.next(head).forEach(seen -> said.add(seen.event().set()));
    if (!said.isEmpty()) {
      context.holdings().list().stream()
          .map(named -> named.holding().set())
          .filter(said::contains)
          .forEach(ended::add);
    }
  }

  /// Which open duties are looked at now: those whose release may be over first, then those said to
  /// have ended, then the round's.
  private Set<String> nextLooks(Head head, List<Holdings.Named> duties) {
    Set<String> looked = new HashSet<>();
    long window = head.state().params().window();
    for (Holdings.Named named : duties) {
      Optional<Proved<Release>> first = Optional.ofNullable(releases.get(named.key()));
      boolean due = first.filter(f -> head.height() - f.height() >= window).isPresent();
      if (isOpen(named) && due && looks.take()) {
        looked.add(named.key());
      }
    }
    if (!ended.isEmpty()) {
      for (Holdings.Named named : duties) {
        long set = named.holding().set();
        if (isOpen(named) && ended.contains(set) && looks.take()) {
          ended.remove(set);
          looked.add(named.key());
        }
      }
    }
    while (!unseen.isEmpty() && looks.take()) {
      looked.add(unseen.remove());
    }
    return looked;
  }

  private static boolean isOpen(Holdings.Named named) {
    return named.holding().state() == Holding.State.OPEN;
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
        if (look) {
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
}
