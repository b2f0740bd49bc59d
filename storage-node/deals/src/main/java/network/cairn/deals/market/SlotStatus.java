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
/// @param strip its periods that are over, as [ProofStrip] writes them
/// @param paid what its providers got for proven periods, protocol fee included: all that the slot
///   ever had
/// @param escrow rent still held
/// @param deadline height by which the open period must be proven, 0 if none is open
/// @param endHeight of its last period, or at which it ended; 0 if it has no set
/// @param ticket the open repair ticket, 0 if none
/// @param note what else this node knows of it, as why a provider refused; may be empty
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
    String strip,
    Amount rate,
    Amount paid,
    Amount escrow,
    Amount slashed,
    long deadline,
    long endHeight,
    long ticket,
    String note) {
  /// Where a slot stands.
  public enum State {
    /// Nobody has it.
    EMPTY,
    /// Nobody has it, and this node is placing it now.
    FILLING,
    /// It is kept and proven.
    LIVE,
    /// Its provider failed; another may take it over.
    REPAIR,
    /// Its last period is over.
    ENDED,
    /// Its provider failed, and nobody took it over.
    LOST,
    /// Nobody took it in time; its rent came back.
    UNFILLED;

    /// Whether it is kept, or may still be.
    public boolean isOpen() {
      return switch (this) {
        case EMPTY, FILLING, LIVE, REPAIR -> true;
        case ENDED, LOST, UNFILLED -> false;
      };
    }

    /// Whether nobody has it yet.
    public boolean isEmpty() {
      return this == EMPTY || this == FILLING;
    }
  }

  /// With what this node knows besides.
  SlotStatus told(State now, String known) {
    return new SlotStatus(
        slot, now, provider, peer, set, period, endPeriod, proven, unproven, misses, strip, rate,
        paid, escrow, slashed, deadline, endHeight, ticket, known);
  }
}
