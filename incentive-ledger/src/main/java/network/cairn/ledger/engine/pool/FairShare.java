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
    payers.computeIfAbsent(tx.payer(), _ -> new ArrayDeque<>()).addLast(tx);
    roomOf.merge(tx.payer(), tx.room(), Long::sum);
    room += tx.room();
  }

  private void remove(Waiting tx) {
    queue.remove(tx);
    payers.computeIfPresent(
        tx.payer(),
        (_, own) -> {
          own.remove(tx);
          return own.isEmpty() ? null : own;
        });
    roomOf.computeIfPresent(
        tx.payer(), (_, own) -> own > tx.room() ? Long.valueOf(own - tx.room()) : null);
    room -= tx.room();
  }

  /// Makes room for one more: takes the newest transactions of whoever holds most out, as long as
  /// the payer of the new one would hold less, or as much at a higher price.
  ///
  /// @return what left; empty if there is no room for it
  Optional<List<Waiting>> makeRoom(PendingTx tx) {
    List<Waiting> left = new ArrayList<>();
    while (room + Waiting.room(tx) > maxRoom) {
      Optional<Waiting> victim = payers.values().stream().map(Deque::getLast).max(this::byBurden);
      if (victim.isEmpty() || !givesWay(victim.get(), tx)) {
        left.reversed().forEach(this::add);
        return Optional.empty();
      }
      remove(victim.get());
      left.add(victim.get());
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
    room = 0;
  }
}
