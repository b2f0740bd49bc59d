package network.cairn.deals.provider;

import java.util.List;
import java.util.Optional;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;

/// The provider's role at one height.
///
/// @param height of the state that was read, 0 if the ledger does not answer or proves nothing
/// @param registered empty if the operator is no provider, or the height is 0
/// @param taking whether new deals are taken
/// @param capacity bytes offered
/// @param stored bytes of pieces held
/// @param fills transfers under way
/// @param sets that this node must prove or keeps a piece for
/// @param warnings what needs somebody's attention, newest first
public record ProviderStatus(
    long height,
    Address operator,
    Optional<Registration> registered,
    boolean taking,
    long capacity,
    long stored,
    int fills,
    List<HeldSet> sets,
    List<String> warnings) {
  public ProviderStatus {
    sets = List.copyOf(sets);
    warnings = List.copyOf(warnings);
  }

  /// The provider's record.
  ///
  /// @param free bond that is neither reserved nor the least a provider must have
  public record Registration(Address payout, Amount bond, Amount reserved, Amount free) {}

  /// One set.
  ///
  /// @param proven periods proven and paid
  /// @param unproven periods that closed without a proof
  /// @param income for proven periods, protocol fee not yet taken off
  /// @param nextDeadline height by which the open period must be proven
  /// @param isProven whether the open period is
  /// @param live whether the set is open
  public record HeldSet(
      long set,
      long agreement,
      int slot,
      String piece,
      long bytes,
      long period,
      long endPeriod,
      long proven,
      long unproven,
      Amount income,
      long nextDeadline,
      boolean isProven,
      boolean live) {}
}
