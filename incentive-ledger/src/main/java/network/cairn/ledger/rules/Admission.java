package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Sig;
import network.cairn.proto.ledger.AccountRecord;
import network.cairn.proto.ledger.ProviderRecord;

/// What a pool of waiting transactions takes over one state (docs/protocol.md §13): what cannot be
/// void in the next block, is not sure to fail by its form, and pays for its bytes or proves
/// something. What was taken is reserved, so that the next of the same payer is judged after it.
///
/// Pure; for one thread.
public final class Admission {
  /// Bytes of the envelope of a ProveBatch beside its entries, and of the frame of each entry, that
  /// a proof does not pay for.
  private static final int FREE_ENVELOPE = 512;

  private static final int FREE_FRAME = 8;

  private final StateView state;
  private final Overlay reserved;
  private final StateReader view;
  private final Params params;
  private final ByteString chainRef;
  private final long height;
  private final TxCheck check;
  private final Preconditions preconditions;

  /// Nothing is reserved at first.
  ///
  /// @param height of the block that is still to come over `state`
  public Admission(StateView state, long height) {
    this.state = state;
    this.reserved = new Overlay(state);
    this.view = new StateReader(reserved);
    this.params = view.params();
    this.chainRef = view.chain().getChainRef();
    this.height = height;
    this.check = new TxCheck(view, params, chainRef, height, new NotYet(), Envelopes.none());
    this.preconditions = new Preconditions(view, params, chainRef, height, new NotYet());
  }

  /// Signatures are verified later, apart from the state.
  private static final class NotYet implements Crypto {
    @Override
    public boolean verify(byte[] pubkey, byte[] message, byte[] signature) {
      return true;
    }

    @Override
    public Optional<byte[]> beacon(byte[] pubkey, byte[] alpha, byte[] pi) {
      return Optional.empty();
    }
  }

  /// Decodes a transaction and judges it by the state, without its signature and its proofs.
  ///
  /// @throws Inadmissible if it is not taken
  public PendingTx read(ByteString bytes) {
    try {
      TxCheck.Passed passed = check.check(bytes);
      List<Msg> msgs = passed.body().msgs();
      requireForm(passed);
      List<ProofClaim> claims =
          msgs.getFirst() instanceof Msg.ProveBatch batch
              ? claims(passed.payer(), batch)
              : List.of();
      PendingTx read =
          new PendingTx(
              bytes,
              passed.tx(),
              passed.body(),
              passed.fee(),
              Demand.outflow(params, msgs),
              claims);
      requirePrice(read);
      requireRoom(read);
      return read;
    } catch (Rejected why) {
      throw Inadmissible.of(why);
    }
  }

  private static void requireForm(TxCheck.Passed passed) {
    TxExecution.requireMemo(passed.body());
    for (Msg msg : passed.body().msgs()) {
      if (msg instanceof Msg.Malformed malformed) {
        throw new Rejected(Reason.OUT_OF_RANGE, malformed.reason());
      }
    }
  }

  private List<ProofClaim> claims(Address payer, Msg.ProveBatch batch) {
    List<ProofClaim> claims = new ArrayList<>();
    // The one length that counts for what an entry names; -1 where none does, or no longer.
    Map<ProofClaim.Key, Integer> lengths = new HashMap<>();
    for (ByteString entry : batch.entries()) {
      Optional<ProofClaim.Key> named = Proofs.named(entry);
      if (named.isEmpty() || lengths.getOrDefault(named.get(), entry.size()) != entry.size()) {
        continue;
      }
      Optional<ProofClaim> claim = Proofs.claim(view, preconditions, chainRef, payer, entry);
      boolean counts = claim.filter(ProofClaim::hasLength).isPresent();
      lengths.put(named.get(), counts ? -1 : claim.map(ProofClaim::length).orElse(-1));
      claim.filter(_ -> counts).ifPresent(claims::add);
    }
    return claims;
  }

  /// A batch proves something, and what proves nothing pays for its bytes with its proof fees.
  private void requirePrice(PendingTx tx) {
    if (!(tx.body().msgs().getFirst() instanceof Msg.ProveBatch batch)) {
      return;
    }
    Rejected.unless(
        !tx.claims().isEmpty(), Reason.BAD_PROOF, "no entry of the batch proves an open period");
    int entries = batch.entries().size();
    long useful = tx.claims().stream().mapToLong(ProofClaim::size).sum();
    long rest = tx.size() - useful - FREE_ENVELOPE - (long) FREE_FRAME * entries;
    BigInteger worth = params.bytePrice().pebbles().multiply(BigInteger.valueOf(Math.max(rest, 0)));
    Rejected.unless(
        worth.compareTo(TxCheck.proofFees(params, entries - tx.claims().size())) <= 0,
        Reason.BAD_PROOF,
        rest + " bytes of the batch prove nothing and are not paid for");
  }

