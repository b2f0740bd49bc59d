package network.cairn.ledger.engine.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import network.cairn.ledger.rules.PendingTx;
import network.cairn.ledger.types.Address;

/// One share of the pool: its payers are served by self-clocked fair queueing over bytes, and who
/// holds most of a full share gives way. For one thread at a time.
///
/// A transaction's finish tag is its size above the larger of the share's virtual time and the tag
/// of its payer's transaction before. Tags never change, and virtual time is the highest tag that a
/// block took: so a payer waits for at most as many bytes of each other one as it sends itself.
final class FairShare {
  private final long maxRoom;
  private final TreeSet<Waiting> queue = new TreeSet<>(Waiting.IN_TURN);
  private final Map<Address, Deque<Waiting>> payers = new HashMap<>();
  private final Map<Address, Long> roomOf = new HashMap<>();

  /// Each payer's newest transaction, who gives way first last. What it is ordered by changes with
  /// what its payer has: it is taken out before and put in again after that.
  private final TreeSet<Waiting> newest = new TreeSet<>(this::byBurden);

  private long room;
  private long virtualTime;

  /// @param maxRoom bytes of transactions that may wait, none of which counts less than
  ///   [Waiting#LEAST_ROOM]
  FairShare(long maxRoom) {
    this.maxRoom = maxRoom;
  }

  /// What waits, the next to be served first.
  List<Waiting> inTurn() {
    return List.copyOf(queue);
  }

  /// The finish tag of a payer's next transaction.
  long finish(PendingTx tx) {
    Deque<Waiting> own = payers.get(tx.payer());
    long last = own == null ? 0 : own.getLast().finish();
    return Math.max(virtualTime, last) + tx.size();
  }

  void add(Waiting tx) {
    queue.add(tx);
    Deque<Waiting> own = payers.computeIfAbsent(tx.payer(), _ -> new ArrayDeque<>());
    if (!own.isEmpty()) {
      newest.remove(own.getLast());
    }
    own.addLast(tx);
    roomOf.merge(tx.payer(), tx.room(), Long::sum);
    room += tx.room();
    newest.add(tx);
  }

  /// Takes a payer's newest transaction out.
  private void removeNewest(Waiting tx) {
    newest.remove(tx);
    queue.remove(tx);
    Deque<Waiting> own = Optional.ofNullable(payers.get(tx.payer())).orElseThrow();
    own.removeLast();
    room -= tx.room();
    if (own.isEmpty()) {
      payers.remove(tx.payer());
      roomOf.remove(tx.payer());
    } else {
      roomOf.merge(tx.payer(), -tx.room(), Long::sum);
      newest.add(own.getLast());
    }
  }

  /// Makes room for one more: takes the newest transactions of whoever holds most out, as long as
  /// the payer of the new one would hold less, or as much at a higher price.
  ///
  /// @return what left; empty if there is no room for it
  Optional<List<Waiting>> makeRoom(PendingTx tx) {
    List<Waiting> left = new ArrayList<>();
    while (room + Waiting.room(tx) > maxRoom) {
      if (newest.isEmpty() || !givesWay(newest.getLast(), tx)) {
        left.reversed().forEach(this::add);
        return Optional.empty();
      }
      Waiting victim = newest.getLast();
      removeNewest(victim);
      left.add(victim);
    }
    return Optional.of(left);
  }

  private int byBurden(Waiting a, Waiting b) {
    return Comparator.<Waiting>comparingLong(w -> roomOf.getOrDefault(w.payer(), 0L))
        .thenComparing((x, y) -> Waiting.comparePrice(y.tx(), x.tx()))
        .thenComparingLong(Waiting::number)
        .compare(a, b);
  }

  private boolean givesWay(Waiting victim, PendingTx tx) {
    long after = roomOf.getOrDefault(tx.payer(), 0L) + Waiting.room(tx);
    long held = roomOf.getOrDefault(victim.payer(), 0L);
    return !victim.payer().equals(tx.payer())
        && (after < held || (after == held && Waiting.comparePrice(tx, victim.tx()) > 0));
  }

  /// A block took a transaction: virtual time goes on.
  void served(Waiting tx) {
    virtualTime = Math.max(virtualTime, tx.finish());
  }

  void clear() {
    queue.clear();
    payers.clear();
    roomOf.clear();
    newest.clear();
    room = 0;
  }
}
