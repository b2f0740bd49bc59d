package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.Optional;
import network.cairn.base.units.Coins;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ledger.proof.Challenges;
import network.cairn.ledger.proof.InvalidPieceCid;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.Bits;
import network.cairn.ledger.rules.Precondition.Unmet;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.ResidueCount;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.SetStatus;
import network.cairn.proto.ledger.Slot;
import network.cairn.proto.ledger.SlotState;
import network.cairn.proto.ledger.TicketRecord;

/// Whether the ledger would take a message: each rule stands here once. Execution asks over the
/// state that a block is changing, a node over the proved state of a head (docs/protocol.md §4 to
/// §6).
///
/// Judged is what the state says. A block that is full may still put a message off to the next
/// ([Reason#NEXT_BLOCK]), and the fee of its transaction is taken before it is judged.
///
/// Pure; as thread-safe as the state below. Records that the state should have but a head of moving
/// height may miss count as absent.
public final class Preconditions {
  static final int MAX_BARRED = 64;
  private static final long MAX_FILL_DAYS = 7;

  private final StateReader state;
  private final Params params;
  private final ByteString chainRef;
  private final long height;
  private final Crypto crypto;

  /// @param height of the block that would hold the message
  Preconditions(StateReader state, Params params, ByteString chainRef, long height, Crypto crypto) {
    this.state = state;
    this.params = params;
    this.chainRef = chainRef;
    this.height = height;
    this.crypto = crypto;
  }

  /// What the block after `height` would take.
  ///
  /// @param state after the block of `height`
  public static Preconditions after(long height, LedgerView state) {
    return new Preconditions(
        new StateReader(state.state()),
        state.params(),
        state.chain().chainRef(),
        height + 1,
        Crypto.strict());
  }

  /// What the block after `height` would make of an envelope, as [Admission] judges it.
  public static TxResult admission(long height, LedgerView state, ByteString envelope) {
    try {
      Admission admission = new Admission(state.state(), height + 1);
      PendingTx tx = admission.read(envelope);
      Admission.verify(Crypto.strict(), tx);
      return TxResult.done(ByteString.EMPTY);
    } catch (Inadmissible why) {
      return TxResult.voided(why.reason(), why.detail());
    }
  }

  private interface Check {
    void run();
  }

  private static Optional<Unmet> unmet(Check check) {
    try {
      check.run();
      return Optional.empty();
    } catch (Rejected why) {
      return Optional.of(why.unmet());
    }
  }

  /// Why an account cannot pay an amount; empty if it can.
  public Optional<Unmet> funds(Address payer, Amount amount) {
    return unmet(() -> requireFunds(payer, amount.pebbles()));
  }

  void requireFunds(Address payer, BigInteger amount) {
    BigInteger balance = balance(payer);
    if (balance.compareTo(amount) < 0) {
      Precondition.FUNDS.require(
          false, "the balance is " + Coins.text(balance) + ", not " + Coins.text(amount));
    }
  }

  private Params params(long terms) {
    return state.params(params, terms);
  }

  private BigInteger balance(Address address) {
    return state.account(address).map(a -> Money.of(a.getBalance())).orElse(BigInteger.ZERO);
  }

  /// Why a provider's free bond does not bear a collateral; empty if it does.
  public Optional<Unmet> freeBond(Address provider, BigInteger collateral) {
    return unmet(() -> requireFreeBond(requireProvider(provider), collateral));
  }

  private void requireFreeBond(ProviderRecord provider, BigInteger collateral) {
    BigInteger free = Providers.freeBond(params, provider);
    Precondition.FREE_BOND.require(
        free.compareTo(collateral) >= 0,
        "of the bond " + Coins.text(free) + " is free, not " + Coins.text(collateral));
    Optional<BigInteger> vetted = Providers.vetted(params, provider);
    Precondition.FREE_BOND.require(
        vetted.filter(left -> left.compareTo(collateral) < 0).isEmpty(),
        "a provider so new may take "
            + vetted.map(Coins::text).orElse("")
            + " of collateral more, not "
            + Coins.text(collateral)
            + "; each period that it keeps raises that");
  }

  private ProviderRecord requireProvider(Address operator) {
    return state
        .provider(operator)
        .orElseThrow(() -> Precondition.PROVIDER_REGISTERED.rejection("no provider " + operator));
  }

