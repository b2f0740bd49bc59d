package network.cairn.ledger.records;

import java.util.List;
import network.cairn.ledger.types.Amount;

/// An account.
///
/// @param nonces last of each of the 16 lanes
public record AccountRecord(Amount balance, List<Long> nonces) {
  public AccountRecord {
    nonces = List.copyOf(nonces);
  }

  /// The last nonce of a lane.
  public long nonce(int lane) {
    return nonces.get(lane);
  }
}
