package network.cairn.deals.provider;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.deals.provider.prover.CorruptPiece;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.rules.Challenge;
import network.cairn.ledger.rules.Preconditions;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;

/// Proves every open period of every own set once, as soon as its window opens (docs/protocol.md
/// §5).
///
/// A set is read with proof when its window opens and again after its deadline, so that a quiet set
/// costs two reads a period; after a restart everything is read at once. What is not accepted is
/// proved again at the next height. [#tick] on one thread; batches are sent on threads of their
/// own, at most one per proof lane.
final class ProvingLoop {
  private static final int BATCH_ENTRIES = 32;
  private static final int BATCH_BYTES = 200 * 1024;
  private static final int BATCHES = 8;

  private final Context context;
  private final Map<Long, Watch> watches = new HashMap<>();
  private int batches;

  ProvingLoop(Context context) {
    this.context = context;
  }

  /// What is known of one set.
  private static final class Watch {
    private final long set;
    private final PieceCid piece;
    private long readAt;
    private boolean sending;
    private long provenAt;

    Watch(long set, PieceCid piece) {
      this.set = set;
      this.piece = piece;
    }
  }

  /// What one head shows.
  private record Turn(Head head, Params params, Preconditions next) {}

  private record Due(Watch watch, SetRecord set, long deadline) {}

  private record Entry(Due due, ByteString bytes) {}

  /// Does what the new head asks for.
  void tick(Head head) throws InterruptedException {
    refresh();
    Turn turn = new Turn(head, head.state().params(), head.next());
    List<Due> due = new ArrayList<>();
    for (Watch watch : List.copyOf(watches.values())) {
      if (head.height() >= watch.readAt && !isAnswered(head, watch)) {
        look(turn, watch).ifPresent(due::add);
      }
    }
    context.metrics().level(ProviderMetrics.Level.LIVE_SETS, watches.size());
    context.metrics().level(ProviderMetrics.Level.PROOFS_DUE, due.size());
    due.sort(Comparator.comparingLong(Due::deadline));
    prove(turn, due);
    context.book().settle(head, context.sender().address());
  }

  /// Whether a proof is under way, or has just counted in a block that the head does not show yet:
  /// a second one would only cost the fee for proving nothing.
  private boolean isAnswered(Head head, Watch watch) {
    synchronized (watches) {
      return watch.sending || head.height() < watch.provenAt;
    }
  }

  /// Watches exactly the sets that the duties name.
  private void refresh() {
    Map<Long, PieceCid> open = new HashMap<>();
    for (Holdings.Named named : context.holdings().list()) {
      if (named.holding().state() == Holding.State.OPEN) {
        open.put(named.holding().set(), named.piece());
      }
    }
    if (watches.keySet().retainAll(open.keySet()) || watches.isEmpty()) {
      context.book().forget(set -> !open.containsKey(set));
    }
    open.forEach((set, piece) -> watches.computeIfAbsent(set, id -> new Watch(id, piece)));
  }

  /// Reads a set; gives it if its open period can be proven now.
  private Optional<Due> look(Turn turn, Watch watch) {
    Head head = turn.head();
    Optional<SetRecord> found = head.state().set(watch.set);
    if (found.isEmpty()) {
      // The head may still lie before the block that opened the set.
      watch.readAt = head.height() + 1;
      return Optional.empty();
    }
    SetRecord set = found.get();
    context.book().see(set);
    Params params = head.state().params(set);
    long deadline = set.deadline(params);
    return switch (turn.next().proofWindow(context.sender().address(), watch.set)) {
      case NONE -> settled(watch, Long.MAX_VALUE);
      case PROVEN -> settled(watch, deadline);
      case EARLY -> settled(watch, params.proofSeed(deadline));
      case OPEN -> {
        watch.readAt = head.height() + 1;
        warnIfLate(head, params, watch, set, deadline);
        yield Optional.of(new Due(watch, set, deadline));
      }
      case LATE -> {
        watch.readAt = head.height() + 1;
        yield Optional.empty();
      }
    };
  }

  /// Nothing is to be proven before a height.
  private Optional<Due> settled(Watch watch, long readAt) {
    watch.readAt = readAt;
    context.warnings().clear(late(watch.set));
    return Optional.empty();
  }

  /// What a warning of a set's next deadline is called.
  static String late(long set) {
    return "late-" + set;
  }

  /// What a warning of a piece that cannot be proven is called.
  static String unprovable(PieceCid piece) {
    return "piece-" + piece;
  }

  private void warnIfLate(Head head, Params params, Watch watch, SetRecord set, long deadline) {
    long left = deadline - head.height();
    if (left <= params.window() / 4) {
      context
          .warnings()
          .raise(
              late(watch.set),
              "period "
                  + set.period()
                  + " of set "
                  + watch.set
                  + " is not proven; its deadline is height "
                  + deadline);
    }
  }

