package network.cairn.ledger.records;

import java.util.Arrays;
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
  /// Kinds of events, each with its number on the wire.
  public enum Kind {
    /// Of a ledger newer than this reader.
    UNKNOWN(0),
    ACCOUNT_CREATED(1),
    TRANSFERRED(2),
    PROVIDER_REGISTERED(3),
    PROVIDER_UPDATED(4),
    PROVIDER_REMOVED(5),
    BOND_ADDED(6),
    BOND_WITHDRAWN(7),
    UNBONDED(8),
    AGREEMENT_CREATED(9),
    AGREEMENT_TERMINATED(10),
    AGREEMENT_CLOSED(11),
    AGREEMENT_DELETED(12),
    SLOT_UNFILLED(13),
    SET_OPENED(14),
    PERIOD_PROVEN(15),
    PERIOD_PAID(16),
    PERIOD_MISSED(17),
    PERIOD_NEUTRAL(18),
    SLASHED(19),
    BOUNTY_PAID(20),
    SET_CLOSED(21),
    SET_FAILED(22),
    TICKET_OPENED(23),
    TICKET_RESERVED(24),
    RESERVATION_EXPIRED(25),
    REPAIR_COMPLETED(26),
    TICKET_CLOSED(27);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /// The one of this number, `UNKNOWN` if there is none.
    static Kind of(int number) {
      return Arrays.stream(values())
          .filter(one -> one.number == number)
          .findFirst()
          .orElse(UNKNOWN);
    }

    int number() {
      return number;
    }
  }
}
