package network.cairn.deals.provider;

import network.cairn.ledger.types.Amount;

/// Something that a provider's owner should know afterwards.
///
/// @param atMillis when, since the Unix epoch
/// @param height of the ledger at which it was seen
/// @param amount what it was about, 0 where it was about none
/// @param text for people
public record Happening(long atMillis, long height, Kind kind, Amount amount, String text) {
  /// What kinds there are.
  public enum Kind {
    /// Written by another version.
    UNKNOWN,
    OPENED,
    MISSED,
    SLASHED,
    FAILED,
    ENDED,
    BOND
  }
}
