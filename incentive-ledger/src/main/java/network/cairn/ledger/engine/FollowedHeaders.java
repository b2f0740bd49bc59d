package network.cairn.ledger.engine;

import java.util.Optional;
import network.cairn.ledger.light.Mark;
import network.cairn.proto.comet.LightBlock;

/// Headers that this node's own light client believes, from which an engine follows the chain to
/// the state of others. Thread-safe; calls block.
public interface FollowedHeaders extends AutoCloseable {
  /// The lowest of them, from which the engine begins.
  Mark root();

  /// A believed header of the root's height or above with its commit and set, in which each
  /// validator has its turn (`proposer_priority`), which nobody signed. Waits a while for one that
  /// the chain is about to have.
  ///
  /// @return empty if the chain has none
  /// @throws BlocksUnavailable if no server shows it, or none that follows from the root
  Optional<LightBlock> lightBlock(long height);

  @Override
  void close();
}
