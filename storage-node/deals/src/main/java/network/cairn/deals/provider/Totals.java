package network.cairn.deals.provider;

import java.util.SequencedMap;
import java.util.TreeMap;
import network.cairn.ledger.types.Amount;

/// What the role has earned and lost since its home began to count.
///
/// @param paid to the payout address, the protocol's fee taken off
/// @param slashed of the collateral
/// @param missed periods that closed without a proof
/// @param failed sets
/// @param months what was paid in each of the last months, as `2026-11`, by UTC, the oldest first
/// @param days the same of the last days on which something was paid, as `2026-11-30`; what was
///   paid while nobody looked counts on the day on which it was seen
public record Totals(
    Amount paid,
    Amount slashed,
    long missed,
    long failed,
    SequencedMap<String, Amount> months,
    SequencedMap<String, Amount> days) {
  static final Totals NONE =
      new Totals(Amount.ZERO, Amount.ZERO, 0, 0, new TreeMap<>(), new TreeMap<>());
}
