package network.cairn.ledger.records;

import java.util.List;
import java.util.Optional;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.ParamChange;
import network.cairn.ledger.types.TreasuryKeys;
import network.cairn.ledger.types.Upgrade;

/// A proposal (docs/protocol.md §17).
///
/// @param deposit 0 once it is accepted
/// @param endHeight the last at which a vote counts
/// @param activationHeight the first block that it would hold for
/// @param changes none for an upgrade or keys
/// @param treasury keys that it would have
/// @param votes by rising operator; none once it is accepted
public record ProposalRecord(
    long id,
    Address proposer,
    Amount deposit,
    long endHeight,
    long activationHeight,
    List<ParamChange> changes,
    Optional<Upgrade> upgrade,
    Optional<TreasuryKeys> treasury,
    List<Vote> votes) {
  public ProposalRecord {
    changes = List.copyOf(changes);
    votes = List.copyOf(votes);
  }

  /// What an operator said last.
  public record Vote(Address operator, boolean yes) {}
}
