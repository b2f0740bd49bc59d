package network.cairn.ledger.records;

import com.google.protobuf.ByteString;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;

/// A data set: one copy at one provider (docs/protocol.md §5).
///
/// @param endPeriod last period
/// @param period the open one, from 1; the last one of a set that has ended
/// @param rate rent of a period
/// @param collateral C, as reserved when it opened
/// @param slashed in all
/// @param slashPot share of its slashes that the next repair gets, still held
/// @param bounty unpaid pot of the repair that opened it
/// @param bountyAfter proven periods that pay the bounty; 0 for none
/// @param bits of proven periods, in the form of [Bits]
/// @param proven periods paid
/// @param misses in a row
/// @param history last 30 counted periods, newest lowest, 1 for a miss
/// @param hard periods to come that draw the greater number of challenges
/// @param endedHeight 0 while it is live
/// @param terms its agreement's
public record SetRecord(
    long id,
    long agreement,
    int slot,
    Address provider,
    Status status,
    long openedHeight,
    long endPeriod,
    long period,
    Amount rate,
    Amount collateral,
    Amount slashed,
    Amount escrow,
    Amount slashPot,
    Amount bounty,
    long bountyAfter,
    ByteString pieceRoot,
    int pieceHeight,
    long leafCount,
    ByteString bits,
    long proven,
    long misses,
    int history,
    int hard,
    long endedHeight,
    long terms) {
  /// What became of a set.
  public enum Status {
    LIVE,
    CLOSED,
    FAILED
  }

  public boolean isLive() {
    return status == Status.LIVE;
  }

  /// Whether the open period is proven.
  public boolean isProven() {
    return Bits.isSet(bits, period);
  }

  /// The deadline of the open period.
  public long deadline(Params params) {
    return params.deadline(openedHeight, period);
  }

  /// Periods that are over and were not proven.
  public long unproven() {
    long closed = isLive() ? period - 1 : period;
    return Math.max(0, closed - proven);
  }
}
