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
/// @param room what it has for pieces
/// @param taking whether new deals are taken
/// @param price of new deals, per GiB and day
/// @param fills transfers under way
/// @param sets that this node must prove or keeps a piece for
/// @param totals earned and lost
/// @param history what its owner should know, newest first
/// @param warnings what needs somebody's attention, newest first
public record ProviderStatus(
    Seen ledger,
    Address operator,
    Optional<Registration> registered,
    Room room,
    boolean taking,
    Amount price,
    int fills,
    List<HeldSet> sets,
    Totals totals,
    List<Happening> history,
    List<String> warnings) {
  public ProviderStatus {
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
  public record Seen(
      long height, long atMillis, long intervalMs, Optional<Long> downSince) {
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

  /// The provider's record.
  ///
  /// @param free bond that is neither reserved nor the least a provider must have
  public record Registration(Address payout, Amount bond, Amount reserved, Amount free) {
    static Registration of(ProviderRecord record, Params params) {
      return new Registration(
          record.payout(), record.bond(), record.reserved(), record.freeBond(params));
    }
  }

  /// One set.
  ///
  /// @param proven periods proven and paid
  /// @param unproven periods that closed without a proof
  /// @param income for proven periods, protocol fee not yet taken off
  /// @param collateral reserved when it opened
  /// @param slashed of it
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
      long nextDeadline,
      boolean isProven) {
    /// Whether the set is open.
    public boolean live() {
      return status == SetRecord.Status.LIVE;
    }
  }
}
