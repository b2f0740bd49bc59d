package network.cairn.content.trustless;

import java.util.Optional;

/// What is wanted of the DAG at the end of a path.
///
/// @param bytes of a file, and then only the blocks that hold them; left aside for what is no file.
///   Only with [DagScope#ENTITY]
/// @param duplicates whether a block comes each time that the walk meets it, and not only once
public record Selection(DagScope scope, Optional<EntityBytes> bytes, boolean duplicates) {
  /// Everything, each block once.
  public static final Selection ALL = new Selection(DagScope.ALL, Optional.empty(), false);

  public Selection {
    if (bytes.isPresent() && scope != DagScope.ENTITY) {
      throw new InvalidSelection("entity-bytes goes with dag-scope=entity only");
    }
  }
}
