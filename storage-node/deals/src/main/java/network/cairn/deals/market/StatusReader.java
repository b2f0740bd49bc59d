package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.records.Slot;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PeerId;

/// Says in words of the client what the ledger's records prove. Pure but for the head.
final class StatusReader {
  private StatusReader() {}

  static AgreementStatus read(Head head, AgreementRecord agreement) {
    List<SlotStatus> slots = new ArrayList<>();
    for (int slot = 0; slot < agreement.slots().size(); slot++) {
      slots.add(slot(head, agreement, slot));
    }
    return new AgreementStatus(
        agreement.id(),
        head.height(),
        head.heights(),
        Cid.decode(agreement.root().toByteArray()),
        PieceCid.decode(agreement.piece().toByteArray()),
        agreement.ceiling(),
        agreement.term(),
        agreement.fillUntil(),
        agreement.deposit(),
        agreement.escrow(),
        agreement.terminatedHeight(),
        agreement.closedHeight(),
        Terms.period(head.state().params()),
        slots);
  }

  private static SlotStatus slot(Head head, AgreementRecord agreement, int number) {
    Slot slot = agreement.slots().get(number);
    return switch (slot.state()) {
      case EMPTY -> without(number, SlotStatus.State.EMPTY);
      case SET ->
          head.state()
              .set(slot.id())
              .map(set -> with(head, set, SlotStatus.State.LIVE, 0))
              .orElseGet(() -> without(number, SlotStatus.State.LIVE));
      case TICKET ->
          head.state()
              .set(slot.id())
              .map(set -> with(head, set, SlotStatus.State.REPAIR, slot.id()))
              .orElseGet(() -> without(number, SlotStatus.State.REPAIR));
      case DONE ->
          last(head, agreement, number)
              .map(set -> with(head, set, SlotStatus.State.DONE, 0))
              .orElseGet(() -> without(number, SlotStatus.State.DONE));
    };
  }

  private static Optional<SetRecord> last(Head head, AgreementRecord agreement, int slot) {
    return agreement.sets().reversed().stream()
        .flatMap(id -> head.state().set(id).stream())
        .filter(set -> set.slot() == slot)
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
        0,
        0);
  }

  private static SlotStatus with(Head head, SetRecord set, SlotStatus.State state, long ticket) {
    Params params = head.state().params();
    Address provider = set.provider();
    boolean live = set.isLive();
    Amount rate = set.rate();
    return new SlotStatus(
        set.slot(),
        state,
        Optional.of(provider),
        head.state().provider(provider).flatMap(record -> peer(record.peerId())),
        set.id(),
        set.period(),
        set.endPeriod(),
        set.proven(),
        set.unproven(),
        set.misses(),
        rate,
        rate.times(set.proven()),
        set.escrow(),
        set.slashed(),
        live ? set.deadline(params) : 0,
        params.deadline(set.openedHeight(), set.endPeriod()),
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
