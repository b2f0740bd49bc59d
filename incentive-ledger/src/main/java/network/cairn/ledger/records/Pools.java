package network.cairn.ledger.records;

import network.cairn.ledger.types.Amount;

/// Money that is nobody's.
///
/// @param supply all there ever was
public record Pools(Amount supply, Amount burned, Amount repairFund) {}
