package network.cairn.http.rpc.kubo;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.CommandError;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.codec.dagjose.DagJose;
import network.cairn.ipld.codec.dagjson.DagJson;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multicodec.Multicodec;

/// The codecs of `dag` commands by name or number.
final class Codecs {
  private Codecs() {}

  /// @throws BadRequest if the table has no such codec
  static long code(String name) {
    if (name.matches("0x[0-9a-fA-F]{1,8}")) {
      return Long.parseLong(name.substring(2), 16);
    }
    if (name.matches("[0-9]{1,9}")) {
      return Long.parseLong(name);
    }
    return Multicodec.code(name)
        .orElseThrow(() -> new BadRequest("unknown codec \"" + name + "\""));
  }

  /// Whether [#decode] and [#encode] know a codec.
  static boolean supports(long codec) {
    return codec == Multicodec.DAG_CBOR
        || codec == Multicodec.CBOR
        || codec == Multicodec.DAG_JSON
        || codec == Multicodec.JSON
        || codec == Multicodec.DAG_JOSE
        || codec == Multicodec.DAG_PB
        || codec == Multicodec.RAW;
  }

  /// Reads input that may be less strict than blocks are.
  static Node decodeInput(long codec, byte[] bytes) {
    return codec == Multicodec.DAG_CBOR || codec == Multicodec.CBOR
        ? DagCbor.decodeRelaxed(bytes)
        : decode(codec, bytes);
  }

  static Node decode(long codec, byte[] bytes) {
    return switch ((int) Math.min(codec, Integer.MAX_VALUE)) {
      case (int) Multicodec.DAG_CBOR, (int) Multicodec.CBOR -> DagCbor.decodeRelaxed(bytes);
      case (int) Multicodec.DAG_JOSE -> DagJose.decode(bytes);
      case (int) Multicodec.DAG_JSON, (int) Multicodec.JSON -> DagJson.decode(bytes);
      case (int) Multicodec.DAG_PB -> PbNode.decode(bytes).toNode();
      case (int) Multicodec.RAW -> Node.of(bytes);
      default -> throw unknown(codec, "decoder");
    };
  }

  static byte[] encode(long codec, Node node) {
    return switch ((int) Math.min(codec, Integer.MAX_VALUE)) {
      case (int) Multicodec.DAG_CBOR, (int) Multicodec.CBOR -> DagCbor.encode(node);
      case (int) Multicodec.DAG_JOSE -> DagJose.encode(node);
      case (int) Multicodec.DAG_JSON, (int) Multicodec.JSON -> DagJson.encode(node);
      case (int) Multicodec.DAG_PB -> PbNode.fromNode(node).encode();
      case (int) Multicodec.RAW -> raw(node);
      default -> throw unknown(codec, "encoder");
    };
  }

  private static byte[] raw(Node node) {
    return switch (node) {
      case Node.Bytes bytes -> bytes.value();
      case Node.Text(String text) -> text.getBytes(StandardCharsets.UTF_8);
      case Node.Null _,
          Node.Bool _,
          Node.Int _,
          Node.Float _,
          Node.ListNode _,
          Node.MapNode _,
          Node.Link _ ->
          throw new CommandError("only bytes can be written as raw");
    };
  }

  private static CommandError unknown(long codec, String what) {
    return new CommandError(
        String.format(
            Locale.ROOT, "no %s registered for multicodec code %d (0x%x)", what, codec, codec));
  }
}
