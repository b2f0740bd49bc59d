package network.cairn.content.service;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.base.tree.ByteSink;
import network.cairn.content.blockservice.BlockSource;
import network.cairn.ipld.car.CarWriter;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;

/// A DAG as a CARv1: blocks in the order of a depth-first walk, each once.
final class CarExport {
  private static final int AHEAD = 64;

  private CarExport() {}

  static void write(Cid root, BlockSource blocks, ByteSink opener) throws IOException {
    Block first = blocks.get(root);
    CarWriter car = new CarWriter(opener.open(0), List.of(root));
    Set<Cid> seen = new HashSet<>(Set.of(root));
    Deque<Cid> open = new ArrayDeque<>();
    for (Optional<Block> block = Optional.of(first); block.isPresent(); ) {
      if (!block.get().cid().isIdentity()) {
        car.write(block.get());
      }
      List<Cid> links = Links.of(block.get()).stream().distinct().toList();
      blocks.prefetch(links.stream().filter(c -> !seen.contains(c)).limit(AHEAD).toList());
      links.reversed().forEach(open::push);
      block = next(open, seen, blocks);
    }
  }

  private static Optional<Block> next(Deque<Cid> open, Set<Cid> seen, BlockSource blocks) {
    while (!open.isEmpty()) {
      Cid cid = open.pop();
      if (seen.add(cid)) {
        return Optional.of(blocks.get(cid));
      }
    }
    return Optional.empty();
  }
}
