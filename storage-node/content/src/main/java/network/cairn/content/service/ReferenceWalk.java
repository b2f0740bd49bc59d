package network.cairn.content.service;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import network.cairn.content.blockservice.BlockSource;
import network.cairn.content.blockservice.DagTooLarge;
import network.cairn.content.blockservice.DagWalk;
import network.cairn.content.blockservice.OpenLinks;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.store.blockstore.FingerprintSet;

/// A depth-first walk over links in their order, without recursion. What hangs below a link is only
/// read after it was told. Used by one thread.
public final class ReferenceWalk {
  private static final int MAX_DEPTH = 4096;
  private static final int AHEAD = 64;

  private final BlockSource blocks;
  private final int deepest;
  private final boolean unique;
  private final FingerprintSet told;
  private final FingerprintSet entered = new FingerprintSet(new SecureRandom());
  private final Deque<Reference> open = new ArrayDeque<>();
  private final OpenLinks links = new OpenLinks();
  private final long most = DagWalk.Limits.standard().blocks();

  /// How far a walk goes.
  ///
  /// @param depth links from a root on; negative for as far as any walk goes, which is 4,096
  /// @param unique whether each target is told once only
  public record Rules(int depth, boolean unique) {
    int deepest() {
      return depth < 0 ? MAX_DEPTH : Math.min(depth, MAX_DEPTH);
    }
  }

  ReferenceWalk(BlockSource blocks, Rules rules, FingerprintSet told) {
    this.blocks = blocks;
    this.deepest = rules.deepest();
    this.unique = rules.unique();
    this.told = told;
  }

  void walk(Cid root, ReferenceVisitor visitor) throws IOException {
    enter(root, 1);
    for (Optional<Reference> next = next(); next.isPresent(); next = next()) {
      visitor.visit(next.get());
      if (next.get().depth() < deepest) {
        enter(next.get().target(), next.get().depth() + 1);
      }
    }
  }

  private void enter(Cid cid, int depth) {
    if (unique && !entered.add(cid.multihash(), cid.codec()) || !Links.supports(cid.codec())) {
      return;
    }
    List<Reference> below = links(cid, blocks.get(cid), depth);
    links.add(cid, below.size());
    blocks.prefetch(below.stream().limit(AHEAD).map(Reference::target).distinct().toList());
    below.reversed().forEach(open::push);
  }

  private Optional<Reference> next() {
    while (!open.isEmpty()) {
      Reference reference = open.pop();
      links.remove(1);
      if (!unique || told.add(reference.target().multihash(), reference.target().codec())) {
        if (told.size() > most) {
          throw new DagTooLarge(reference.source(), most + " different links");
        }
        return Optional.of(reference);
      }
    }
    return Optional.empty();
  }

  private static List<Reference> links(Cid source, Block block, int depth) {
    if (source.codec() == Multicodec.DAG_PB) {
      return PbNode.decode(block.bytes()).links().stream()
          .map(l -> new Reference(source, l.cid(), l.name(), depth))
          .toList();
    }
    return Links.of(block).stream().map(c -> new Reference(source, c, "", depth)).toList();
  }
}
