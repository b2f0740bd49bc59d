package network.cairn.deals.provider;

import java.util.List;
import java.util.Optional;
import network.cairn.ledger.records.ProviderRecord;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;

/// The provider's role, and what the ledger said of it.
///
/// @param ledger when it was asked and whether it answers
/// @param registered empty if the operator is no provider, or nothing is known of the ledger
/// @param unbonding parts of the bond on their way out
/// @param room what it has for pieces
/// @param taking whether new deals are taken
/// @param leaving whether it withdraws everything once its last set has ended
/// @param price of new deals, per GiB and day
/// @param fills transfers under way
/// @param sets that this node must prove or keeps a piece for; of very many those with the next
///   deadlines
/// @param moreSets that are not among them
/// @param totals earned and lost
/// @param history what its owner should know, newest first
/// @param warnings what needs somebody's attention, newest first
public record ProviderStatus(
    Seen ledger,
    Address operator,
    Optional<Registration> registered,
    List<Unbonding> unbonding,
    Room room,
    boolean taking,
    boolean leaving,
    Amount price,
    int fills,
    List<HeldSet> sets,
    long moreSets,
    Totals totals,
    List<Happening> history,
    List<String> warnings) {
  public ProviderStatus {
    unbonding = List.copyOf(unbonding);
    sets = List.copyOf(sets);
    history = List.copyOf(history);
    warnings = List.copyOf(warnings);
  }

  /// Height of what is known of the ledger, 0 if that is nothing.
  public long height() {
    return ledger.height();
  }

  /// Bytes of pieces held.
  public long stored() {
    return room.stored();
  }

  /// Bytes offered.
  public long capacity() {
    return room.capacity();
  }

  /// What is known of the ledger.
  ///
  /// @param height of the state that was read last; 0 if none ever was
  /// @param atMillis when that was, since the Unix epoch
  /// @param intervalMs between blocks; 0 if unknown
  /// @param downSince when it was first missed, since the Unix epoch; empty while it answers
  /// @param clockAheadMs how far this machine's clock is ahead of the ledger's, below 0 behind;
  ///   empty if unknown
  public record Seen(
      long height,
      long atMillis,
      long intervalMs,
      Optional<Long> downSince,
      Optional<Long> clockAheadMs) {
    /// About when a height is, or was.
    public long millisOf(long other) {
      return atMillis + (other - height) * intervalMs;
    }
  }

  /// Room for pieces, in bytes.
  ///
  /// @param capacity offered
  /// @param stored of pieces held
  /// @param unfinished of transfers that have not ended, or were left and will be deleted
  /// @param free of the disk, its reserve taken off
  public record Room(long capacity, long stored, long unfinished, long free) {}

  /// A part of the bond on its way out.
  ///
  /// @param dueHeight of the block that pays it
  public record Unbonding(long id, Amount amount, long dueHeight) {}

  /// The provider's record.
  ///
  /// @param free bond that is neither reserved nor the least a provider must have
  /// @param bearable collateral that it can take more: less than what is free where it is not yet
  ///   vetted for that (docs/protocol.md §3)
  public record Registration(
      Address payout, Amount bond, Amount reserved, Amount free, Amount bearable) {
    static Registration of(ProviderRecord record, Params params) {
      return new Registration(
          record.payout(),
          record.bond(),
          record.reserved(),
          record.freeBond(params),
          record.bearable(params));
    }
  }

  /// One set.
  ///
  /// @param proven periods proven and paid
  /// @param unproven periods that closed without a proof
  /// @param income for proven periods, without the protocol's fee: what was paid
  /// @param collateral reserved when it opened
  /// @param slashed of it
  /// @param atRisk what slashes would still take if nothing more were proven; empty while the
  ///   ledger does not answer
  /// @param endHeight of its last deadline
  /// @param nextDeadline height by which the open period must be proven; 0 for one that has ended
  /// @param isProven whether the open period is
  public record HeldSet(
      long set,
      long agreement,
      int slot,
      String piece,
      long bytes,
      SetRecord.Status status,
      long period,
      long endPeriod,
      long proven,
      long unproven,
      Amount income,
      Amount collateral,
      Amount slashed,
      Optional<Amount> atRisk,
      long endHeight,
      long nextDeadline,
      boolean isProven) {
    /// Whether the set is open.
    public boolean live() {
      return status == SetRecord.Status.LIVE;
    }
  }
}
