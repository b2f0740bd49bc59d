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
    long unbonding,
    long proposal) {
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
    TICKET_CLOSED(27),
    STAKE_BONDED(28),
    STAKE_UNBONDING(29),
    VALIDATOR_KEYS_CHANGED(30),
    VALIDATOR_JAILED(31),
    VALIDATOR_UNJAILED(32),
    VALIDATOR_BARRED(33),
    VALIDATORS_CHANGED(34),
    SIGNER_PAID(35),
    PROPOSED(40),
    VOTED(41),
    PROPOSAL_ACCEPTED(42),
    PROPOSAL_REJECTED(43),

    /// What was accepted holds from the next block on.
    PROPOSAL_ACTIVATED(44),

    /// What was accepted no longer fits what is in force.
    PROPOSAL_DROPPED(45),

    /// Keys of the treasury that wait for their height.
    TREASURY_KEYS_NAMED(51),

    /// They never come into force.
    TREASURY_KEYS_DROPPED(52);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /// The one of this number, `UNKNOWN` if there is none.
    public static Kind of(int number) {
      return Arrays.stream(values())
          .filter(one -> one.number == number)
          .findFirst()
          .orElse(UNKNOWN);
    }

    public int number() {
      return number;
    }
  }
}
