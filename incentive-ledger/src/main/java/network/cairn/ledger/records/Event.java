package network.cairn.ledger.records;

import java.util.Optional;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;

/// What happened. A hint that leads to state: events are not hashed. Fields that do not apply to a
/// kind are 0 or empty.
///
/// @param tx index in the block; 0 for its end
/// @param account who paid, was paid, acted or was touched
/// @param other the other account, where there are two
public record Event(
    Kind kind,
    int tx,
    Optional<Address> account,
    Optional<Address> other,
    Amount amount,
    long agreement,
    int slot,
    long set,
    long ticket,
    long period,
    long unbonding) {
  /// Kinds of events, each at the place that its number has on the wire.
  public enum Kind {
    /// Of a ledger newer than this reader.
    UNKNOWN,
    ACCOUNT_CREATED,
    TRANSFERRED,
    PROVIDER_REGISTERED,
    PROVIDER_UPDATED,
    PROVIDER_REMOVED,
    BOND_ADDED,
    BOND_WITHDRAWN,
    UNBONDED,
    AGREEMENT_CREATED,
    AGREEMENT_TERMINATED,
    AGREEMENT_CLOSED,
    AGREEMENT_DELETED,
    SLOT_UNFILLED,
    SET_OPENED,
    PERIOD_PROVEN,
    PERIOD_PAID,
    PERIOD_MISSED,
    PERIOD_NEUTRAL,
    SLASHED,
    BOUNTY_PAID,
    SET_CLOSED,
    SET_FAILED,
    TICKET_OPENED,
    TICKET_RESERVED,
    RESERVATION_EXPIRED,
    REPAIR_COMPLETED,
    TICKET_CLOSED
  }
}
