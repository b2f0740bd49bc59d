package network.cairn.content.blockservice;

import java.util.Arrays;
import java.util.Collection;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;

/// Gives blocks, from here or from afar; each call ends by a deadline the source knows.
/// Thread-safe.
@FunctionalInterface
public interface BlockSource {
  /// The block, checked against its CID.
  ///
  /// @throws BlockNotFound if it is not here and nobody gave it in time
  Block get(Cid cid);

  /// A part of a block's content, which may be unchecked: for who has its sum.
  default byte[] piece(Cid cid, int offset, int length) {
    return Arrays.copyOfRange(get(cid).bytes(), offset, offset + length);
  }

  /// Says that these blocks will be asked for soon, in this order; a hint that costs nothing where
  /// they are at hand.
  default void prefetch(Collection<Cid> cids) {}
}
