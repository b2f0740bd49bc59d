package network.cairn.content.service;

import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import network.cairn.base.memory.ByteBudget;
import network.cairn.base.tree.ByteSink;
import network.cairn.content.blockservice.BlockNotFound;
import network.cairn.content.blockservice.BlockSource;
import network.cairn.content.blockservice.DagTooLarge;
import network.cairn.content.blockservice.DagWalk;
import network.cairn.content.blockservice.OpenLinks;
import network.cairn.ipld.car.CarWriter;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.store.blockstore.FingerprintSet;

/// A DAG as a CARv1: blocks in the order of a depth-first walk, each once; those that their CIDs
/// hold too, as Kubo has it. One walk per object.
final class CarExport {
  private static final int AHEAD = 64;

  private final BlockSource blocks;
  private final boolean partial;
  private final BlockWriter writer;
  private final FingerprintSet seen = new FingerprintSet(new SecureRandom());
  private final Deque<Cid> open = new ArrayDeque<>();
  private final OpenLinks links = new OpenLinks();
  private final long most = DagWalk.Limits.standard().blocks();

  private CarExport(BlockSource blocks, ByteBudget budget, boolean partial) {
    this.blocks = blocks;
    this.partial = partial;
    this.writer = new BlockWriter(blocks, budget);
  }

  /// @param budget for blocks that wait to be written
  static void write(Cid root, BlockSource blocks, ByteSink opener, ByteBudget budget)
      throws IOException {
    new CarExport(blocks, budget, false).write(root, opener);
  }

  /// As [#write], without the blocks that are missing; the root must be there.
  static void writePart(Cid root, BlockSource blocks, ByteSink opener, ByteBudget budget)
      throws IOException {
    new CarExport(blocks, budget, true).write(root, opener);
  }

  private void write(Cid root, ByteSink opener) throws IOException {
    Block _ = blocks.get(root);
    seen.add(root.multihash(), variant(root));
    OutputStream out = opener.open(0);
    out.write(CarWriter.header(List.of(root)));
    for (Optional<Cid> cid = Optional.of(root); cid.isPresent(); cid = next()) {
      if (!partial || isThere(cid.get())) {
        section(cid.get(), out);
      }
    }
  }

  private boolean isThere(Cid cid) {
    try {
      return blocks.get(cid).cid().equals(cid);
    } catch (BlockNotFound e) {
      return false;
    }
  }

  private void section(Cid cid, OutputStream out) throws IOException {
    ByteSink content =
        bytes -> {
          out.write(CarWriter.sectionHead(cid, (int) bytes));
          return out;
        };
    if (!whole(cid, content)) {
      writer.slices(cid, content);
    }
  }

  private boolean whole(Cid cid, ByteSink content) throws IOException {
    Block block = blocks.get(cid);
    enter(block);
    return writer.whole(block, content);
  }

  private void enter(Block block) {
    List<Cid> below = Links.of(block).stream().distinct().filter(c -> !isSeen(c)).toList();
    links.add(block.cid(), below.size());
    blocks.prefetch(below.stream().limit(AHEAD).toList());
    below.reversed().forEach(open::push);
  }

  private Optional<Cid> next() {
    while (!open.isEmpty()) {
      Cid cid = open.pop();
      links.remove(1);
      if (seen.add(cid.multihash(), variant(cid))) {
        if (seen.size() > most) {
          throw new DagTooLarge(cid, most + " blocks");
        }
        return Optional.of(cid);
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
