package network.cairn.content.exchange.bitswap;

import java.util.Optional;
import java.util.OptionalInt;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;

/// The blocks that peers may have. Thread-safe.
public interface LocalBlocks {
  /// No block at all, as if none were here.
  LocalBlocks NONE =
      new LocalBlocks() {
        @Override
        public OptionalInt size(Cid cid) {
          return OptionalInt.empty();
        }

        @Override
        public Optional<Block> read(Cid cid) {
          return Optional.empty();
        }
      };

  /// The size of a block that this node has and serves.
  OptionalInt size(Cid cid);

  /// The block, its bytes checked; empty if it is gone or damaged.
  Optional<Block> read(Cid cid);
}