  private AgreementRecord requireAgreement(long id) {
    return state
        .agreement(id)
        .orElseThrow(() -> Precondition.AGREEMENT_KNOWN.rejection("no agreement " + id));
  }

  /// What an agreement locks.
  ///
  /// @param slotRent of one slot for the whole term at the ceiling
  /// @param escrow deposit and the rent of all slots
  record Locked(
      BigInteger slotRent, BigInteger collateral, BigInteger deposit, BigInteger escrow) {}

  /// Why no agreement can be made on these terms; empty if one can by who has the funds.
  public Optional<Unmet> createAgreement(Msg.CreateAgreement create) {
    return unmet(() -> requireTerms(create));
  }

  Locked requireTerms(Msg.CreateAgreement create) {
    requireRoot(create.root());
    PieceCid piece = requirePiece(create.piece());
    long until = create.fillUntil();
    Precondition.FILL_UNTIL.require(
        until > height && until - MAX_FILL_DAYS * params.blocksPerDay() <= height,
        "fillUntil " + until + " is not within 7 days above height " + height);
    BigInteger rate = Formulas.rate(params, create.ceiling().pebbles(), piece.leafCount());
    requireRate(params, rate, "the rate at the ceiling");
    BigInteger collateral = Formulas.collateral(params, rate, create.multiplier());
    Precondition.COLLATERAL.require(Formulas.isWithinSupply(collateral), "C is above the supply");
    BigInteger slotRent = rate.multiply(BigInteger.valueOf(create.term()));
    BigInteger deposit = Formulas.deposit(params, create.copies());
    BigInteger escrow = slotRent.multiply(BigInteger.valueOf(create.copies())).add(deposit);
    return new Locked(slotRent, collateral, deposit, escrow);
  }

  private static void requireRoot(ByteString root) {
    try {
      Precondition.ROOT_FORM.require(
          !Cid.decode(root.toByteArray()).isIdentity(), "the root is an identity CID");
    } catch (InvalidCid e) {
      throw Precondition.ROOT_FORM.rejection("the root is no CID: " + e.getMessage());
    }
  }

  private static PieceCid requirePiece(ByteString bytes) {
    try {
      PieceCid piece = PieceCid.decode(bytes.toByteArray());
      Precondition.PIECE_FORM.require(piece.isCanonical(), "the piece CID is not of the one form");
      return piece;
    } catch (InvalidPieceCid e) {
      throw Precondition.PIECE_FORM.rejection("no piece CID: " + e.getMessage());
    }
  }

  private static void requireRate(Params kept, BigInteger rate, String name) {
    Precondition.RATE.require(
        rate.compareTo(kept.minRate().pebbles()) >= 0,
        name + ", " + Coins.text(rate) + " a period, is below the least, " + kept.minRate());
  }

  /// A set that may be opened.
  ///
  /// @param rate of a period at the intent's price
  record Opening(AgreementRecord agreement, ProviderRecord provider, int slot, BigInteger rate) {}

  /// Why a provider cannot take the slot of an intent; empty if it can.
  public Optional<Unmet> openSet(Address provider, SignedIntent intent) {
    return unmet(() -> requireOpening(provider, intent));
  }

  Opening requireOpening(Address payer, SignedIntent signed) {
    Intent intent = decode(signed);
    AgreementRecord agreement = requireAgreement(intent.agreement());
    requireIntent(payer, intent, agreement);
    requireSignature(signed, agreement.getClient());
    PieceCid piece = PieceCid.decode(agreement.getPiece().toByteArray());
    Params kept = params(agreement.getTerms());
    BigInteger rate = Formulas.rate(kept, intent.price().pebbles(), piece.leafCount());
    requireRate(kept, rate, "the rate");
    ProviderRecord provider = requireProvider(payer);
    requireNewcomer(agreement, provider);
    requireFreeBond(provider, Money.of(agreement.getCollateral()));
    requireDueRoom(agreement.getTerms());
    return new Opening(agreement, provider, (int) intent.slot(), rate);
  }

  private static Intent decode(SignedIntent signed) {
    try {
      return Intent.decode(signed.body());
    } catch (NotCanonical | OutOfRange e) {
      throw Precondition.INTENT_FORM.rejection("the intent: " + e.getMessage());
    }
  }

