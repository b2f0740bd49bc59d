package network.cairn.ledger.client;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.rules.Reason;
import network.cairn.ledger.rules.TxResult;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;
import network.cairn.ledger.wallet.Signer;

/// Sends one account's transactions, each to its end: it has an outcome, or its validity has passed
/// and it will never count.
///
/// A lane carries one transaction at a time, so that nonces follow one another; proofs have lanes
/// of their own and never queue behind anything else. The same bytes are sent again while nothing
/// proves what became of them; fresh ones only when it is proved that the old did nothing and can
/// no longer count, whatever the ledger says of them. Thread-safe.
///
/// There is one sender for an account: two would make equal transactions, which count once. What an
/// earlier process of the account still has under way is left behind by a leap of the nonce.
public final class Sender {
  private static final int PROOF_LANES = 8;
  private static final int ATTEMPTS = 8;

  /// Failed attempts that cost a fee before the last.
  private static final int MOST_PAID = 1;

  /// How often a verdict over a chain that moves on is asked for.
  private static final int READS = 3;

  /// More than an earlier process can have under way.
  private static final long LEAP = 1_000;

  /// Not taken for the moment that it came in, not for what it says: another envelope may do
  /// better. Asked only of what is proved to have done nothing.
  private static final Set<Reason> WORTH_ANOTHER =
      EnumSet.of(Reason.WRONG_NONCE, Reason.EXPIRED, Reason.NEXT_BLOCK);

  private static final Duration LANE_WAIT = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /// What stands for a refusal where the ledger said nothing.
  private static final Chain.Refusal SILENCE =
      new Chain.Refusal(Reason.EXPIRED, "no block took the transaction while it was valid");

  private final Chain chain;
  private final Signer signer;
  private final Scheduler scheduler;
  private final Limits limits;
  private final BlockingQueue<Integer> ordinary = new LinkedBlockingQueue<>(TxBody.LANES);
  private final BlockingQueue<Integer> proofs = new LinkedBlockingQueue<>(TxBody.LANES);
  private final AtomicLong lastNonce = new AtomicLong();

  /// Bounds of one sending.
  ///
  /// @param validity blocks for which a transaction may be executed
  /// @param answer how long to wait for one answer of the ledger
  /// @param patience how long to go on while the ledger proves nothing new, be it silent or slow
  public record Limits(long validity, Duration answer, Duration patience) {
    public static Limits standard() {
      return new Limits(120, Duration.ofSeconds(30), Duration.ofMinutes(10));
    }
  }

  public Sender(Chain chain, Signer signer, Scheduler scheduler, Limits limits) {
    this.chain = chain;
    this.signer = signer;
    this.scheduler = scheduler;
    this.limits = limits;
    // Lane 0 is written with fewer bytes; without it every lane costs the same.
    for (int lane = 1; lane < TxBody.LANES; lane++) {
      (lane < TxBody.LANES - PROOF_LANES ? ordinary : proofs).add(lane);
    }
  }

  public Address address() {
    return signer.address();
  }

  public Signer signer() {
    return signer;
  }

  /// For how many blocks a transaction may count after it was made.
  public long validity() {
    return limits.validity();
  }

  /// The size of the signed transaction that these messages would make now, in bytes.
  public int envelopeBytes(List<Msg> msgs) {
    Head head = chain.head();
    return signed(body(msgs, 1, nextNonce(head), head.height() + limits.validity()))
        .encode()
        .size();
  }

  /// Sends messages and waits for their outcome.
  ///
  /// @throws LedgerUnavailable if it is unknown what became of them, because the ledger stayed
  ///   silent for too long
  public Proved<Outcome> send(List<Msg> msgs) throws InterruptedException {
    return send(ordinary, msgs, Limit.NONE, _ -> {});
  }

  /// As [#send(List)]; `sent` is told the body id of each transaction before it leaves.
  public Proved<Outcome> send(List<Msg> msgs, Consumer<ByteString> sent)
      throws InterruptedException {
    return send(ordinary, msgs, Limit.NONE, sent);
  }