  /// What asks for more than an empty block has would wait for ever.
  private void requireRoom(PendingTx tx) {
    Rejected.unless(
        tx.calendarEntries() <= params.maxAddedWork() && tx.openings() <= params.maxDuePerBlock(),
        Reason.NEXT_BLOCK,
        "the transaction asks for more than one block may do; send fewer messages in each");
  }

  /// Verifies the signature, then the proofs. Needs no state: it can run while others use the pool.
  ///
  /// @throws Inadmissible if the signature or a proof is false
  public static void verify(Crypto crypto, PendingTx tx) {
    Sig sig = tx.tx().sig();
    byte[] signed = Domain.TX.signBytes(tx.tx().body());
    if (!crypto.verify(sig.pubkey().toByteArray(), signed, sig.signature().toByteArray())) {
      throw new Inadmissible(Reason.BAD_SIGNATURE, "the signature is false");
    }
    for (ProofClaim claim : tx.claims()) {
      if (!claim.holds()) {
        long set = claim.key().set();
        throw new Inadmissible(Reason.BAD_PROOF, "the proof of set " + set + " is false");
      }
    }
  }

  /// Judges a verified transaction over what is reserved here; proofs stay as far as their period
  /// is still open and nobody else's.
  ///
  /// @param free whether no other waiting transaction claims the same
  /// @throws Inadmissible if it is not taken
  public PendingTx admit(PendingTx tx, Predicate<ProofClaim.Key> free) {
    try {
      check.requireStanding(tx.body(), tx.payer(), tx.fee());
      PendingTx left =
          tx.with(
              tx.claims().stream()
                  .filter(claim -> free.test(claim.key()) && isOpen(tx.payer(), claim.key()))
                  .toList());
      requirePrice(left);
      requireRoom(left);
      return left;
    } catch (Rejected why) {
      throw Inadmissible.of(why);
    }
  }

  /// What a transaction that was read over another state is here, with the fee of today.
  public PendingTx renewed(PendingTx tx) {
    return tx.under(params);
  }

  /// As [#renewed(PendingTx)] of one that was admitted by another.
  public PendingTx renewed(PendingTx tx, Admission before) {
    return params.equals(before.params) ? tx : renewed(tx);
  }

  private boolean isOpen(Address payer, ProofClaim.Key key) {
    return view.set(key.set())
        .filter(set -> Proofs.isOpen(preconditions, payer, set, key.period()))
        .isPresent();
  }

  /// Uses nonce and money of an admitted transaction: its fee, or a batch's fees for all entries,
  /// and all that its messages may move.
  public void reserve(PendingTx tx) {
    Address payer = tx.payer();
    AccountRecord.Builder account = view.account(payer).orElseThrow().toBuilder();
    BigInteger fee =
        tx.body().msgs().getFirst() instanceof Msg.ProveBatch batch
            ? TxCheck.proofFees(params, batch.entries().size())
            : tx.fee();
    BigInteger spent = fee.add(tx.outflow());
    BigInteger taken = spent.min(Money.of(account.getBalance()));
    account
        .setBalance(Money.minus(account.getBalance(), taken))
        .setNonces((int) tx.body().lane(), tx.body().nonce());
    reserved.put(StateKeys.account(payer), account.build().toByteArray());
    if (tx.body().msgs().stream().anyMatch(Demand::takesBond)) {
      view.provider(payer).ifPresent(p -> reserveBond(p, Providers.freeBond(params, p)));
    } else if (tx.body().msgs().getFirst() instanceof Msg.ProveBatch) {
      // What the balance does not cover, the free bond pays.
      view.provider(payer).ifPresent(p -> reserveBond(p, spent.subtract(taken)));
    }
  }

  private void reserveBond(ProviderRecord provider, BigInteger most) {
    BigInteger free = Providers.freeBond(params, provider).min(most);
    if (free.signum() > 0) {
      reserved.put(
          StateKeys.provider(new Address(provider.getProvider())),
          provider.toBuilder()
              .setReserved(Money.plus(provider.getReserved(), free))
              .build()
              .toByteArray());
    }
  }

  /// Gives back all that is reserved of a payer.
  public void release(Address payer) {
    byte[] account = StateKeys.account(payer);
    byte[] provider = StateKeys.provider(payer);
    state.get(account).ifPresent(value -> reserved.put(account, value));
    state.get(provider).ifPresent(value -> reserved.put(provider, value));
  }

  /// Calendar entries of kinds 2 to 7 that the next block's messages may add.
  public long calendarRoom() {
    return params.maxAddedWork();
  }

  /// Sets that the next block may open, nothing of it taken yet.
  public Openings openings() {
    return new Openings(view, params, preconditions, height);
  }
}
