package network.cairn.ledger.api;

import java.util.List;

/// Ids of what is somebody's, rising: hints, each to be proved by a read.
///
/// @param more whether others follow the last one
public record OwnedPage(long height, List<Long> ids, boolean more) {
  public OwnedPage {
    ids = List.copyOf(ids);
  }
}
