package network.cairn.content.service;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import network.cairn.base.tree.ByteSink;
import network.cairn.content.blockservice.BlockSource;
import network.cairn.content.blockservice.DagTooLarge;
import network.cairn.content.blockservice.DagWalk;
import network.cairn.content.blockservice.OpenLinks;
import network.cairn.ipld.car.CarWriter;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.store.blockstore.FingerprintSet;

/// A DAG as a CARv1: blocks in the order of a depth-first walk, each once. One walk per object.
final class CarExport {
  private static final int AHEAD = 64;

  private final BlockSource blocks;
  private final FingerprintSet seen = new FingerprintSet(new SecureRandom());
  private final Deque<Cid> open = new ArrayDeque<>();
  private final OpenLinks links = new OpenLinks();
  private final long most = DagWalk.Limits.standard().blocks();

  private CarExport(BlockSource blocks) {
    this.blocks = blocks;
  }

  static void write(Cid root, BlockSource blocks, ByteSink opener) throws IOException {
    new CarExport(blocks).write(root, opener);
  }

  private void write(Cid root, ByteSink opener) throws IOException {
    Block first = blocks.get(root);
    seen.add(root.multihash(), variant(root));
    CarWriter car = new CarWriter(opener.open(0), List.of(root));
    for (Optional<Block> block = Optional.of(first); block.isPresent(); block = next()) {
      if (!block.get().cid().isIdentity()) {
        car.write(block.get());
      }
      enter(block.get());
    }
  }

  private void enter(Block block) {
    List<Cid> below = Links.of(block).stream().distinct().filter(c -> !isSeen(c)).toList();
    links.add(block.cid(), below.size());
    blocks.prefetch(below.stream().limit(AHEAD).toList());
    below.reversed().forEach(open::push);
  }

  private Optional<Block> next() {
    while (!open.isEmpty()) {
      Cid cid = open.pop();
      links.remove(1);
      if (seen.add(cid.multihash(), variant(cid))) {
        if (seen.size() > most) {
          throw new DagTooLarge(cid, most + " blocks");
        }
        return Optional.of(blocks.get(cid));
      }
    }
    return Optional.empty();
  }

  private boolean isSeen(Cid cid) {
    return seen.contains(cid.multihash(), variant(cid));
  }

  /// Sections are told apart by their whole CIDs, the version too.
  private static long variant(Cid cid) {
    return cid.version() == 0 ? -1 : cid.codec();
  }
}
