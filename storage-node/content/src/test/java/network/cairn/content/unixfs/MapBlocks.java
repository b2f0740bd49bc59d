package network.cairn.content.unixfs;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.content.blockservice.BlockNotFound;
import network.cairn.content.blockservice.BlockSink;
import network.cairn.content.blockservice.BlockSource;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.store.hash.Hashes;

/// Blocks in memory, checked as they come; counts what is asked for.
final class MapBlocks implements BlockSink, BlockSource {
  final Map<Cid, Block> blocks = new LinkedHashMap<>();
  final Map<Cid, Integer> announced = new LinkedHashMap<>();
  final AtomicLong reads = new AtomicLong();

  @Override
  public void put(Block block) {
    blocks.put(block.cid(), Block.verified(block.cid(), block.bytes(), new Hashes()));
  }

  @Override
  public Block get(Cid cid) {
    reads.incrementAndGet();
    Block block = blocks.get(cid);
    if (block == null) {
      throw new BlockNotFound(cid, "the map lacks it");
    }
    return block;
  }

  @Override
  public void prefetch(Collection<Cid> cids) {
    cids.forEach(cid -> announced.merge(cid, 1, Integer::sum));
  }
}
