package network.cairn.ledger.api;

import java.util.List;

/// Entries below a prefix by rising key: hints, each to be proved by a read.
///
/// @param more whether entries follow the last one
public record ScanPage(long height, List<Reading.Item> items, boolean more) {
  public ScanPage {
    items = List.copyOf(items);
  }
}
