package network.cairn.ledger.records;

import java.util.Optional;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.TreasuryKeys;

/// The treasury of several keys (docs/protocol.md §18).
///
/// @param address of its account
/// @param lastOrder number of the last order that was done
/// @param keys as they were before any that wait
/// @param next keys that wait, or that nothing was done with since they came into force
/// @param nextHeight first block that they are in force for; 0 without them
public record TreasuryRecord(
    Address address,
    long lastOrder,
    TreasuryKeys keys,
    Optional<TreasuryKeys> next,
    long nextHeight) {
  /// The keys that count in the block of a height, if no block between changes that.
  public TreasuryKeys at(long height) {
    return next.filter(_ -> height >= nextHeight).orElse(keys);
  }
}
