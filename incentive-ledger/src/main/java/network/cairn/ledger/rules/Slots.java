package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.Slot;
import network.cairn.proto.ledger.SlotState;
import network.cairn.proto.ledger.TicketRecord;

/// The slots of an agreement, and what follows when one of them changes (docs/protocol.md §4).
final class Slots {
  private Slots() {}

  static void set(AgreementRecord.Builder agreement, int slot, SlotState state, long id) {
    agreement.setSlots(slot, Slot.newBuilder().setState(state).setId(id));
  }

  /// An EMPTY slot that will not be filled: its rent goes back.
  static void closeEmpty(Draft draft, AgreementRecord.Builder agreement, int slot) {
    BigInteger rent = Money.of(agreement.getSlotRent());
    agreement.setEscrow(Money.minus(agreement.getEscrow(), rent));
    set(agreement, slot, SlotState.SLOT_DONE, 0);
    draft.credit(agreement.getClient(), rent);
    draft.event(
        EventKind.SLOT_UNFILLED,
        event ->
            event
                .setAccount(agreement.getClient())
                .setAgreement(agreement.getId())
                .setSlot(slot)
                .setAmount(Money.bytes(rent)));
  }

  /// Draws the conclusions of a changed slot and writes the agreement: tickets close when nobody is
  /// left to read from, the agreement with its last slot.
  static void settle(Draft draft, AgreementRecord.Builder agreement) {
    if (!has(agreement, SlotState.SLOT_EMPTY)) {
      Calendar.remove(draft, agreement.getFillUntil(), Calendar.FILL_UNTIL, agreement.getId());
      if (!has(agreement, SlotState.SLOT_SET) && !hasReservation(draft, agreement)) {
        for (int slot = 0; slot < agreement.getSlotsCount(); slot++) {
          if (agreement.getSlots(slot).getState() == SlotState.SLOT_TICKET) {
            Tickets.close(draft, agreement, slot);
          }
        }
      }
    }
    boolean done =
        agreement.getSlotsList().stream().allMatch(s -> s.getState() == SlotState.SLOT_DONE);
    if (done && agreement.getClosedHeight() == 0) {
      close(draft, agreement);
    }
    draft.put(agreement.build());
  }

  private static void close(Draft draft, AgreementRecord.Builder agreement) {
    draft.credit(agreement.getClient(), Money.of(agreement.getEscrow()));
    draft.event(
        EventKind.AGREEMENT_CLOSED,
        event ->
            event
                .setAccount(agreement.getClient())
                .setAgreement(agreement.getId())
                .setAmount(agreement.getEscrow()));
    agreement.setEscrow(ByteString.EMPTY).setClosedHeight(draft.height());
    long due = draft.height() + draft.params(agreement.getTerms()).keepClosed();
    Calendar.add(draft, due, Calendar.DELETION, agreement.getId());
  }

  static boolean has(AgreementRecord.Builder agreement, SlotState state) {
    return agreement.getSlotsList().stream().anyMatch(slot -> slot.getState() == state);
  }

  private static boolean hasReservation(Draft draft, AgreementRecord.Builder agreement) {
    return agreement.getSlotsList().stream()
        .filter(slot -> slot.getState() == SlotState.SLOT_TICKET)
        .anyMatch(slot -> !ticket(draft, slot).getReservedBy().isEmpty());
  }

  private static TicketRecord ticket(Draft draft, Slot slot) {
    return draft.ticket(slot.getId()).orElseThrow();
  }

  /// Records who failed, left or let a reservation expire; a 65th name is not recorded.
  static void bar(AgreementRecord.Builder agreement, ByteString provider) {
    if (agreement.getBarredCount() >= Preconditions.MAX_BARRED
        || agreement.getBarredList().contains(provider)) {
      return;
    }
    List<ByteString> barred = new ArrayList<>(agreement.getBarredList());
    barred.add(provider);
    barred.sort(ByteString.unsignedLexicographicalComparator());
    agreement.clearBarred().addAllBarred(barred);
  }
}
