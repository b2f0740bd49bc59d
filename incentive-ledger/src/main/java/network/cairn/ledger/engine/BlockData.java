package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import java.util.List;
import network.cairn.ledger.rules.BlockContext;

/// All that the execution of a block needs beside the state before it, whichever engine brings it.
/// Immutable.
///
/// @param txs the beacon's first
public record BlockData(BlockContext context, List<ByteString> txs) {
  public BlockData {
    txs = List.copyOf(txs);
  }

  public long height() {
    return context.height();
  }
}
