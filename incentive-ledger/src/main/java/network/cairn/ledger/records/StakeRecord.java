package network.cairn.ledger.records;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;

/// What an operator has bonded to be chosen as validator, and its keys (docs/protocol.md §16).
///
/// @param pubkey for votes
/// @param nextPubkey in force from the next border on
/// @param jailedUntil first height at which it may return; 0 if it is not jailed
/// @param beaconFrom the border after which the beacon key makes randomness; 0 if it always did
/// @param nextBeaconFrom the border at which the next beacon key is in force; 0 if it is the next
/// @param heldHeight the last border that left it more power than its stake; 0 if none did
/// @param unbondings open ones, rising
public record StakeRecord(
    Address operator,
    Amount stake,
    Status status,
    ByteString pubkey,
    ByteString beaconKey,
    Optional<ByteString> nextPubkey,
    Optional<ByteString> nextBeaconKey,
    long jailedUntil,
    long heldHeight,
    List<Long> unbondings,
    long beaconFrom,
    long nextBeaconFrom) {
  /// Whether it can be chosen.
  public enum Status {
    /// With the least stake.
    ACTIVE,

    /// Not until its operator says so.
    JAILED,

    /// Never again: it signed twice.
    BARRED
  }

  public StakeRecord {
    unbondings = List.copyOf(unbondings);
  }
}
