package network.cairn.node.provider;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import network.cairn.ledger.types.Params;
import network.cairn.node.deal.piece.NotCanonical;
import network.cairn.node.ledger.Chain;
import network.cairn.node.ledger.Head;
import network.cairn.node.ledger.LedgerUnavailable;
import network.cairn.node.repo.QuotaExceeded;
import network.cairn.node.repo.Repository.StateStore;
import network.cairn.proto.deal.Cursor;
import network.cairn.proto.ledger.Event;
import network.cairn.proto.ledger.EventKind;

/// Finds open tickets and has them repaired (docs/protocol.md §6): events from a saved cursor, a
/// scan at start, a random wait before each so that providers do not race. [#tick] on one thread,
/// repairs on their own, a few at a time.
final class RepairLoop {
  private static final String CURSOR = "provider/repair-cursor";
  private static final int MOST_TICKETS = 10_000;
  private static final int EVENT_BLOCKS = 256;
  private static final int REPAIRS = 2;

  private final Context context;
  private final Repair repair;
  private final StateStore store;
  private final RandomGenerator random;
  private final Set<String> busy;
  private final Map<Long, Long> candidates = new HashMap<>();
  private long cursor;
  private boolean scanned;

  /// @param busy keys of duties under repair, shared with who tidies up
  RepairLoop(
      Context context, Repair repair, StateStore store, RandomGenerator random, Set<String> busy) {
    this.context = context;
    this.repair = repair;
    this.store = store;
    this.random = random;
    this.busy = busy;
    this.cursor = store.get(CURSOR).map(RepairLoop::decode).orElse(0L);
  }

  private static long decode(byte[] value) {
    try {
      return Cursor.parseFrom(value).getHeight();
    } catch (InvalidProtocolBufferException e) {
      return 0;
    }
  }

  void tick(Head head) {
    Params params = head.state().params();
    if (!scanned) {
      context.chain().tickets(MOST_TICKETS).forEach(id -> consider(head, params, id));
      resume(head);
      cursor = Math.max(cursor, head.height());
      scanned = true;
    }
    follow(head, params);
    context.metrics().level(ProviderMetrics.Level.TICKETS, candidates.size());
    for (Map.Entry<Long, Long> candidate : Map.copyOf(candidates).entrySet()) {
      if (head.height() >= candidate.getValue()) {
        look(head, params, candidate.getKey());
      }
    }
  }

  /// Repairs that a restart cut short go on at once.
  private void resume(Head head) {
    for (Holdings.Named named : context.holdings().list()) {
      long ticket = named.holding().getTicket();
      if (ticket != 0 && head.state().ticket(ticket).isPresent()) {
        candidates.put(ticket, head.height());
      }
    }
  }

  private void follow(Head head, Params params) {
    Chain.EventPage page = context.chain().events(cursor, EVENT_BLOCKS);
    for (Event event : page.events()) {
      if (event.getKind() == EventKind.TICKET_OPENED
          || event.getKind() == EventKind.RESERVATION_EXPIRED) {
        consider(head, params, event.getTicket());
      }
    }
    if (page.next() != cursor) {
      cursor = page.next();
      store.put(CURSOR, Cursor.newBuilder().setHeight(cursor).build().toByteArray());
    }
  }

  private void consider(Head head, Params params, long ticket) {
    if (candidates.size() < MOST_TICKETS) {
      candidates.putIfAbsent(ticket, head.height() + wait(params));
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
      repair.run(job);
    } catch (NotCanonical | PieceSource.GivenUp | QuotaExceeded | ProviderFailure e) {
      context.warnings().note("the repair of ticket " + job.ticket() + " ended: " + e.getMessage());
    } catch (LedgerUnavailable e) {
      context.warnings().note("the repair of ticket " + job.ticket() + " waits: " + e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      context.warnings().raise("disk", "a repair failed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      busy.remove(key);
    }
  }
}
