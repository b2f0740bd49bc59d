package network.cairn.app.daemon;

import java.util.Optional;
import java.util.OptionalInt;
import network.cairn.content.exchange.bitswap.LocalBlocks;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.store.blockstore.Blockstore;
import network.cairn.store.blockstore.CorruptBlock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The store's blocks for peers, who hash them: no block leaves whose bytes the disk has changed.
record ServedBlocks(Blockstore store) implements LocalBlocks {
  private static final Logger LOG = LoggerFactory.getLogger(ServedBlocks.class);

  @Override
  public OptionalInt size(Cid cid) {
    return store.size(cid);
  }

  @Override
  public Optional<Block> read(Cid cid) {
    try {
      return store.getToSend(cid);
    } catch (CorruptBlock e) {
      LOG.error("a damaged block is not sent: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
