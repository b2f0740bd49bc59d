package network.cairn.content.unixfs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import network.cairn.base.tree.Attributes;
import network.cairn.content.unixfs.format.NodeSink;
import network.cairn.content.unixfs.format.NodeSink.Stored;

/// The trickle layout: a node has leaves first, as many as it may have links, then four trees of
/// depth 1, four of depth 2 and so on, each made alike; the root goes on for as long as there are
/// leaves. Even a single leaf has a root above it.
final class TrickleBuilder implements FileTree {
  /// Trees of each depth in a node.
  private static final int REPEAT = 4;

  private final int maxLinks;
  private final Attributes kept;
  private final NodeSink sink;
  private final Deque<Open> open = new ArrayDeque<>();

  TrickleBuilder(int maxLinks, Attributes kept, NodeSink sink) {
    this.maxLinks = maxLinks;
    this.kept = kept;
    this.sink = sink;
    open.addLast(new Open(Integer.MAX_VALUE));
  }

  /// A node that has room.
  private static final class Open {
    final int below;
    final List<Part> parts = new ArrayList<>();
    int leaves;
    int depth = 1;
    int repeated;

    /// @param below its trees are less deep than this
    Open(int below) {
      this.below = below;
    }

    /// The next tree in it.
    Open next() {
      Open next = new Open(depth);
      repeated++;
      if (repeated == REPEAT) {
        repeated = 0;
        depth++;
      }
      return next;
    }
  }

  @Override
  public void leaf(Stored leaf, long size) {
    while (open.getLast().leaves == maxLinks) {
      Open at = open.getLast();
      if (at.depth < at.below) {
        open.addLast(at.next());
      } else {
        close();
      }
    }
    Open at = open.getLast();
    at.leaves++;
    at.parts.add(new Part(leaf, size));
  }

  private void close() {
    Part part = FileTree.join(open.removeLast().parts, Attributes.NONE, sink);
    open.getLast().parts.add(part);
  }

  @Override
  public Imported finish() {
    while (open.size() > 1) {
      close();
    }
    return FileTree.imported(FileTree.join(open.getLast().parts, kept, sink));
  }
}
