package network.cairn.deals.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import network.cairn.deals.piece.NotCanonicalPiece;
import network.cairn.ledger.api.EventFilter;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.records.Event;
import network.cairn.ledger.types.Params;
import network.cairn.store.repo.QuotaExceeded;
import network.cairn.store.repo.Repository.StateStore;

/// Finds open tickets and has them repaired (docs/protocol.md §6): events from a saved cursor, a
/// scan at start and once a period, a random wait before each so that providers do not race.
/// [#tick] on one thread, repairs on their own, a few at a time.
final class RepairLoop {
  private static final String CURSOR = "provider/repair-cursor";
  private static final int MOST_TICKETS = 10_000;
  private static final int REPAIRS = 2;
  private static final int LAG = 3;

  /// A few of all events: whoever repairs need not load what the ledger does for others.
  private static final EventFilter WANTED =
      EventFilter.of(Event.Kind.TICKET_OPENED, Event.Kind.RESERVATION_EXPIRED);

  /// Candidates looked at for one head: many that a ledger made up must not hold up proofs.
  private static final int LOOKS = 64;

  private final Context context;
  private final Repair repair;
  private final StateStore store;
  private final RandomGenerator random;
  private final Set<String> busy;
  private final Map<Long, Long> candidates = new HashMap<>();
  private final FewLines opened;
  private final Followed events;
  private long scanAt;

  /// @param busy keys of duties under repair, shared with who tidies up
  RepairLoop(
      Context context, Repair repair, StateStore store, RandomGenerator random, Set<String> busy) {
    this.context = context;
    this.repair = repair;
    this.store = store;
    this.random = random;
    this.busy = busy;
    this.opened = new FewLines(context.scheduler(), 20, context.warnings()::note);
    this.events =
        new Followed(
            context.chain(),
            WANTED,
            store.get(CURSOR).flatMap(HoldingCodec::decodeCursor).orElse(new Chain.Cursor(0, 0)));
  }

  void tick(Head head) {
    Params params = head.state().params();
    if (head.height() >= scanAt) {
      long last = head.state().counters().set();
      context.chain().tickets(MOST_TICKETS).stream()
          .filter(id -> id <= last)
          .forEach(id -> consider(params, id, head.height()));
      if (scanAt == 0) {
        resume(head);
        // The scan has shown what older events lead to; none is of a height to come.
        long known = events.cursor().height();
        if (known < head.height() - 1 || known > head.height()) {
          events.goOnFrom(new Chain.Cursor(head.height() - 1, 0));
        }
      }
      scanAt = head.height() + params.period();
    }
    follow(head, params);
    context.metrics().level(ProviderMetrics.Level.TICKETS, candidates.size());
    candidates.entrySet().stream()
        .filter(candidate -> head.height() >= candidate.getValue())
        .map(Map.Entry::getKey)
        .limit(LOOKS)
        .toList()
        .forEach(ticket -> look(head, params, ticket));
  }

  /// Repairs that a restart cut short go on at once.
  private void resume(Head head) {
    for (Holdings.Named named : context.holdings().list()) {
      long ticket = named.holding().ticket();
      if (ticket != 0 && head.state().ticket(ticket).isPresent()) {
        candidates.put(ticket, head.height());
      }
    }
  }

  private void follow(Head head, Params params) {
    Chain.Cursor before = events.cursor();
    for (Chain.Seen seen : events.next(head)) {
      if (seen.event().kind() == Event.Kind.TICKET_OPENED) {
        opened.say("repair open: ticket " + seen.event().ticket());
      }
      consider(params, seen.event().ticket(), seen.at().height());
    }
    if (!events.cursor().equals(before)) {
      store.put(CURSOR, HoldingCodec.encode(events.cursor()));
    }
  }

  /// A state that is read later may still lie before what opened a ticket, so that it is looked for
  /// only some blocks later.
  private void consider(Params params, long ticket, long height) {
    if (candidates.size() < MOST_TICKETS) {
      candidates.putIfAbsent(ticket, height + LAG + wait(params));
    }
  }

  /// Up to half a window.
  private long wait(Params params) {
    return random.nextLong(Math.max(1, params.window() / 2));
  }

  private void look(Head head, Params params, long ticket) {
    String key = Holdings.key(ticket);
    if (busy.contains(key)) {
      return;
    }
    switch (repair.judge(head, ticket)) {
      case Repair.Verdict.Never _ -> candidates.remove(ticket);
      case Repair.Verdict.Later(long height) ->
          candidates.put(ticket, Math.max(height, head.height() + 1) + wait(params));
      case Repair.Verdict.Now(Repair.Job job) -> {
        if (busy.size() < REPAIRS && busy.add(key)) {
          candidates.put(ticket, head.height() + params.window());
          if (!context.tasks().start("repair", () -> run(job, key))) {
            busy.remove(key);
          }
        }
      }
    }
  }

  private void run(Repair.Job job, String key) {
    try {
      context
          .warnings()
          .note(
              "repair taken: ticket "
                  + job.ticket()
                  + ", "
                  + Said.slot(job.agreement(), job.slot())
                  + ", "
                  + Said.piece(job.piece()));
      repair.run(job);
      context.warnings().note("repair finished: ticket " + job.ticket());
    } catch (NotCanonicalPiece | PieceSource.GivenUp | QuotaExceeded | ProviderFailure e) {
      context.warnings().note("the repair of ticket " + job.ticket() + " ended: " + e.getMessage());
    } catch (LedgerUnavailable e) {
      context.warnings().note("the repair of ticket " + job.ticket() + " waits: " + e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      context.warnings().happened("disk", "a repair failed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      busy.remove(key);
    }
  }
}
