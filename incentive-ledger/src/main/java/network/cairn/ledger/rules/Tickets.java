package network.cairn.ledger.rules;

import java.math.BigInteger;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.SlotState;
import network.cairn.proto.ledger.TicketRecord;

/// Tickets: what a failed set leaves to be repaired (docs/protocol.md §6).
final class Tickets {
  private Tickets() {}

  /// Opens the ticket of a set that just ended before its end, taking its pot and escrow.
  static void open(
      Draft draft,
      AgreementRecord.Builder agreement,
      SetRecord.Builder set,
      BigInteger pot,
      BigInteger escrow) {
    long expiry = draft.params(set.getTerms()).deadline(set.getOpenedHeight(), set.getEndPeriod());
    Calendar.add(draft, expiry, Calendar.TICKET, set.getId());
    draft.put(
        TicketRecord.newBuilder()
            .setId(set.getId())
            .setAgreement(set.getAgreement())
            .setSlot(set.getSlot())
            .setPiece(agreement.getPiece())
            .setPot(Money.bytes(pot))
            .setEscrow(Money.bytes(escrow))
            .setExpiryHeight(expiry)
            .setRate(set.getRate())
            .setCollateral(set.getCollateral())
            .setOpenedHeight(draft.height())
            .setTerms(set.getTerms())
            .build());
    Slots.set(agreement, set.getSlot(), SlotState.SLOT_TICKET, set.getId());
    draft.event(
        EventKind.TICKET_OPENED,
        event ->
            event
                .setTicket(set.getId())
                .setAgreement(set.getAgreement())
                .setSlot(set.getSlot())
                .setAmount(Money.bytes(pot)));
  }

  /// Ends a ticket as at its expiry: escrow to the client, pot to the repair fund.
  static void close(Draft draft, AgreementRecord.Builder agreement, int slot) {
    TicketRecord ticket = draft.ticket(agreement.getSlots(slot).getId()).orElseThrow();
    draft.credit(agreement.getClient(), Money.of(ticket.getEscrow()));
    draft.payRepairFund(Money.of(ticket.getPot()));
    delete(draft, ticket);
    Slots.set(agreement, slot, SlotState.SLOT_DONE, 0);
    draft.event(
        EventKind.TICKET_CLOSED,
        event ->
            event
                .setTicket(ticket.getId())
                .setAgreement(ticket.getAgreement())
                .setSlot(slot)
                .setAccount(agreement.getClient())
                .setAmount(ticket.getEscrow()));
  }

  static void closeIfUnreserved(Draft draft, AgreementRecord.Builder agreement, int slot) {
    TicketRecord ticket = draft.ticket(agreement.getSlots(slot).getId()).orElseThrow();
    if (ticket.getReservedBy().isEmpty()) {
      close(draft, agreement, slot);
    }
  }

  /// Removes a ticket and what the calendar holds for it.
  static void delete(Draft draft, TicketRecord ticket) {
    draft.delete(StateKeys.ticket(ticket.getId()));
    Calendar.remove(draft, ticket.getExpiryHeight(), Calendar.TICKET, ticket.getId());
  }

  /// The old end has come.
  static void expire(Draft draft, long id) {
    TicketRecord ticket = draft.ticket(id).orElseThrow();
    AgreementRecord.Builder agreement =
        draft.agreement(ticket.getAgreement()).orElseThrow().toBuilder();
    close(draft, agreement, ticket.getSlot());
    Slots.settle(draft, agreement);
  }
}
