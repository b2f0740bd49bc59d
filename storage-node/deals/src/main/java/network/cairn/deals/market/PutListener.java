package network.cairn.deals.market;

import network.cairn.base.units.Heights;
import network.cairn.ledger.types.Address;

/// Told what happens during a put, from several threads, one call at a time; must return at once.
@FunctionalInterface
public interface PutListener {
  PutListener NONE = _ -> {};

  void on(Progress progress);

  /// A step of a put.
  sealed interface Progress {
    /// The agreement is on the ledger and paid.
    ///
    /// @param heights what heights are in time
    record Created(long agreement, long height, Heights heights) implements Progress {}

    /// A provider agreed to fetch the piece.
    record Taken(int slot, Address provider) implements Progress {}

    /// A provider fetches the piece.
    record Pulling(int slot, Address provider, long bytes, long of) implements Progress {}

    /// A provider will not fill the slot; another is tried if there is one.
    record Refused(int slot, Address provider, String reason) implements Progress {}

    /// The slot has its set.
    ///
    /// @param firstDeadline height by which the first period must be proven
    /// @param heights what heights are in time
    record Opened(int slot, Address provider, long set, long firstDeadline, Heights heights)
        implements Progress {}

    /// A set has proven its first period.
    record Proven(int slot, long set) implements Progress {}
  }
}
