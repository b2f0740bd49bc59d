package network.cairn.content.unixfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.base.tree.Attributes;
import network.cairn.content.unixfs.format.NodeSink;
import network.cairn.content.unixfs.format.NodeSink.Stored;
import network.cairn.content.unixfs.format.UnixFsEncoder;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;

/// Joins the leaves of one file, which come in order. Used by one thread.
sealed interface FileTree permits FileBuilder, TrickleBuilder {
  void leaf(Stored leaf, long size);

  /// Joins what is left.
  Imported finish();

  /// A node or leaf.
  ///
  /// @param size file bytes below it
  record Part(Stored node, long size) {}

  /// Stores a node over parts.
  static Part join(List<Part> parts, Attributes kept, NodeSink sink) {
    List<PbLink> links = new ArrayList<>(parts.size());
    List<Long> sizes = new ArrayList<>(parts.size());
    long size = 0;
    for (Part part : parts) {
      links.add(new PbLink(part.node.cid(), "", part.node.dagSize()));
      sizes.add(part.size);
      size += part.size;
    }
    Stored node = sink.put(new PbNode(links, Optional.of(UnixFsEncoder.fileOf(sizes, kept))));
    return new Part(node, size);
  }

  static Imported imported(Part root) {
    return new Imported(root.node.cid(), root.node.dagSize(), root.size, Imported.Type.FILE);
  }
}
