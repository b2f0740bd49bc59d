package network.cairn.content.exchange.bitswap;

import java.util.List;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;

/// One bitswap message, decoded.
///
/// @param full whether the wants replace all earlier ones
/// @param blocks blocks whose CID was computed from their bytes
/// @param pendingBytes bytes that the sender still has queued for the receiver
record Message(
    List<Want> wants,
    boolean full,
    List<Block> blocks,
    List<Presence> presences,
    int pendingBytes) {
  /// An entry of a wantlist.
  ///
  /// @param haveOnly asks whether the peer has the block, not for the block
  record Want(Cid cid, int priority, boolean cancel, boolean haveOnly, boolean sendDontHave) {}

  /// Whether the sender has a block.
  record Presence(Cid cid, boolean have) {}

  Message {
    wants = List.copyOf(wants);
    blocks = List.copyOf(blocks);
    presences = List.copyOf(presences);
  }
}
