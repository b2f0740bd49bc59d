package network.cairn.content.unixfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.content.blockservice.BlockSource;
import network.cairn.content.unixfs.format.InvalidUnixFs;
import network.cairn.content.unixfs.format.UnixFsNode;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.codec.dagjose.DagJose;
import network.cairn.ipld.codec.dagjson.DagJson;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multicodec.Multicodec;

/// Follows one path from block to block.
final class PathResolver {
  private static final int MAX_SEGMENTS = 4096;
  private final BlockSource blocks;
  private final UnixFs unixfs;
  private final TreeRoom trees;

  PathResolver(BlockSource blocks, UnixFs unixfs, TreeRoom trees) {
    this.blocks = blocks;
    this.unixfs = unixfs;
    this.trees = trees;
  }

  Trail trail(ContentPath path) {
    if (path.segments().size() > MAX_SEGMENTS) {
      throw new InvalidPath(
          "path of " + path.segments().size() + " names; the limit is " + MAX_SEGMENTS);
    }
    boolean plain = path.namespace() == ContentPath.Namespace.IPLD;
    Resolved at = new Resolved(path.cid(), path.segments());
    List<Cid> roots = new ArrayList<>(List.of(at.cid()));
    while (!at.remainder().isEmpty()) {
      Resolved next = step(at.cid(), at.remainder(), plain);
      if (next.cid().equals(at.cid())) {
        return new Trail(roots, next.remainder());
      }
      roots.add(next.cid());
      at = next;
    }
    return new Trail(roots, List.of());
  }

  /// Goes to the next block; the same block comes back if the rest of the path lies in it.
  ///
  /// @param plain whether dag-pb is what its fields say, never a directory
  private Resolved step(Cid cid, List<String> names, boolean plain) {
    Block block = blocks.get(cid);
    if (cid.codec() == Multicodec.DAG_PB && !plain) {
      Optional<UnixFsNode> node = unixFs(block);
      return node.isPresent()
          ? entry(node.get(), cid, names)
          : trees.with(block, () -> link(block, names));
    }
    return trees.with(block, () -> inside(block, names));
  }

  private static Resolved inside(Block block, List<String> names) {
    Node root = decode(block).orElseThrow(() -> new PathNotFound(names.getFirst(), block.cid()));
    return descend(root, block.cid(), names);
  }

  /// A file or directory; a symlink leads nowhere here and is as good as any node.
  private static Optional<UnixFsNode> unixFs(Block block) {
    try {
      return Optional.of(UnixFsNode.decode(block))
          .filter(node -> !(node instanceof UnixFsNode.SymlinkNode));
    } catch (InvalidUnixFs e) {
      return Optional.empty();
    }
  }

  private Resolved entry(UnixFsNode node, Cid cid, List<String> names) {
    DirectoryEntry entry =
        unixfs
            .entry(node, names.getFirst())
            .orElseThrow(() -> new PathNotFound(names.getFirst(), cid));
    return new Resolved(entry.cid(), names.subList(1, names.size()));
  }

  /// A dag-pb node that is nothing of UnixFS has links by their names, and its fields.
  private static Resolved link(Block block, List<String> names) {
    PbNode node = PbNode.decode(block.bytes());
    for (PbLink link : node.links()) {
      if (link.hasName() && link.isNameText() && link.name().equals(names.getFirst())) {
        return new Resolved(link.cid(), names.subList(1, names.size()));
      }
    }
    return descend(node.toNode(), block.cid(), names);
  }

  private static Optional<Node> decode(Block block) {
    long codec = block.cid().codec();
    if (codec == Multicodec.DAG_CBOR || codec == Multicodec.CBOR) {
      return Optional.of(DagCbor.decode(block.bytes()));
    }
    if (codec == Multicodec.DAG_JSON || codec == Multicodec.JSON) {
      return Optional.of(DagJson.decode(block.bytes()));
    }
    if (codec == Multicodec.DAG_JOSE) {
      return Optional.of(DagJose.decode(block.bytes()));
    }
    if (codec == Multicodec.DAG_PB) {
      return Optional.of(PbNode.decode(block.bytes()).toNode());
    }
    return Optional.empty();
  }

  private static Resolved descend(Node root, Cid cid, List<String> names) {
    Node at = root;
    for (int i = 0; i < names.size(); i++) {
      if (at instanceof Node.Link(Cid next)) {
        return new Resolved(next, names.subList(i, names.size()));
      }
      String name = names.get(i);
      at = at.child(name).orElseThrow(() -> new PathNotFound(name, cid));
    }
    return at instanceof Node.Link(Cid last)
        ? new Resolved(last, List.of())
        : new Resolved(cid, names);
  }
}
