package network.cairn.content.unixfs;

import java.util.List;
import network.cairn.base.tree.NameOrder;
import network.cairn.base.varint.Varint;
import network.cairn.ipld.codec.dagpb.PbLink;

/// How large a directory is taken to be when deciding whether to shard it (IPIP-499).
enum SizeEstimation {
  /// The sum of the bytes of names and CIDs.
  LINKS_BYTES {
    @Override
    long ofLink(int name, int cid, long tsize) {
      return (long) name + cid;
    }

    @Override
    long ofNode() {
      return 0;
    }
  },
  /// The exact size of the directory as one dag-pb block.
  BLOCK_BYTES {
    @Override
    long ofLink(int name, int cid, long tsize) {
      int link =
          1 + Varint.length(cid) + cid + 1 + Varint.length(name) + name + 1 + Varint.length(tsize);
      return 1L + Varint.length(link) + link;
    }

    @Override
    long ofNode() {
      return 4;
    }
  };

  /// @param name bytes of the name
  /// @param cid bytes of the CID
  abstract long ofLink(int name, int cid, long tsize);

  /// What the directory has without links.
  abstract long ofNode();

  /// The estimate for a directory with these entries, in bytes.
  final long of(List<PbLink> links) {
    long sum = ofNode();
    for (PbLink link : links) {
      sum += ofLink(NameOrder.length(link.name()), link.cid().byteLength(), link.tsize());
    }
    return sum;
  }
}
