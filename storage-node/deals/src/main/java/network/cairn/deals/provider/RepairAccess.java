package network.cairn.deals.provider;

import com.google.protobuf.ByteString;
import java.util.Optional;
import network.cairn.ledger.types.Address;
import network.cairn.deals.piece.PieceBytes;
import network.cairn.deals.protocol.PieceAccess;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.proto.deal.HoldingState;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.Slot;
import network.cairn.proto.ledger.SlotState;

/// Gives a piece to a provider that the ledger, proved, shows eligible for an open ticket on it,
/// and to nobody else.
final class RepairAccess implements PieceAccess {
  private final Context context;

  RepairAccess(Context context) {
    this.context = context;
  }

  @Override
  public Optional<PieceBytes> open(PeerId peer, PieceCid piece) {
    ByteString name = ByteString.copyFrom(piece.encode());
    for (Holdings.Named named : context.holdings().list()) {
      if (named.holding().getState() == HoldingState.OPEN
          && named.holding().getPiece().equals(name)
          && isEligible(peer, named.holding().getAgreement())) {
        return context.files().bytes(piece);
      }
    }
    return Optional.empty();
  }

  private boolean isEligible(PeerId peer, long agreementId) {
    try {
      Head head = context.chain().head();
      Optional<Address> provider = head.state().peer(ByteString.copyFrom(peer.bytes()));
      Optional<AgreementRecord> agreement = head.state().agreement(agreementId);
      return provider.isPresent()
          && agreement.isPresent()
          && agreement.get().getSlotsList().stream()
              .filter(slot -> slot.getState() == SlotState.SLOT_TICKET)
              .map(Slot::getId)
              .anyMatch(id -> head.next().repair(provider.get(), id).isEmpty());
    } catch (LedgerUnavailable e) {
      return false;
    }
  }
}
