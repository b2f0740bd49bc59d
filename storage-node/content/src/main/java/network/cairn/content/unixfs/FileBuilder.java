package network.cairn.content.unixfs;

import java.util.ArrayList;
import java.util.List;
import network.cairn.base.tree.Attributes;
import network.cairn.content.unixfs.format.NodeSink;
import network.cairn.content.unixfs.format.NodeSink.Stored;

/// The balanced layout: every leaf at the same depth, every node but the last of each level full.
///
/// A node is built as soon as the next one of its level begins, so the memory held is one node's
/// links per level. A group of one is wrapped too: that keeps depths equal. A single leaf is the
/// file itself.
final class FileBuilder implements FileTree {
  private final int maxLinks;
  private final Attributes kept;
  private final NodeSink sink;
  private final List<List<Part>> levels = new ArrayList<>(List.of(new ArrayList<>()));

  /// @param kept what the root keeps, unless it is a leaf
  FileBuilder(int maxLinks, Attributes kept, NodeSink sink) {
    this.maxLinks = maxLinks;
    this.kept = kept;
    this.sink = sink;
  }

  @Override
  public void leaf(Stored leaf, long size) {
    add(0, new Part(leaf, size));
  }

  /// At least one leaf was given.
  @Override
  public Imported finish() {
    int level = 0;
    while (level < levels.size() - 1 || levels.get(level).size() > 1) {
      boolean root = level == levels.size() - 1;
      add(level + 1, FileTree.join(levels.get(level), root ? kept : Attributes.NONE, sink));
      level++;
    }
    return FileTree.imported(levels.get(level).getFirst());
  }

  private void add(int level, Part part) {
    if (level == levels.size()) {
      levels.add(new ArrayList<>());
    }
    List<Part> parts = levels.get(level);
    if (parts.size() == maxLinks) {
      Part parent = FileTree.join(parts, Attributes.NONE, sink);
      parts.clear();
      add(level + 1, parent);
    }
    parts.add(part);
  }
}