  private void requireIntent(Address payer, Intent intent, AgreementRecord agreement) {
    Precondition.INTENT_CHAIN.require(
        intent.chainRef().equals(chainRef), "the intent is another chain's");
    Precondition.INTENT_PROVIDER.require(
        intent.provider().equals(payer), "the intent names another provider");
    Precondition.INTENT_PIECE.require(
        intent.piece().equals(agreement.getPiece()), "the intent names another piece");
    Precondition.INTENT_SLOT.require(
        intent.slot() < agreement.getSlotsCount(), "the intent names slot " + intent.slot());
    Precondition.SLOT_EMPTY.require(
        agreement.getSlots((int) intent.slot()).getState() == SlotState.SLOT_EMPTY,
        "slot " + intent.slot() + " is not EMPTY");
    Precondition.INTENT_VALIDITY.require(
        intent.validUntil() >= height, "the intent was valid until " + intent.validUntil());
    Precondition.INTENT_VALIDITY.require(
        intent.validUntil() <= agreement.getFillUntil(), "the intent is valid above fillUntil");
    Precondition.INTENT_PRICE.require(
        intent.price().pebbles().compareTo(Money.of(agreement.getCeiling())) <= 0,
        "the intent has a price above the ceiling");
    Precondition.INTENT_COLLATERAL.require(
        intent.collateral().pebbles().equals(Money.of(agreement.getCollateral())),
        "the intent has another collateral than C");
  }

  private void requireSignature(SignedIntent signed, ByteString client) {
    Precondition.INTENT_SIGNATURE.require(
        signed.sig().isWellFormed()
            && Address.ofKey(signed.sig().pubkey()).bytes().equals(client)
            && crypto.verify(
                signed.sig().pubkey().toByteArray(),
                Domain.INTENT.signBytes(signed.body()),
                signed.sig().signature().toByteArray()),
        "the intent is not signed by the agreement's client");
  }

  /// Refuses a provider that is barred from the agreement, or holds a copy of it already, by itself
  /// or under the same payout address.
  private void requireNewcomer(AgreementRecord agreement, ProviderRecord provider) {
    Precondition.NOT_BARRED.require(
        !agreement.getBarredList().contains(provider.getProvider()),
        "the provider is barred from agreement " + agreement.getId());
    for (Slot slot : agreement.getSlotsList()) {
      Optional<ByteString> holder = holder(slot);
      Precondition.NEWCOMER.require(
          holder.isEmpty() || !isSame(holder.get(), provider),
          "the provider or its payout address has a copy of agreement " + agreement.getId());
    }
  }

  /// Who holds a live set or a reservation in a slot.
  private Optional<ByteString> holder(Slot slot) {
    return switch (slot.getState()) {
      case SLOT_SET -> state.set(slot.getId()).map(SetRecord::getProvider);
      case SLOT_TICKET ->
          state.ticket(slot.getId()).map(TicketRecord::getReservedBy).filter(by -> !by.isEmpty());
      case SLOT_EMPTY, SLOT_DONE, UNRECOGNIZED -> Optional.empty();
    };
  }

  private boolean isSame(ByteString holder, ProviderRecord provider) {
    return holder.equals(provider.getProvider())
        || state
            .provider(new Address(holder))
            .filter(other -> other.getPayout().equals(provider.getPayout()))
            .isPresent();
  }

  /// Refuses one more set whose deadlines fall on this block's residue.
  void requireDueRoom(long terms) {
    Precondition.DUE_ROOM.require(
        dueWith(terms, height) < params.maxDuePerBlock(),
        "enough sets are due at this block's deadlines; send again in the next block");
  }

  /// Live sets of the same period that opened at heights of the same residue, which close in one
  /// block.
  long dueWith(long terms, long openedHeight) {
    byte[] key = residue(params(terms), terms, openedHeight);
    return state.read(key, ResidueCount.parser()).map(ResidueCount::getLive).orElse(0L);
  }

  static byte[] residue(Params kept, long terms, long openedHeight) {
    long residue = openedHeight % kept.period();
    return terms == 0 ? StateKeys.residue(residue) : StateKeys.residue(kept.period(), residue);
  }

