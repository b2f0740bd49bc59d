package network.cairn.content.unixfs.format;

import java.util.List;
import network.cairn.base.tree.Attributes;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.dag.Block;

/// A UnixFS node, checked: sizes agree, fanouts are legal, links fit the type.
///
/// Arrays and lists are shared with the block they came from and must not be changed.
public sealed interface UnixFsNode {
  /// A file or a part of one: bytes of its own, then those of its links in order.
  ///
  /// @param data the node's own bytes, read only
  /// @param size number of bytes of the whole subtree
  /// @param children the parts, with the number of file bytes below each
  record FileNode(byte[] data, long size, List<FilePart> children) implements UnixFsNode {}

  /// A part of a file.
  ///
  /// @param size file bytes below the link
  record FilePart(PbLink link, long size) {}

  /// A directory whose links are its entries.
  record DirectoryNode(List<PbLink> entries) implements UnixFsNode {}

  /// One node of a sharded directory; a link's name begins with the slot in hexadecimal.
  ///
  /// @param fanout number of slots: a power of two from 8 to 1024
  record ShardNode(int fanout, List<PbLink> slots) implements UnixFsNode {
    /// Number of hexadecimal digits that begin each link's name.
    public int prefixLength() {
      return Integer.toHexString(fanout - 1).length();
    }
  }

  /// A symlink.
  record SymlinkNode(String target) implements UnixFsNode {}

  /// A node and what is kept of the entry whose root it is.
  record Attributed(UnixFsNode node, Attributes attributes) {}

  /// As [#decode], with the attributes.
  static Attributed decodeAttributed(Block block) {
    return UnixFsDecoder.decode(block);
  }

  /// Reads a raw or dag-pb block.
  ///
  /// @throws InvalidUnixFs if it is no UnixFS node or contradicts itself
  static UnixFsNode decode(Block block) {
    return UnixFsDecoder.decode(block).node();
  }
}
