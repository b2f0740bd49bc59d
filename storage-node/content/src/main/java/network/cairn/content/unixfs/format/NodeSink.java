package network.cairn.content.unixfs.format;

import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbNode;

/// Encodes, names and keeps nodes.
@FunctionalInterface
public interface NodeSink {
  /// Keeps a node whose children were kept before.
  Stored put(PbNode node);

  /// A node that was kept.
  ///
  /// @param dagSize bytes of its block and all below, shared ones counted each time
  record Stored(Cid cid, long dagSize) {}
}
