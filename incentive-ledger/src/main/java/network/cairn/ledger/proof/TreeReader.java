package network.cairn.ledger.proof;

import java.io.IOException;

/// Gives any node of one piece's tree, zero nodes too.
public interface TreeReader {
  /// Writes the 32 bytes of a node.
  ///
  /// @param level 0 for leaves, up to the tree's height
  /// @param position from the left within the level, 0 to 2^(height − level) − 1
  void node(int level, long position, byte[] out, int at) throws IOException;
}
