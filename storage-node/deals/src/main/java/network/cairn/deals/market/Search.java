package network.cairn.deals.market;

import java.util.OptionalLong;

/// When the ledger is searched for own agreements of which the journal does not know: a process
/// that ended while its transaction was on the way left one behind, and that transaction may still
/// count for as long as it is valid. Each search reads every agreement, so none is made after that.
/// Thread-safe.
final class Search {
  private final long validity;
  private OptionalLong until = OptionalLong.empty();
  private long searchedAt = -1;

  /// @param validity blocks for which a transaction may count
  Search(long validity) {
    this.validity = validity;
  }

  /// Whether a search at this height may find something that the last one could not.
  synchronized boolean isDue(long height) {
    if (until.isEmpty()) {
      until = OptionalLong.of(height + validity);
    }
    return searchedAt <= until.getAsLong() && searchedAt < height;
  }

  /// All that the ledger has at this height is known.
  synchronized void done(long height) {
    searchedAt = Math.max(searchedAt, height);
  }

  /// A transaction was sent, and it is not known what became of it.
  synchronized void again() {
    until = OptionalLong.empty();
  }
}
