package network.cairn.deals.protocol;

/// Why a provider does not take a proposal (docs/protocol.md §8), each at the place that its number
/// has on the wire.
public enum RejectCode {
  /// None of the others.
  UNKNOWN,
  MALFORMED,
  BAD_SIGNATURE,
  WRONG_PROVIDER,
  WRONG_SLOT,
  TERMS,
  NO_ROOM,
  BUSY,
  NOT_TAKING,
  LEDGER_UNAVAILABLE,
  NOT_CANONICAL,
  EXPIRED,
  NOT_FOUND
}
