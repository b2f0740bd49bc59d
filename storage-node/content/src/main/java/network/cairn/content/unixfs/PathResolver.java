package network.cairn.content.unixfs;

import java.util.List;
import java.util.Optional;
import network.cairn.content.blockservice.BlockSource;
import network.cairn.content.unixfs.ContentPath.Namespace;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.codec.dagjson.DagJson;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multicodec.Multicodec;

/// Follows one path from block to block.
final class PathResolver {
  private static final int MAX_SEGMENTS = 4096;
  private final BlockSource blocks;
  private final UnixFs unixfs;

  PathResolver(BlockSource blocks, UnixFs unixfs) {
    this.blocks = blocks;
    this.unixfs = unixfs;
  }

  Resolved resolve(ContentPath path) {
    if (path.segments().size() > MAX_SEGMENTS) {
      throw new InvalidPath(
          "path of " + path.segments().size() + " names; the limit is " + MAX_SEGMENTS);
    }
    Resolved at = new Resolved(path.cid(), path.segments());
    while (!at.remainder().isEmpty()) {
      Resolved next = step(at.cid(), at.remainder(), path.namespace() == Namespace.IPLD);
      if (next.cid().equals(at.cid())) {
        return next;
      }
      at = next;
    }
    return at;
  }

  /// Goes to the next block; the same block comes back if the rest of the path lies in it.
  ///
  /// @param plain whether a block of dag-pb is a node with links, not a directory
  private Resolved step(Cid cid, List<String> names, boolean plain) {
    if (cid.codec() == Multicodec.DAG_PB && !plain) {
      DirectoryEntry entry =
          unixfs
              .entry(cid, names.getFirst())
              .orElseThrow(() -> new PathNotFound(names.getFirst(), cid));
      return new Resolved(entry.cid(), names.subList(1, names.size()));
    }
    Node root = decode(blocks.get(cid)).orElseThrow(() -> new PathNotFound(names.getFirst(), cid));
    return descend(root, cid, names);
  }

  private static Optional<Node> decode(Block block) {
    long codec = block.cid().codec();
    if (codec == Multicodec.DAG_PB) {
      return Optional.of(PbNode.decode(block.bytes()).toNode());
    }
    if (codec == Multicodec.DAG_CBOR || codec == Multicodec.CBOR) {
      return Optional.of(DagCbor.decode(block.bytes()));
    }
    if (codec == Multicodec.DAG_JSON || codec == Multicodec.JSON) {
      return Optional.of(DagJson.decode(block.bytes()));
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
