package network.cairn.ledger.engine.pool;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import network.cairn.ledger.engine.Engine.Refused;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.rules.Admission;
import network.cairn.ledger.rules.Crypto;
import network.cairn.ledger.rules.Envelope;
import network.cairn.ledger.rules.Envelopes;
import network.cairn.ledger.rules.Inadmissible;
import network.cairn.ledger.rules.PendingTx;
import network.cairn.ledger.rules.ProofClaim;
import network.cairn.ledger.rules.Reason;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Address;

/// Transactions that wait for a block (docs/protocol.md §13).
///
/// Proofs that verify have one half of the pool and of each block, all others the other; what one
/// half leaves empty in a block the other may use. Within a half payers take turns by the byte.
/// What a payer has here counts against its balance, so that nothing of it is void in the next
/// block. Signatures and proofs are checked apart from the lock. Thread-safe.
public final class Mempool implements Envelopes {
  public static final int MAX_PER_PAYER = 64;

  /// Bytes that one payer may have waiting.
  public static final long MAX_PAYER_BYTES = 4L << 20;

  /// Room of each half; a transaction takes its bytes of it, and at least 6 KiB.
  public static final long HALF = 32L << 20;

  /// Most bytes that protobuf puts around a transaction in a block.
  public static final int FRAME = 5;

  /// Where the chain stands.
  public interface Tip {
    /// Reads the newest state, which is good during the call alone.
    <R> R read(Look<R> look);
  }

  /// What is made of a state.
  public interface Look<R> {
    /// @param height of the block that is still to come over it
    R at(StateView state, long height);
  }

  /// What one payer has waiting, in order of admission.
  private static final class Line {
    private final List<Waiting> txs = new ArrayList<>();
    private long bytes;

    /// Whether a lane is free for a kind of transaction: a block holds the halves apart, and the
    /// order of a lane must not suffer.
    boolean isOpen(PendingTx tx) {
      return txs.stream()
          .noneMatch(
              w -> w.tx().body().lane() == tx.body().lane() && w.tx().isProof() != tx.isProof());
    }
  }

  private final Crypto crypto;
  private final Tip tip;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ByteString, Waiting> waiting = new LinkedHashMap<>();

  /// What waits, by its bytes; read without the lock.
  private final ConcurrentMap<ByteString, Envelope> decoded = new ConcurrentHashMap<>();

  private final Map<Address, Line> lines = new HashMap<>();
  private final Set<ProofClaim.Key> claimed = new HashSet<>();
  private final FairShare proofs = new FairShare(HALF);
  private final FairShare others = new FairShare(HALF);
  private final Offences offences = new Offences();
  private Admission admission;
  private long numbers;

  /// @param state over which the block of `height` is still to come; kept open until [#advance]
  public Mempool(Crypto crypto, Tip tip, StateView state, long height) {
    this.crypto = crypto;
    this.tip = tip;
    this.admission = new Admission(state, height);
  }

  public int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /// Whether a transaction waits here.
  public boolean isWaiting(ByteString bodyId) {
    lock.lock();
    try {
      return waiting.containsKey(bodyId);
    } finally {
      lock.unlock();
    }
  }

  /// Why a transaction was not taken; empty if it was, or was here already.
  public Optional<Refused> add(ByteString bodyId, ByteString encoded, Submitter from) {
    return judge(bodyId, encoded, from).get();
  }

  /// Judges a transaction by the state, its signature and its proofs, beside others; what is
  /// returned takes it into the pool and says what [#add] would.
  public Supplier<Optional<Refused>> judge(ByteString bodyId, ByteString encoded, Submitter from) {
    lock.lock();
    try {
      if (waiting.containsKey(bodyId)) {
        return Optional::empty;
      }
      if (offences.isOverdrawn(from)) {
        return () ->
            busy("too much that was false came from this network; try again in a few blocks");
      }
    } finally {
      lock.unlock();
    }
    try {
      PendingTx verified = tip.read((state, height) -> new Admission(state, height).read(encoded));
      verify(verified, from);
      return () -> take(bodyId, verified);
    } catch (Inadmissible why) {
      return () -> refused(why);
    }
  }

  private Optional<Refused> take(ByteString bodyId, PendingTx verified) {
    lock.lock();
    try {
      return waiting.containsKey(bodyId) ? Optional.empty() : insert(bodyId, verified);
    } catch (Inadmissible why) {
      // The state alone covers the fee: what is reserved may be free again after the next block.
      return why.reason() == Reason.FEE_NOT_COVERED
          ? busy("what this payer has waiting may spend the rest: " + why.detail())
          : refused(why);
    } finally {
      lock.unlock();
    }
  }