  private void prove(Turn turn, List<Due> due) {
    List<Entry> batch = new ArrayList<>();
    int bytes = 0;
    for (Due next : due) {
      Optional<Entry> entry = entry(turn, next);
      if (entry.isEmpty()) {
        continue;
      }
      int size = entry.get().bytes().size();
      if (batch.size() == BATCH_ENTRIES || (!batch.isEmpty() && bytes + size > BATCH_BYTES)) {
        start(batch);
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.add(entry.get());
      bytes += size;
    }
    if (!batch.isEmpty()) {
      start(batch);
    }
  }

  private Optional<Entry> entry(Turn turn, Due due) {
    Optional<Challenge> found = turn.next().periodChallenge(due.set().id());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Challenge challenge = found.get();
    return turn.head()
        .state()
        .beacon(challenge.seedHeight())
        .map(beacon -> challenge.indices(context.chain().chainRef(), beacon.value()))
        .flatMap(indices -> answer(due.watch().piece, challenge.id(), challenge.period(), indices))
        .map(bytes -> new Entry(due, bytes));
  }

  /// The entry of a batch for these leaves, if the piece is in order.
  Optional<ByteString> answer(PieceCid piece, long set, long period, long[] indices) {
    try {
      byte[] proof = context.files().prove(piece, indices);
      ByteBuffer entry = ByteBuffer.allocate(2 * Long.BYTES + proof.length);
      entry.putLong(set).putLong(period).put(proof).flip();
      context.warnings().clear(unprovable(piece));
      return Optional.of(ByteString.copyFrom(entry));
    } catch (CorruptPiece | NoSuchFileException e) {
      String what = e instanceof CorruptPiece ? e.getMessage() : "the file of its piece is gone";
      context
          .warnings()
          .raise(
              unprovable(piece),
              "set " + set + " cannot be proven: " + what + "; " + context.files().cure(piece));
      return Optional.empty();
    } catch (IOException | UncheckedIOException e) {
      context
          .warnings()
          .raise(
              unprovable(piece),
              "set " + set + " cannot be proven: " + e.getMessage() + "; check the disk");
      return Optional.empty();
    }
  }

  private void start(List<Entry> batch) {
    synchronized (watches) {
      if (batches == BATCHES) {
        return;
      }
      batches++;
      batch.forEach(entry -> entry.due().watch().sending = true);
    }
    if (!context.tasks().start("prove", () -> send(batch))) {
      done(batch);
    }
  }

  private void send(List<Entry> batch) {
    try {
      Msg.ProveBatch proofs = new Msg.ProveBatch(batch.stream().map(Entry::bytes).toList());
      long until = batch.stream().mapToLong(entry -> entry.due().deadline()).min().orElseThrow();
      List<Long> sets = batch.stream().map(entry -> entry.due().set().id()).toList();
      context.warnings().note("proof sent: " + Said.sets(sets) + ", due by height " + until);
      settle(batch, context.sender().prove(proofs, until));
    } catch (LedgerUnavailable e) {
      context.warnings().happened("ledger", "proofs wait: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      done(batch);
    }
  }

  private void done(List<Entry> batch) {
    synchronized (watches) {
      batches--;
      batch.forEach(entry -> entry.due().watch().sending = false);
    }
  }

  private void settle(List<Entry> batch, Proved<Outcome> proved) {
    Outcome outcome = proved.value();
    context.warnings().clear("ledger");
    if (!outcome.isDone()) {
      context.metrics().count(ProviderMetrics.Count.PROOFS_REFUSED, batch.size());
      context.warnings().happened("proofs", "the ledger refuses proofs: " + outcome.why());
      return;
    }
    List<Long> accepted = new ArrayList<>();
    for (int i = 0; i < batch.size() && i < outcome.data().size(); i++) {
      if (outcome.data().byteAt(i) == 1) {
        accepted.add(batch.get(i).due().set().id());
        proven(batch.get(i).due().watch(), proved);
      }
    }
    if (!accepted.isEmpty()) {
      context
          .warnings()
          .note("proof accepted in block " + outcome.height() + ": " + Said.sets(accepted));
    }
    context.warnings().clear("proofs");
    context.metrics().count(ProviderMetrics.Count.PROOFS_ACCEPTED, accepted.size());
    context.metrics().count(ProviderMetrics.Count.PROOFS_REFUSED, batch.size() - accepted.size());
  }

  /// The height is a real one, so that the head gets there.
  private void proven(Watch watch, Proved<Outcome> outcome) {
    synchronized (watches) {
      watch.provenAt = outcome.height();
    }
  }
}
