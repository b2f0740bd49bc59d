package network.cairn.deals.market;

import java.util.Optional;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.libp2p.peer.PeerId;

/// One copy as the ledger proves it.
///
/// @param set the slot's live or last set, 0 if none
/// @param period the open period, or the last one of an ended set
/// @param endPeriod the last period of the set
/// @param proven periods proven and paid
/// @param unproven periods that closed without a proof
/// @param misses in a row, as counted
/// @param paid what the provider got for proven periods, protocol fee included
/// @param escrow rent still held
/// @param deadline height by which the open period must be proven, 0 if none is open
/// @param endHeight of its last period, 0 if it has no set
/// @param ticket the open repair ticket, 0 if none
public record SlotStatus(
    int slot,
    State state,
    Optional<Address> provider,
    Optional<PeerId> peer,
    long set,
    long period,
    long endPeriod,
    long proven,
    long unproven,
    long misses,
    Amount rate,
    Amount paid,
    Amount escrow,
    Amount slashed,
    long deadline,
    long endHeight,
    long ticket) {
  /// Where a slot stands.
  public enum State {
    EMPTY,
    LIVE,
    REPAIR,
    DONE
  }
}
