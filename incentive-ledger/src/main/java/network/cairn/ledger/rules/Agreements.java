package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ledger.proof.InvalidPieceCid;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.Slot;
import network.cairn.proto.ledger.SlotState;

/// Agreements from creation to deletion (docs/protocol.md §4 and §5).
final class Agreements {
  private static final long MAX_FILL_DAYS = 7;

  private Agreements() {}

  static long create(Draft draft, Address payer, Msg.CreateAgreement create) {
    Params params = draft.block().params();
    requireRoot(create.root());
    PieceCid piece = requirePiece(create.piece());
    long until = create.fillUntil();
    Rejected.unless(
        until > draft.height() && until - MAX_FILL_DAYS * params.blocksPerDay() <= draft.height(),
        Reason.OUT_OF_RANGE,
        "fillUntil " + until + " is not within 7 days above height " + draft.height());
    BigInteger rate = Formulas.rate(params, create.ceiling().pebbles(), piece.leafCount());
    Rejected.unless(
        rate.compareTo(params.minRate().pebbles()) >= 0,
        Reason.TOO_SMALL,
        "the rate at the ceiling, " + rate + ", is below minRate");
    BigInteger collateral = Formulas.collateral(params, rate, create.multiplier());
    Rejected.unless(
        Formulas.isWithinSupply(collateral), Reason.OUT_OF_RANGE, "C is above the supply");
    BigInteger slotRent = rate.multiply(BigInteger.valueOf(create.term()));
    BigInteger deposit = Formulas.deposit(params, create.copies());
    BigInteger escrow = slotRent.multiply(BigInteger.valueOf(create.copies())).add(deposit);
    draft.debit(payer, escrow);
    long id = draft.nextId(Draft.Id.AGREEMENT);
    Calendar.add(draft, until, Calendar.FILL_UNTIL, id);
    AgreementRecord.Builder agreement =
        AgreementRecord.newBuilder()
            .setId(id)
            .setClient(payer.bytes())
            .setRoot(create.root())
            .setPiece(create.piece())
            .setCeiling(create.ceiling().encode())
            .setTerm(create.term())
            .setMultiplier(create.multiplier())
            .setFillUntil(until)
            .setCreatedHeight(draft.height())
            .setSlotRent(Money.bytes(slotRent))
            .setCollateral(Money.bytes(collateral))
            .setDeposit(Money.bytes(deposit))
            .setEscrow(Money.bytes(escrow));
    for (int slot = 0; slot < create.copies(); slot++) {
      agreement.addSlots(Slot.getDefaultInstance());
    }
    draft.put(agreement.build());
    draft.event(
        EventKind.AGREEMENT_CREATED,
        event -> event.setAccount(payer.bytes()).setAgreement(id).setAmount(Money.bytes(escrow)));
    return id;
  }

  private static void requireRoot(ByteString root) {
    try {
      Rejected.unless(
          !Cid.decode(root.toByteArray()).isIdentity(),
          Reason.OUT_OF_RANGE,
          "the root is an identity CID");
    } catch (InvalidCid e) {
      throw new Rejected(Reason.OUT_OF_RANGE, "the root is no CID: " + e.getMessage());
    }
  }

  private static PieceCid requirePiece(ByteString bytes) {
    try {
      PieceCid piece = PieceCid.decode(bytes.toByteArray());
      Rejected.unless(
          piece.isCanonical(), Reason.OUT_OF_RANGE, "the piece CID is not of the one form");
      return piece;
    } catch (InvalidPieceCid e) {
      throw new Rejected(Reason.OUT_OF_RANGE, "no piece CID: " + e.getMessage());
    }
  }

  static AgreementRecord require(Draft draft, long id) {
    return draft
        .agreement(id)
        .orElseThrow(() -> new Rejected(Reason.NOT_FOUND, "no agreement " + id));
  }

  static void terminate(Draft draft, Address payer, long id) {
    AgreementRecord.Builder agreement = require(draft, id).toBuilder();
    Rejected.unless(
        agreement.getClient().equals(payer.bytes()),
        Reason.NOT_PERMITTED,
        "only the client terminates its agreement");
    Rejected.unless(
        agreement.getTerminatedHeight() == 0 && agreement.getClosedHeight() == 0,
        Reason.WRONG_STATE,
        "the agreement is terminated or closed already");
    agreement.setTerminatedHeight(draft.height());
    draft.event(
        EventKind.AGREEMENT_TERMINATED, event -> event.setAccount(payer.bytes()).setAgreement(id));
    for (int slot = 0; slot < agreement.getSlotsCount(); slot++) {
      switch (agreement.getSlots(slot).getState()) {
        case SLOT_EMPTY -> Slots.closeEmpty(draft, agreement, slot);
        case SLOT_SET -> shorten(draft, agreement.getSlots(slot).getId());
        case SLOT_TICKET -> Tickets.closeIfUnreserved(draft, agreement, slot);
        case SLOT_DONE, UNRECOGNIZED -> {}
      }
    }
    Slots.settle(draft, agreement);
  }

  /// A live set of an ended agreement is paid for at most L periods more, the open one included;
  /// what its escrow holds beyond that is released when it ends.
  private static void shorten(Draft draft, long id) {
    SetRecord.Builder set = draft.set(id).orElseThrow().toBuilder();
    long last = set.getPeriod() + draft.block().params().windDown() - 1;
    draft.put(set.setEndPeriod(Math.min(set.getEndPeriod(), last)).build());
  }

  /// The height up to which slots may be filled has come.
  static void fillUntil(Draft draft, long id) {
    AgreementRecord.Builder agreement = draft.agreement(id).orElseThrow().toBuilder();
    for (int slot = 0; slot < agreement.getSlotsCount(); slot++) {
      if (agreement.getSlots(slot).getState() == SlotState.SLOT_EMPTY) {
        Slots.closeEmpty(draft, agreement, slot);
      }
    }
    Slots.settle(draft, agreement);
  }

  /// The records of a closed agreement have been kept long enough.
  static void delete(Draft draft, long id) {
    AgreementRecord agreement = draft.agreement(id).orElseThrow();
    for (long set : agreement.getSetsList()) {
      draft.delete(StateKeys.set(set));
    }
    draft.delete(StateKeys.agreement(id));
    draft.event(EventKind.AGREEMENT_DELETED, event -> event.setAgreement(id));
  }
}