  /// A repair that may be reserved.
  record Repairing(TicketRecord ticket, ProviderRecord provider, long seedHeight) {}

  /// Why a provider cannot repair a ticket; empty if it can reserve it or has done so.
  public Optional<Unmet> repair(Address provider, long ticket) {
    boolean reserved =
        state.ticket(ticket).filter(t -> t.getReservedBy().equals(provider.bytes())).isPresent();
    return reserved ? Optional.empty() : unmet(() -> requireRepairing(provider, ticket));
  }

  Repairing requireRepairing(Address payer, long id) {
    TicketRecord ticket = requireTicket(id);
    AgreementRecord agreement = requireAgreement(ticket.getAgreement());
    ProviderRecord provider = requireProvider(payer);
    Precondition.TICKET_UNRESERVED.require(
        ticket.getReservedBy().isEmpty(), "the ticket is reserved");
    Precondition.AGREEMENT_RUNNING.require(
        agreement.getTerminatedHeight() == 0, "the agreement is terminated");
    Precondition.REGISTERED_BEFORE.require(
        provider.getRegisteredHeight() < ticket.getOpenedHeight(),
        "the provider registered after the ticket opened");
    Precondition.BARRED_ROOM.require(
        agreement.getBarredCount() < MAX_BARRED,
        "the agreement's list of barred providers is full");
    requireNewcomer(agreement, provider);
    Precondition.LIVE_COPY.require(
        agreement.getSlotsList().stream().anyMatch(s -> s.getState() == SlotState.SLOT_SET),
        "no slot of the agreement has a live set to read from");
    Params kept = params(ticket.getTerms());
    long seedHeight = kept.repairSeed(height);
    Precondition.TIME_LEFT.require(
        kept.reservationEnd(seedHeight) + kept.period() <= ticket.getExpiryHeight(),
        "the ticket's end at " + ticket.getExpiryHeight() + " is too near");
    requireFreeBond(provider, Money.of(ticket.getCollateral()));
    return new Repairing(ticket, provider, seedHeight);
  }

  TicketRecord requireTicket(long id) {
    return state
        .ticket(id)
        .orElseThrow(() -> Precondition.TICKET_KNOWN.rejection("no ticket " + id));
  }

  /// What completes the repair of a ticket; empty if it is gone or nobody has reserved it.
  public Optional<Challenge> repairChallenge(long ticket) {
    return state
        .ticket(ticket)
        .filter(t -> !t.getReservedBy().isEmpty())
        .map(Preconditions::challenge);
  }

  static Challenge challenge(TicketRecord ticket) {
    long leafCount = PieceCid.decode(ticket.getPiece().toByteArray()).leafCount();
    return new Challenge(ticket.getId(), 0, ticket.getSeedHeight(), leafCount, Challenges.HARD);
  }

  /// What proves the open period of a set; empty if there is no such set.
  public Optional<Challenge> periodChallenge(long set) {
    return state.set(set).map(this::challenge);
  }

  Challenge challenge(SetRecord set) {
    int count = set.getHard() > 0 ? Challenges.HARD : Challenges.count(set.getLeafCount());
    Params kept = params(set.getTerms());
    long seedHeight = kept.proofSeed(kept.deadline(set.getOpenedHeight(), set.getPeriod()));
    return new Challenge(set.getId(), set.getPeriod(), seedHeight, set.getLeafCount(), count);
  }

  /// How the open period of a set stands for a provider.
  public ProofWindow proofWindow(Address provider, long set) {
    return state.set(set).map(found -> proofWindow(provider, found)).orElse(ProofWindow.NONE);
  }

  ProofWindow proofWindow(Address provider, SetRecord set) {
    if (set.getStatus() != SetStatus.STATUS_LIVE || !set.getProvider().equals(provider.bytes())) {
      return ProofWindow.NONE;
    }
    if (Bits.isSet(set.getBits(), set.getPeriod())) {
      return ProofWindow.PROVEN;
    }
    Params kept = params(set.getTerms());
    long deadline = kept.deadline(set.getOpenedHeight(), set.getPeriod());
    if (height <= kept.proofSeed(deadline)) {
      return ProofWindow.EARLY;
    }
    return height <= deadline ? ProofWindow.OPEN : ProofWindow.LATE;
  }
}