  /// As [#send(List)], if the envelope has at most so many bytes.
  ///
  /// @throws EnvelopeGrew otherwise; nothing was sent
  public Proved<Outcome> send(List<Msg> msgs, int maxEnvelope) throws InterruptedException {
    return send(ordinary, msgs, new Limit(maxEnvelope, Long.MAX_VALUE), _ -> {});
  }

  /// Sends a batch of proofs on a lane of their own, which no block above `until` takes: what comes
  /// too late would keep its sets from being proven in their next periods.
  ///
  /// @throws LedgerUnavailable also if no block took it until then
  public Proved<Outcome> prove(Msg.ProveBatch batch, long until) throws InterruptedException {
    return send(proofs, List.of(batch), new Limit(Integer.MAX_VALUE, until), _ -> {});
  }

  /// What an envelope must keep to.
  ///
  /// @param bytes at most
  /// @param until the last height at which it may be taken
  private record Limit(int bytes, long until) {
    static final Limit NONE = new Limit(Integer.MAX_VALUE, Long.MAX_VALUE);
  }

  /// A transaction became larger than was agreed.
  public static final class EnvelopeGrew extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EnvelopeGrew(int bytes, int limit) {
      super("the transaction has " + bytes + " bytes, above the agreed " + limit);
    }
  }

  private Proved<Outcome> send(
      BlockingQueue<Integer> lanes, List<Msg> msgs, Limit limit, Consumer<ByteString> sent)
      throws InterruptedException {
    Integer lane = lanes.poll(LANE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    if (lane == null) {
      throw new LedgerUnavailable("every lane still waits for an earlier transaction");
    }
    try {
      return send(lane, msgs, limit, sent);
    } finally {
      lanes.add(lane);
    }
  }

  private Proved<Outcome> send(int lane, List<Msg> msgs, Limit limit, Consumer<ByteString> sent)
      throws InterruptedException {
    int paid = 0;
    for (int attempt = 1; ; attempt++) {
      Patience patience = new Patience(scheduler, limits.patience());
      Head head = head(patience);
      if (head.height() >= limit.until()) {
        throw new LedgerUnavailable("no block took it until height " + limit.until());
      }
      Envelope tx = envelope(head, lane, msgs, limit.until());
      if (tx.bytes().size() > limit.bytes()) {
        throw new EnvelopeGrew(tx.bytes().size(), limit.bytes());
      }
      Proved<Outcome> outcome = attempt(head, tx, patience, sent);
      Outcome end = outcome.value();
      if (end.isDone() || !WORTH_ANOTHER.contains(end.reason())) {
        return outcome;
      }
      // What was executed was paid for, and why it failed is not proved.
      paid += end.height() > 0 ? 1 : 0;
      if (paid > MOST_PAID) {
        return outcome;
      }
      if (attempt >= ATTEMPTS) {
        if (end.height() == 0) {
          throw new LedgerUnavailable("no block took the transaction in " + attempt + " attempts");
        }
        return outcome;
      }
      chain.awaitHeight(head.height() + 1, limits.answer());
    }
  }

  /// A signed transaction and what decides its fate.
  private record Envelope(ByteString bytes, ByteString hash, int lane, long nonce, long until) {}

  private Envelope envelope(Head head, int lane, List<Msg> msgs, long last) {
    long until = Math.min(last, head.height() + limits.validity());
    long nonce = takeNonce(head);
    SignedTx tx = signed(body(msgs, lane, nonce, until));
    ByteString hash = ByteString.copyFrom(Domain.TX.bodyHash(tx.body()));
    return new Envelope(tx.encode(), hash, lane, nonce, until);
  }

  /// Sends one envelope, unless a proved state alone shows that no block would take it.
  private Proved<Outcome> attempt(
      Head head, Envelope tx, Patience patience, Consumer<ByteString> sent)
      throws InterruptedException {
    Optional<Proved<Outcome>> refusal = refusal(head, tx, patience);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    sent.accept(tx.hash());
    return follow(tx, patience);
  }

  /// Why no block would take an envelope, if one state shows it. Where the chain moved on between
  /// two reads the next state is asked; where it always does, nothing is shown.
  private Optional<Proved<Outcome>> refusal(Head first, Envelope tx, Patience patience)
      throws InterruptedException {
    Head head = first;
    for (int read = 1; ; read++) {
      TxResult verdict = head.admission(tx.bytes());
      if (verdict.code() == TxResult.DONE) {
        return Optional.empty();
      }
      if (!head.isMixed()) {
        return Optional.of(head.proved().map(_ -> unsent(verdict.reason(), verdict.log())));
      }
      if (read == READS) {
        return Optional.empty();
      }
      head = head(patience);
    }
  }

  private static Outcome unsent(Reason reason, String why) {
    return new Outcome(TxResult.VOID, 0, ByteString.EMPTY, reason, why);
  }

  /// Sends the same bytes until it is proved what became of them.
  private Proved<Outcome> follow(Envelope tx, Patience patience) throws InterruptedException {
    Optional<Chain.Refusal> refusal = Optional.empty();
    while (true) {
      Optional<LedgerUnavailable> silence = Optional.empty();
      try {
        refusal = chain.submit(tx.bytes(), limits.answer());
      } catch (LedgerUnavailable e) {
        silence = Optional.of(e);
      }
      boolean lost = false;
      try {
        Optional<Proved<Outcome>> outcome = executed(tx);
        if (outcome.isPresent()) {
          return outcome.get();
        }
        Head head = patience.watch(chain.head());
        boolean over = head.height() >= tx.until();
        if (!over) {
          patience.renewAt(head.height());
        }
        if (over && !isUsed(head, tx)) {
          Chain.Refusal why = refusal.orElse(SILENCE);
          return head.proved().map(_ -> unsent(why.reason(), why.detail()));
        }
        if (over) {
          outcome = executed(tx);
          lost = outcome.isEmpty();
        }
        if (outcome.isPresent()) {
          return outcome.get();
        }
      } catch (LedgerUnavailable e) {
        silence = Optional.of(e);
      }
      if (lost) {
        throw new LedgerUnavailable(
            "a transaction was executed, or another of this account in its place, and the ledger"
                + " does not prove which; see what the account has before you try again");
      }
      if (silence.isPresent()) {
        patience.require(silence.get());
      }
      scheduler.sleep(PAUSE);
    }
  }

  /// What an execution did. Of a void one nothing is final: the same bytes may still count later.
  private Optional<Proved<Outcome>> executed(Envelope tx) {
    return chain.outcome(tx.bytes()).filter(o -> o.value().code() != TxResult.VOID);
  }

  /// Whether a block took this nonce or a greater one of the lane.
  private boolean isUsed(Head head, Envelope tx) {
    return head.state()
        .account(address())
        .filter(account -> account.nonce(tx.lane()) >= tx.nonce())
        .isPresent();
  }

  private Head head(Patience patience) throws InterruptedException {
    while (true) {
      try {
        return patience.watch(chain.head());
      } catch (LedgerUnavailable e) {
        patience.require(e);
        scheduler.sleep(PAUSE);
      }
    }
  }

  /// Above every lane's last, so that it fits whichever lane is free and its size is known before.
  private long nextNonce(Head head) {
    long known =
        head.state()
            .account(address())
            .flatMap(account -> account.nonces().stream().max(Long::compare))
            .orElse(0L);
    long last = lastNonce.get();
    return last == 0 ? known + LEAP : Math.max(known, last) + 1;
  }

  private long takeNonce(Head head) {
    return lastNonce.accumulateAndGet(nextNonce(head), (last, next) -> Math.max(last + 1, next));
  }

  private TxBody body(List<Msg> msgs, int lane, long nonce, long until) {
    return TxBody.of(chain.chainRef(), address(), lane, nonce, until, msgs);
  }

  private SignedTx signed(TxBody body) {
    ByteString bytes = body.encode();
    return new SignedTx(bytes, signer.sign(Domain.TX.signBytes(bytes)));
  }
}
