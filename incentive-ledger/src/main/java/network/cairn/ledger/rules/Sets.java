package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.ResidueCount;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.SetStatus;
import network.cairn.proto.ledger.SlotState;

/// How sets begin, and how their providers leave them (docs/protocol.md §4 and §5).
final class Sets {
  private Sets() {}

  static long open(Draft draft, Address payer, Msg.OpenSet open) {
    Intent intent = decode(open.intent());
    AgreementRecord.Builder agreement = Agreements.require(draft, intent.agreement()).toBuilder();
    requireIntent(draft, payer, intent, agreement);
    requireSignature(draft, open.intent(), agreement.getClient());
    int slot = (int) intent.slot();
    PieceCid piece = PieceCid.decode(agreement.getPiece().toByteArray());
    BigInteger rate =
        Formulas.rate(draft.block().params(), intent.price().pebbles(), piece.leafCount());
    Rejected.unless(
        rate.compareTo(draft.block().params().minRate().pebbles()) >= 0,
        Reason.TOO_SMALL,
        "the rate, " + rate + ", is below minRate");
    ProviderRecord provider = Providers.require(draft, payer);
    Slots.requireNewcomer(draft, agreement.build(), provider);
    Providers.reserve(draft, provider, Money.of(agreement.getCollateral()));
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
    return begin(draft, agreement, slot, payer, set);
  }

  private static Intent decode(SignedIntent signed) {
    try {
      return Intent.decode(signed.body());
    } catch (NotCanonical | OutOfRange e) {
      throw new Rejected(Reason.WRONG_INTENT, "the intent: " + e.getMessage());
    }
  }

  private static void requireIntent(
      Draft draft, Address payer, Intent intent, AgreementRecord.Builder agreement) {
    require(intent.chainRef().equals(draft.block().chainRef()), "is another chain's");
    require(intent.provider().equals(payer), "names another provider");
    require(intent.piece().equals(agreement.getPiece()), "names another piece");
    require(intent.slot() < agreement.getSlotsCount(), "names slot " + intent.slot());
    Rejected.unless(
        agreement.getSlots((int) intent.slot()).getState() == SlotState.SLOT_EMPTY,
        Reason.WRONG_STATE,
        "slot " + intent.slot() + " is not EMPTY");
    require(intent.validUntil() >= draft.height(), "was valid until " + intent.validUntil());
    require(intent.validUntil() <= agreement.getFillUntil(), "is valid above fillUntil");
    require(
        intent.price().pebbles().compareTo(Money.of(agreement.getCeiling())) <= 0,
        "has a price above the ceiling");
    require(
        intent.collateral().pebbles().equals(Money.of(agreement.getCollateral())),
        "has another collateral than C");
  }

  private static void require(boolean holds, String detail) {
    Rejected.unless(holds, Reason.WRONG_INTENT, "the intent " + detail);
  }

  private static void requireSignature(Draft draft, SignedIntent signed, ByteString client) {
    Rejected.unless(
        signed.sig().isWellFormed()
            && Address.ofKey(signed.sig().pubkey()).bytes().equals(client)
            && draft
                .block()
                .crypto()
                .verify(
                    signed.sig().pubkey().toByteArray(),
                    Domain.INTENT.signBytes(signed.body()),
                    signed.sig().signature().toByteArray()),
        Reason.BAD_SIGNATURE,
        "the intent is not signed by the agreement's client");
  }

  /// Makes the set live in its slot, fresh counters, from this height on. Collateral is reserved
  /// and escrow taken already.
  static long begin(
      Draft draft,
      AgreementRecord.Builder agreement,
      int slot,
      Address payer,
      SetRecord.Builder set) {
    countLive(draft, draft.height(), 1);
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
            .build());
    Calendar.add(draft, draft.height() + draft.block().params().period(), Calendar.SET_CLOSE, id);
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
  static void countLive(Draft draft, long openedHeight, int change) {
    byte[] key = StateKeys.residue(openedHeight % draft.block().params().period());
    long live = draft.read(key, ResidueCount.parser()).map(ResidueCount::getLive).orElse(0L);
    Rejected.unless(
        change < 0 || live < draft.block().params().maxDuePerBlock(),
        Reason.NEXT_BLOCK,
        "enough sets are due at this block's deadlines; send again in the next block");
    if (live + change == 0) {
      draft.delete(key);
    } else {
      draft.put(key, ResidueCount.newBuilder().setLive(live + change).build());
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
    SetEnd.fail(draft, agreement, set);
  }
}