  private void verify(PendingTx read, Submitter from) {
    try {
      Admission.verify(crypto, read);
    } catch (Inadmissible why) {
      lock.lock();
      try {
        offences.count(from);
      } finally {
        lock.unlock();
      }
      throw why;
    }
  }

  private static Optional<Refused> refused(Inadmissible why) {
    return Optional.of(new Refused(why.reason().name(), why.detail()));
  }

  private static Optional<Refused> busy(String detail) {
    return Optional.of(new Refused("BUSY", detail));
  }

  private Optional<Refused> insert(ByteString bodyId, PendingTx verified) {
    PendingTx tx = admission.admit(admission.renewed(verified), key -> !claimed.contains(key));
    Line line = lines.getOrDefault(tx.payer(), new Line());
    if (line.txs.size() >= MAX_PER_PAYER || line.bytes + tx.size() > MAX_PAYER_BYTES) {
      return busy("this payer has " + line.txs.size() + " transactions waiting");
    }
    if (!line.isOpen(tx)) {
      return busy("the lane has proofs or others waiting; use another");
    }
    Optional<List<Waiting>> left = share(tx).makeRoom(tx);
    if (left.isEmpty()) {
      return busy("the pool is full; try again after the next block");
    }
    left.get().forEach(this::forget);
    keep(new Waiting(bodyId, tx, numbers++, share(tx).finish(tx)));
    return Optional.empty();
  }

  private FairShare share(PendingTx tx) {
    return tx.isProof() ? proofs : others;
  }

  private void keep(Waiting tx) {
    admission.reserve(tx.tx());
    tx.tx().claims().forEach(claim -> claimed.add(claim.key()));
    waiting.put(tx.bodyId(), tx);
    decoded.put(tx.tx().bytes(), tx.tx().envelope());
    Line line = lines.computeIfAbsent(tx.payer(), _ -> new Line());
    line.txs.add(tx);
    line.bytes += tx.tx().size();
    share(tx.tx()).add(tx);
  }

  /// One that left its share: what it had reserved is free.
  private void forget(Waiting tx) {
    waiting.remove(tx.bodyId());
    decoded.remove(tx.tx().bytes());
    tx.tx().claims().forEach(claim -> claimed.remove(claim.key()));
    Line line = Optional.ofNullable(lines.get(tx.payer())).orElseThrow();
    line.txs.remove(tx);
    line.bytes -= tx.tx().size();
    admission.release(tx.payer());
    line.txs.forEach(w -> admission.reserve(w.tx()));
    if (line.txs.isEmpty()) {
      lines.remove(tx.payer());
    }
  }

  /// What the next block should hold: proofs up to half of the bytes, others in the rest, then
  /// proofs again. Proofs stand first, so that nothing else takes their periods from them, and each
  /// kind in order of admission.
  ///
  /// @param room of them, as [network.cairn.ledger.rules.Validation#room] counts it
  /// @param bytes of them, each with a [#FRAME]
  public List<ByteString> choose(long room, long bytes) {
    lock.lock();
    try {
      BlockSpace space =
          new BlockSpace(room, bytes, admission.calendarRoom(), admission.openings());
      space.fill(proofs.inTurn().iterator(), room / 2);
      space.fill(others.inTurn().iterator(), room);
      Set<Waiting> taken = Set.copyOf(space.taken());
      space.fill(proofs.inTurn().stream().filter(w -> !taken.contains(w)).iterator(), room);
      return space.taken().stream()
          .sorted(
              Comparator.<Waiting, Boolean>comparing(w -> !w.tx().isProof())
                  .thenComparingLong(Waiting::number))
          .map(w -> w.tx().bytes())
          .toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Envelope> known(ByteString bytes) {
    return Optional.ofNullable(decoded.get(bytes));
  }

  /// Goes on over the next state: what was in the block leaves, the rest is judged again.
  ///
  /// @param height of the block that is still to come over `state`
  public void advance(StateView state, long height, List<ByteString> included) {
    lock.lock();
    try {
      Set<ByteString> done = new HashSet<>(included);
      List<Waiting> before = List.copyOf(waiting.values());
      waiting.clear();
      decoded.clear();
      lines.clear();
      claimed.clear();
      proofs.clear();
      others.clear();
      Admission last = admission;
      admission = new Admission(state, height);
      offences.forgive();
      for (Waiting tx : before) {
        if (done.contains(tx.tx().bytes())) {
          share(tx.tx()).served(tx);
        } else {
          keepIfAdmitted(tx, last);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void keepIfAdmitted(Waiting tx, Admission last) {
    try {
      PendingTx renewed = admission.renewed(tx.tx(), last);
      keep(tx.with(admission.admit(renewed, key -> !claimed.contains(key))));
    } catch (Inadmissible _) {
      // It can count no more; who sent it asks for its outcome until its validity ends.
    }
  }
}
