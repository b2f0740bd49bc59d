package network.cairn.api.content;

import java.util.List;

/// What an import of CARs did.
///
/// @param roots those that were to be pinned
/// @param blocks number of blocks read
/// @param bytes of those
public record CarsImported(List<Root> roots, long blocks, long bytes) {
  /// A root.
  ///
  /// @param pinError why it is not pinned; empty if it is
  public record Root(String cid, String pinError) {}

  public CarsImported {
    roots = List.copyOf(roots);
  }
}
