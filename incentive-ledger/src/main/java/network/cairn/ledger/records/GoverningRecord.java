package network.cairn.ledger.records;

import java.util.List;

/// What is voted on and what is to come (docs/protocol.md §17).
///
/// @param terms id of those that new agreements get
/// @param open proposals that are voted on, rising
/// @param pending accepted ones that are not in force yet, rising
/// @param appVersion least that a program needs for the next block; 0 while the first will do
/// @param release the name that goes with it
public record GoverningRecord(
    long terms,
    long lastTerms,
    long lastProposal,
    List<Long> open,
    List<Long> pending,
    long appVersion,
    String release) {
  public GoverningRecord {
    open = List.copyOf(open);
    pending = List.copyOf(pending);
  }
}
