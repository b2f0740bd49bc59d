package network.cairn.ledger.records;

import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;

/// A part of a bond on its way out.
public record UnbondingRecord(Address payout, Amount amount) {}
