package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.List;

/// Another way to execute what a [TestChain] executes.
@FunctionalInterface
public interface Mirror {
  /// A chain that takes blocks.
  interface Chain {
    /// Gets each block after the chain has executed it, with what it found.
    void block(BlockContext context, List<ByteString> txs, BlockResult result);
  }

  /// Follows the chain of a genesis from height 0.
  Chain begin(network.cairn.ledger.types.Genesis genesis, Crypto crypto);

  /// Nothing follows.
  static Mirror none() {
    return (_, _) -> (_, _, _) -> {};
  }
}
