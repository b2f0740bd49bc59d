package network.cairn.content.unixfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.content.unixfs.format.NodeSink;
import network.cairn.content.unixfs.format.NodeSink.Stored;
import network.cairn.content.unixfs.format.UnixFsEncoder;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;

/// The balanced layout: every leaf at the same depth, every node but the last of each level full.
///
/// Leaves come in order; a node is built as soon as the next one of its level begins, so the memory
/// held is one node's links per level. A group of one is wrapped too: that keeps depths equal. A
/// single leaf is the file itself.
final class FileBuilder {
  private final int maxLinks;
  private final NodeSink sink;
  private final List<List<Part>> levels = new ArrayList<>(List.of(new ArrayList<>()));

  FileBuilder(int maxLinks, NodeSink sink) {
    this.maxLinks = maxLinks;
    this.sink = sink;
  }

  /// @param size file bytes below the node
  private record Part(Stored node, long size) {}

  void leaf(Stored leaf, long size) {
    add(0, new Part(leaf, size));
  }

  /// Joins what is left. At least one leaf was given.
  Imported finish() {
    int level = 0;
    while (level < levels.size() - 1 || levels.get(level).size() > 1) {
      add(level + 1, join(levels.get(level)));
      level++;
    }
    Part root = levels.get(level).getFirst();
    return new Imported(root.node.cid(), root.node.dagSize(), root.size, Imported.Type.FILE);
  }

  private void add(int level, Part part) {
    if (level == levels.size()) {
      levels.add(new ArrayList<>());
    }
    List<Part> parts = levels.get(level);
    if (parts.size() == maxLinks) {
      Part parent = join(parts);
      parts.clear();
      add(level + 1, parent);
    }
    parts.add(part);
  }

  private Part join(List<Part> parts) {
    List<PbLink> links = new ArrayList<>(parts.size());
    List<Long> sizes = new ArrayList<>(parts.size());
    long size = 0;
    for (Part part : parts) {
      links.add(new PbLink(part.node.cid(), "", part.node.dagSize()));
      sizes.add(part.size);
      size += part.size;
    }
    Stored node = sink.put(new PbNode(links, Optional.of(UnixFsEncoder.fileOf(sizes))));
    return new Part(node, size);
  }
}
