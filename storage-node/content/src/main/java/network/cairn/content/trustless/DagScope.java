package network.cairn.content.trustless;

import java.util.Locale;

/// How much of the DAG at the end of a path is wanted, besides the blocks on the way there
/// (trustless-gateway, `dag-scope`).
public enum DagScope {
  /// The block at the end.
  BLOCK,
  /// What a file is read from or a directory is listed from; of anything else the block.
  ENTITY,
  /// Everything that can be reached from the end.
  ALL;

  /// @throws InvalidSelection if there is no such scope
  public static DagScope parse(String text) {
    for (DagScope scope : values()) {
      if (scope.text().equals(text)) {
        return scope;
      }
    }
    throw new InvalidSelection("dag-scope is one of block, entity and all");
  }

  /// The name in a query.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
