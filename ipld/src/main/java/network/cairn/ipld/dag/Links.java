package network.cairn.ipld.dag;

import java.util.List;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.codec.dagjose.DagJose;
import network.cairn.ipld.codec.dagjson.DagJson;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.multicodec.Multicodec;

/// The links of a block, by its codec.
public final class Links {
  private Links() {}

  /// The links in the order the block has them, repeated ones repeated; none for raw, cbor, json
  /// and other codecs without links.
  ///
  /// @throws InvalidNode if the content is not in the codec that the CID names
  public static List<Cid> of(Block block) {
    return switch ((int) Math.min(block.cid().codec(), Integer.MAX_VALUE)) {
      case (int) Multicodec.DAG_PB -> pb(block.bytes());
      case (int) Multicodec.DAG_CBOR -> DagCbor.links(block.bytes());
      case (int) Multicodec.DAG_JOSE -> DagJose.links(block.bytes());
      case (int) Multicodec.DAG_JSON -> DagJson.links(block.bytes());
      default -> List.of();
    };
  }

  /// Whether [#of] knows how to read the links of a codec.
  public static boolean supports(long codec) {
    return codec == Multicodec.RAW
        || codec == Multicodec.CBOR
        || codec == Multicodec.JSON
        || codec == Multicodec.LIBP2P_KEY
        || codec == Multicodec.DAG_PB
        || codec == Multicodec.DAG_CBOR
        || codec == Multicodec.DAG_JOSE
        || codec == Multicodec.DAG_JSON;
  }

  private static List<Cid> pb(byte[] bytes) {
    return PbNode.decode(bytes).links().stream().map(PbLink::cid).toList();
  }
}
