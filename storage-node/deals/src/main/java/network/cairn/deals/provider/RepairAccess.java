package network.cairn.deals.provider;

import com.google.protobuf.ByteString;
import java.util.Optional;
import network.cairn.deals.piece.PieceBytes;
import network.cairn.deals.protocol.PieceAccess;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.records.Slot;
import network.cairn.ledger.types.Address;
import network.cairn.libp2p.peer.PeerId;

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
      if (named.holding().state() == Holding.State.OPEN
          && named.holding().piece().equals(name)
          && isEligible(peer, named.holding().agreement())) {
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
          && agreement.get().ids(Slot.State.TICKET).stream()
              .anyMatch(id -> head.next().repair(provider.get(), id).isEmpty());
    } catch (LedgerUnavailable e) {
      return false;
    }
  }
}
