package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.util.List;

/// The transactions of a block as a server has them, which is not proved.
///
/// @param total of the block
/// @param txs from the beginning, the beacon's first: all, or as many as fit into an answer
public record BlockTxs(long height, int total, List<ByteString> txs) {
  /// Most bytes of transactions that one answer has.
  static final int MOST_BYTES = 256 * 1024;

  public BlockTxs {
    txs = List.copyOf(txs);
  }

  /// Of a block's transactions those that fit.
  static BlockTxs of(long height, List<ByteString> all) {
    int bytes = 0;
    int count = 0;
    while (count < all.size()) {
      bytes += all.get(count).size();
      if (bytes > MOST_BYTES) {
        break;
      }
      count++;
    }
    return new BlockTxs(height, all.size(), all.subList(0, count));
  }
}
