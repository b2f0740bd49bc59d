package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.base.units.Heights;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.api.Receipts;
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
  private final long height;
  private final Heights heights;
  private final Params params;
  private final AgreementRecord agreement;
  private final List<SetRecord> sets;
  private final Peers peers;

  /// Where the peer ids of providers are known.
  private interface Peers {
    Optional<PeerId> of(Address provider);
  }

  private StatusReader(
      long height,
      Heights heights,
      Params params,
      AgreementRecord agreement,
      List<SetRecord> sets,
      Peers peers) {
    this.height = height;
    this.heights = heights;
    this.params = params;
    this.agreement = agreement;
    this.sets = sets;
    this.peers = peers;
  }

  static AgreementStatus read(Head head, AgreementRecord agreement) {
    List<SetRecord> sets =
        agreement.sets().stream().flatMap(id -> head.state().set(id).stream()).toList();
    return new StatusReader(
            head.height(),
            head.heights(),
            head.state().params(agreement),
            agreement,
            sets,
            provider -> head.state().provider(provider).flatMap(r -> peer(r.peerId())))
        .status(false);
  }

  /// Of an agreement that the ledger has no more: what it last was.
  static AgreementStatus read(Receipts.Claims last) {
    Heights heights =
        new Heights(
            last.height() + 1, last.time(), Duration.ofMillis(last.params().blockIntervalMs()));
    return new StatusReader(
            last.height(),
            heights,
            last.params(),
            last.agreement(),
            last.sets(),
            _ -> Optional.empty())
        .status(true);
  }

  private AgreementStatus status(boolean gone) {
    List<SlotStatus> slots = new ArrayList<>();
    for (int slot = 0; slot < agreement.slots().size(); slot++) {
      slots.add(slot(slot));
    }
    return new AgreementStatus(
        agreement.id(),
        height,
        heights,
        Cid.decode(agreement.root().toByteArray()),
        PieceCid.decode(agreement.piece().toByteArray()),
        agreement.ceiling(),
        agreement.term(),
        agreement.fillUntil(),
        agreement.slotRent(),
        agreement.deposit(),
        agreement.escrow(),
        agreement.terminatedHeight(),
        agreement.closedHeight(),
        Terms.period(params),
        gone,
        slots);
  }

  private SlotStatus slot(int number) {
    Slot slot = agreement.slots().get(number);
    List<SetRecord> own = sets.stream().filter(set -> set.slot() == number).toList();
    return switch (slot.state()) {
      case EMPTY -> without(number, SlotStatus.State.EMPTY);
      case SET -> of(own, number, SlotStatus.State.LIVE, 0);
      case TICKET -> of(own, number, SlotStatus.State.REPAIR, slot.id());
      case DONE -> of(own, number, ended(own), 0);
    };
  }

  private static SlotStatus.State ended(List<SetRecord> own) {
    if (own.isEmpty()) {
      return SlotStatus.State.UNFILLED;
    }
    return own.getLast().status() == SetRecord.Status.FAILED
        ? SlotStatus.State.LOST
        : SlotStatus.State.ENDED;
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
        "",
        none,
        none,
        none,
        none,
        0,
        0,
        0,
        "");
  }

  private SlotStatus of(List<SetRecord> own, int slot, SlotStatus.State state, long ticket) {
    if (own.isEmpty()) {
      return without(slot, state);
    }
    SetRecord set = own.getLast();
    boolean live = set.isLive();
    Amount paid = Amount.ZERO;
    Amount slashed = Amount.ZERO;
    for (SetRecord each : own) {
      paid = paid.plus(each.rate().times(each.proven()));
      slashed = slashed.plus(each.slashed());
    }
    return new SlotStatus(
        slot,
        state,
        Optional.of(set.provider()),
        peers.of(set.provider()),
        set.id(),
        set.period(),
        set.endPeriod(),
        set.proven(),
        set.unproven(),
        set.misses(),
        ProofStrip.of(own),
        set.rate(),
        paid,
        set.escrow(),
        slashed,
        live ? set.deadline(params) : 0,
        live ? params.deadline(set.openedHeight(), set.endPeriod()) : set.endedHeight(),
        ticket,
        "");
  }

  private static Optional<PeerId> peer(ByteString bytes) {
    try {
      return Optional.of(PeerId.decode(bytes.toByteArray()));
    } catch (InvalidPeer _) {
      return Optional.empty();
    }
  }
}
