package network.cairn.deals.market;

import java.util.List;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Amount;

/// An agreement as the ledger proves it.
///
/// @param height of the state that was read
/// @param ceiling pebbles per GiB and day
/// @param term periods
/// @param deposit comes back at the end
/// @param escrow deposit and rent of slots that are still empty
/// @param terminatedHeight 0 if not terminated
/// @param closedHeight 0 while open
public record AgreementStatus(
    long id,
    long height,
    Cid root,
    PieceCid piece,
    Amount ceiling,
    int term,
    long fillUntil,
    Amount deposit,
    Amount escrow,
    long terminatedHeight,
    long closedHeight,
    List<SlotStatus> slots) {
  public AgreementStatus {
    slots = List.copyOf(slots);
  }
}
