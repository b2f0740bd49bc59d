package network.cairn.deals.market;

import java.util.List;

/// How a put ended.
///
/// @param status of the agreement afterwards
/// @param problems why slots are empty, one line each; empty if every slot was filled
/// @param firstProofsDue the last height by which all sets that opened must have proven their first
///   period, 0 if none opened
public record PutResult(AgreementStatus status, List<String> problems, long firstProofsDue) {
  public PutResult {
    problems = List.copyOf(problems);
  }

  public long agreement() {
    return status.id();
  }

  /// Whether no slot is empty.
  public boolean isComplete() {
    return status.slots().stream().noneMatch(slot -> slot.state().isEmpty());
  }
}
