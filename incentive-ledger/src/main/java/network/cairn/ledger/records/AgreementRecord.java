package network.cairn.ledger.records;

import com.google.protobuf.ByteString;
import java.util.List;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;

/// An agreement of a client (docs/protocol.md §4).
///
/// @param root exact bytes of the content's root CID
/// @param piece exact bytes of the piece CID v2
/// @param ceiling highest price, pebbles per GiB and day
/// @param term periods
/// @param fillUntil last height at which a slot may be filled
/// @param slotRent of one slot for the whole term at the ceiling
/// @param collateral C
/// @param escrow deposit and the rent of empty slots
/// @param sets ids of all that there ever were, rising
/// @param barred providers that get no further copy
/// @param terminatedHeight 0 if the client has not ended it
/// @param closedHeight 0 if it is open
/// @param terms id of those that hold for all of it; 0 for the chain's only ones
public record AgreementRecord(
    long id,
    Address client,
    ByteString root,
    ByteString piece,
    Amount ceiling,
    int term,
    int multiplier,
    long fillUntil,
    long createdHeight,
    Amount slotRent,
    Amount collateral,
    Amount deposit,
    Amount escrow,
    List<Slot> slots,
    List<Long> sets,
    List<Address> barred,
    long terminatedHeight,
    long closedHeight,
    long terms) {
  public AgreementRecord {
    slots = List.copyOf(slots);
    sets = List.copyOf(sets);
    barred = List.copyOf(barred);
  }

  /// Whether some slot is in a state.
  public boolean has(Slot.State state) {
    return slots.stream().anyMatch(slot -> slot.is(state));
  }

  /// The ids of the sets or tickets of all slots in a state.
  public List<Long> ids(Slot.State state) {
    return slots.stream().filter(slot -> slot.is(state)).map(Slot::id).toList();
  }
}
