package network.cairn.deals.market;

import java.time.Duration;
import java.util.List;
import network.cairn.base.units.Heights;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Amount;

/// An agreement as the ledger proves it.
///
/// @param height of the state that was read
/// @param heights what heights are in time
/// @param ceiling pebbles per GiB and day
/// @param term periods
/// @param deposit comes back at the end
/// @param escrow deposit and rent of slots that are still empty
/// @param terminatedHeight 0 if not terminated
/// @param closedHeight 0 while open
/// @param period how long a period is
public record AgreementStatus(
    long id,
    long height,
    Heights heights,
    Cid root,
    PieceCid piece,
    Amount ceiling,
    int term,
    long fillUntil,
    Amount deposit,
    Amount escrow,
    long terminatedHeight,
    long closedHeight,
    Duration period,
    List<SlotStatus> slots) {
  public AgreementStatus {
    slots = List.copyOf(slots);
  }

  /// Copies that it has or may still get.
  public int copies() {
    return (int) slots.stream().filter(slot -> slot.state() != SlotStatus.State.DONE).count();
  }

  /// About when its last copy ends: what is still empty as if it were filled now.
  public long endHeight() {
    long whole = height + term * (period.toMillis() / heights.block().toMillis());
    return slots.stream()
        .mapToLong(slot -> slot.state() == SlotStatus.State.EMPTY ? whole : slot.endHeight())
        .max()
        .orElse(0);
  }
}
