package network.cairn.ledger.rules;

import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Msg;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.Slot;
import network.cairn.proto.ledger.SlotState;

/// Agreements from creation to deletion (docs/protocol.md §4 and §5).
final class Agreements {
  private Agreements() {}

  static long create(Draft draft, Address payer, Msg.CreateAgreement create) {
    Preconditions.Locked locked = draft.preconditions().requireTerms(create);
    draft.debit(payer, locked.escrow());
    long until = create.fillUntil();
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
            .setSlotRent(Money.bytes(locked.slotRent()))
            .setCollateral(Money.bytes(locked.collateral()))
            .setDeposit(Money.bytes(locked.deposit()))
            .setEscrow(Money.bytes(locked.escrow()))
            .setTerms(TermsInUse.join(draft));
    for (int slot = 0; slot < create.copies(); slot++) {
      agreement.addSlots(Slot.getDefaultInstance());
    }
    draft.put(agreement.build());
    draft.event(
        EventKind.AGREEMENT_CREATED,
        event ->
            event
                .setAccount(payer.bytes())
                .setAgreement(id)
                .setAmount(Money.bytes(locked.escrow())));
    return id;
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
        case SLOT_SET -> shorten(draft, agreement, agreement.getSlots(slot).getId());
        case SLOT_TICKET -> Tickets.closeIfUnreserved(draft, agreement, slot);
        case SLOT_DONE, UNRECOGNIZED -> {}
      }
    }
    Slots.settle(draft, agreement);
  }

  /// A live set of an ended agreement is paid for at most L periods more, the open one included;
  /// what its escrow holds beyond that is released when it ends.
  private static void shorten(Draft draft, AgreementRecord.Builder agreement, long id) {
    SetRecord.Builder set = draft.set(id).orElseThrow().toBuilder();
    long last = set.getPeriod() + draft.params(agreement.getTerms()).windDown() - 1;
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
    TermsInUse.leave(draft, agreement.getTerms());
    draft.event(EventKind.AGREEMENT_DELETED, event -> event.setAgreement(id));
  }
}
