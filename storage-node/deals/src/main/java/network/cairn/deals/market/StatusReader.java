package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.SetStatus;
import network.cairn.proto.ledger.Slot;

/// Says in words of the client what the ledger's records prove. Pure but for the head.
final class StatusReader {
  private StatusReader() {}

  static AgreementStatus read(Head head, AgreementRecord agreement) {
    List<SlotStatus> slots = new ArrayList<>();
    for (int slot = 0; slot < agreement.getSlotsCount(); slot++) {
      slots.add(slot(head, agreement, slot));
    }
    return new AgreementStatus(
        agreement.getId(),
        head.height(),
        Cid.decode(agreement.getRoot().toByteArray()),
        PieceCid.decode(agreement.getPiece().toByteArray()),
        Amount.decode(agreement.getCeiling()),
        agreement.getTerm(),
        agreement.getFillUntil(),
        Amount.decode(agreement.getDeposit()),
        Amount.decode(agreement.getEscrow()),
        agreement.getTerminatedHeight(),
        agreement.getClosedHeight(),
        slots);
  }

  private static SlotStatus slot(Head head, AgreementRecord agreement, int number) {
    Slot slot = agreement.getSlots(number);
    return switch (slot.getState()) {
      case SLOT_EMPTY -> without(number, SlotStatus.State.EMPTY);
      case SLOT_SET ->
          head.state()
              .set(slot.getId())
              .map(set -> with(head, set, SlotStatus.State.LIVE, 0))
              .orElseGet(() -> without(number, SlotStatus.State.LIVE));
      case SLOT_TICKET ->
          head.state()
              .set(slot.getId())
              .map(set -> with(head, set, SlotStatus.State.REPAIR, slot.getId()))
              .orElseGet(() -> without(number, SlotStatus.State.REPAIR));
      case SLOT_DONE, UNRECOGNIZED ->
          last(head, agreement, number)
              .map(set -> with(head, set, SlotStatus.State.DONE, 0))
              .orElseGet(() -> without(number, SlotStatus.State.DONE));
    };
  }

  private static Optional<SetRecord> last(Head head, AgreementRecord agreement, int slot) {
    return agreement.getSetsList().reversed().stream()
        .flatMap(id -> head.state().set(id).stream())
        .filter(set -> set.getSlot() == slot)
        .findFirst();
  }

  private static SlotStatus without(int slot, SlotStatus.State state) {
    Amount none = Amount.ZERO;
    return new SlotStatus(
        slot,
        state,
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        0,
        0,
        0,
        0,
        none,
        none,
        none,
        none,
        0,
        0);
  }

  private static SlotStatus with(Head head, SetRecord set, SlotStatus.State state, long ticket) {
    Params params = head.state().params();
    Address provider = new Address(set.getProvider());
    boolean live = set.getStatus() == SetStatus.STATUS_LIVE;
    long closed = live ? set.getPeriod() - 1 : set.getPeriod();
    Amount rate = Amount.decode(set.getRate());
    return new SlotStatus(
        set.getSlot(),
        state,
        Optional.of(provider),
        head.state().provider(provider).flatMap(record -> peer(record.getPeerId())),
        set.getId(),
        set.getPeriod(),
        set.getEndPeriod(),
        set.getProven(),
        Math.max(0, closed - set.getProven()),
        set.getMisses(),
        rate,
        rate.times(set.getProven()),
        Amount.decode(set.getEscrow()),
        Amount.decode(set.getSlashed()),
        live ? params.deadline(set.getOpenedHeight(), set.getPeriod()) : 0,
        ticket);
  }

  private static Optional<PeerId> peer(ByteString bytes) {
    try {
      return Optional.of(PeerId.decode(bytes.toByteArray()));
    } catch (InvalidPeer _) {
      return Optional.empty();
    }
  }
}
