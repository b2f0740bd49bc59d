package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.Bits;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Msg;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.ResidueCount;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.SetStatus;
import network.cairn.proto.ledger.SlotState;

/// How sets begin, and how their providers leave them (docs/protocol.md §4 and §5).
final class Sets {
  private Sets() {}

  static long open(Draft draft, Address payer, Msg.OpenSet open) {
    Preconditions.Opening opening = draft.preconditions().requireOpening(payer, open.intent());
    AgreementRecord.Builder agreement = opening.agreement().toBuilder();
    BigInteger rate = opening.rate();
    Providers.reserve(draft, opening.provider(), Money.of(agreement.getCollateral()));
    BigInteger ceilingRent = Money.of(agreement.getSlotRent());
    BigInteger rent = rate.multiply(BigInteger.valueOf(agreement.getTerm()));
    agreement.setEscrow(Money.minus(agreement.getEscrow(), ceilingRent));
    draft.credit(agreement.getClient(), ceilingRent.subtract(rent));
    SetRecord.Builder set =
        SetRecord.newBuilder()
            .setEndPeriod(agreement.getTerm())
            .setRate(Money.bytes(rate))
            .setEscrow(Money.bytes(rent))
            .setCollateral(agreement.getCollateral());
    return begin(draft, agreement, opening.slot(), payer, set);
  }

  /// Makes the set live in its slot, fresh counters, from this height on. Collateral is reserved
  /// and escrow taken already; there is room at this block's deadlines.
  static long begin(
      Draft draft,
      AgreementRecord.Builder agreement,
      int slot,
      Address payer,
      SetRecord.Builder set) {
    long terms = agreement.getTerms();
    countLive(draft, terms, draft.height(), 1);
    PieceCid piece = PieceCid.decode(agreement.getPiece().toByteArray());
    long id = draft.nextId(Draft.Id.SET);
    draft.put(
        set.setId(id)
            .setAgreement(agreement.getId())
            .setSlot(slot)
            .setProvider(payer.bytes())
            .setStatus(SetStatus.STATUS_LIVE)
            .setOpenedHeight(draft.height())
            .setPeriod(1)
            .setPieceRoot(ByteString.copyFrom(piece.root()))
            .setPieceHeight(piece.height())
            .setLeafCount(piece.leafCount())
            .setTerms(terms)
            .build());
    Calendar.add(draft, draft.params(terms).deadline(draft.height(), 1), Calendar.SET_CLOSE, id);
    agreement.addSets(id);
    Slots.set(agreement, slot, SlotState.SLOT_SET, id);
    Slots.settle(draft, agreement);
    draft.event(
        EventKind.SET_OPENED,
        event ->
            event
                .setAccount(payer.bytes())
                .setAgreement(agreement.getId())
                .setSlot(slot)
                .setSet(id)
                .setAmount(set.getRate()));
    return id;
  }

  /// Counts live sets by the residue of the height they opened at, which bounds how many close in
  /// one block.
  static void countLive(Draft draft, long terms, long openedHeight, int change) {
    byte[] key = Preconditions.residue(draft.params(terms), terms, openedHeight);
    long live = draft.preconditions().dueWith(terms, openedHeight) + change;
    if (live == 0) {
      draft.delete(key);
    } else {
      draft.put(key, ResidueCount.newBuilder().setLive(live).build());
    }
  }

  static void terminate(Draft draft, Address payer, long id) {
    SetRecord.Builder set =
        draft.set(id).orElseThrow(() -> new Rejected(Reason.NOT_FOUND, "no set " + id)).toBuilder();
    Rejected.unless(
        set.getProvider().equals(payer.bytes()),
        Reason.NOT_PERMITTED,
        "only the provider terminates its set");
    Rejected.unless(
        set.getStatus() == SetStatus.STATUS_LIVE, Reason.WRONG_STATE, "the set has ended");
    Calendar.remove(draft, Periods.deadline(draft, set), Calendar.SET_CLOSE, id);
    AgreementRecord.Builder agreement =
        draft.agreement(set.getAgreement()).orElseThrow().toBuilder();
    if (Bits.isSet(set.getBits(), set.getPeriod())) {
      Payments.pay(draft, set);
      Periods.soften(set);
    }
    Payments.slashPercent(draft, agreement, set, 25);
    Providers.count(draft, set, Providers.Promise.LEFT);
    SetEnd.fail(draft, agreement, set);
  }
}
