package network.cairn.ledger.records;

/// The last ids taken.
public record Counters(long agreement, long set, long unbonding) {}
