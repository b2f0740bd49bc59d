package network.cairn.content.exchange.bitswap;

import java.util.Optional;
import java.util.OptionalInt;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;

/// The blocks that peers may have. Thread-safe.
public interface LocalBlocks {
  /// The size of a block that this node has and serves.
  OptionalInt size(Cid cid);

  /// The block, its bytes checked; empty if it is gone or damaged.
  Optional<Block> read(Cid cid);
}
