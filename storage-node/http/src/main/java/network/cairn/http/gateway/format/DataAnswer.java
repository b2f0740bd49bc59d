package network.cairn.http.gateway.format;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import network.cairn.content.unixfs.PathNotFound;
import network.cairn.content.unixfs.Trail;
import network.cairn.http.door.Response;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.GatewayFormat;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.codec.dagjose.DagJose;
import network.cairn.ipld.codec.dagjson.DagJson;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multicodec.Multicodec;

/// A block of JSON or CBOR as it is, and any block that can be read as dag-json or dag-cbor (path
/// gateway). Thread-safe.
public final class DataAnswer {
  private final boolean converting;

  /// @param converting whether blocks are also given in another codec than their own, which the
  ///   specification no longer has (IPIP-524)
  public DataAnswer(boolean converting) {
    this.converting = converting;
  }

  /// How a block is given.
  ///
  /// @param convert to which codec; none where it stays as it is
  private record Form(String mediaType, String extension, Optional<Long> convert) {}

  /// Gives the block in the form that its own codec has, if that is JSON or CBOR; as a page to a
  /// browser, if it is dag-json or dag-cbor.
  ///
  /// @return false if it is something else, or the path leads nowhere, and nothing was sent
  public boolean asItIs(Asked asked, Response response) throws IOException {
    Trail trail;
    try {
      trail = asked.reader().trail(asked.path());
    } catch (PathNotFound _) {
      // A site may have something else for it.
      return false;
    }
    Optional<GatewayFormat> own = own(trail.cid().codec());
    if (own.isEmpty()) {
      return false;
    }
    if (trail.remainder().isEmpty() && BlockPage.isWanted(asked, trail.cid())) {
      try {
        BlockPage.send(asked, trail, response);
        return true;
      } catch (InvalidNode _) {
        // What cannot be shown can still be had as it is.
      }
    }
    send(asked, trail, form(own.get(), trail.cid()).orElseThrow(), response);
    return true;
  }

  /// Gives the block in the form that is asked for.
  ///
  /// @return false if the block is a file's, which plain JSON and CBOR say nothing of
  public boolean answer(Asked asked, Response response) throws IOException {
    Trail trail = asked.reader().trail(asked.path());
    Optional<Form> form = form(asked.format(), trail.cid());
    if (form.isEmpty()) {
      return false;
    }
    send(asked, trail, form.get(), response);
    return true;
  }

  private static Optional<GatewayFormat> own(long codec) {
    return switch ((int) Math.min(codec, Integer.MAX_VALUE)) {
      case (int) Multicodec.JSON -> Optional.of(new GatewayFormat.Json());
      case (int) Multicodec.CBOR -> Optional.of(new GatewayFormat.Cbor());
      case (int) Multicodec.DAG_JSON -> Optional.of(new GatewayFormat.DagJson());
      case (int) Multicodec.DAG_CBOR -> Optional.of(new GatewayFormat.DagCbor());
      default -> Optional.empty();
    };
  }

  private Optional<Form> form(GatewayFormat format, Cid cid) {
    long codec = cid.codec();
    boolean json = codec == Multicodec.JSON || codec == Multicodec.DAG_JSON;
    boolean cbor = codec == Multicodec.CBOR || codec == Multicodec.DAG_CBOR;
    return switch (format) {
      case GatewayFormat.Json _ when json -> Optional.of(plain(format, "json"));
      case GatewayFormat.Cbor _ when cbor -> Optional.of(plain(format, "cbor"));
      case GatewayFormat.Json _, GatewayFormat.Cbor _ when json || cbor ->
          throw new GatewayRefused(
              406, "block " + cid + " is no " + format.mediaType() + "; ask for its dag- form");
      case GatewayFormat.DagJson _ -> Optional.of(dag(format, "json", cid, Multicodec.DAG_JSON));
      case GatewayFormat.DagCbor _ -> Optional.of(dag(format, "cbor", cid, Multicodec.DAG_CBOR));
      case GatewayFormat.Json _,
          GatewayFormat.Cbor _,
          GatewayFormat.Page _,
          GatewayFormat.Raw _,
          GatewayFormat.Car _,
          GatewayFormat.IpnsRecord _,
          GatewayFormat.Tar _,
          GatewayFormat.Unknown _ ->
          Optional.empty();
    };
  }

  private Form dag(GatewayFormat format, String extension, Cid cid, long codec) {
    if (cid.codec() == codec) {
      return plain(format, extension);
    }
    if (!converting) {
      throw new GatewayRefused(
          406,
          "block "
              + cid
              + " is no "
              + format.mediaType()
              + ", and no codec is made of another here: fetch it as it is (format=raw)");
    }
    return new Form(format.mediaType(), extension, Optional.of(codec));
  }

  private static Form plain(GatewayFormat format, String extension) {
    return new Form(format.mediaType(), extension, Optional.empty());
  }

  private static void send(Asked asked, Trail trail, Form form, Response response)
      throws IOException {
    Cid cid = trail.cid();
    if (!trail.remainder().isEmpty()) {
      throw new GatewayRefused(
          501,
          "the path leads into block "
              + cid
              + ": reading IPLD Kinds other than Links (CBOR Tag 42) is not implemented");
    }
    String tag = form.mediaType().substring(form.mediaType().lastIndexOf('.') + 1);
    Map<String, String> headers =
        FormHeaders.of(
            asked,
            trail,
            form.mediaType(),
            form.extension().equals("json"),
            cid + "." + form.extension(),
            "\"" + cid + "." + tag.substring(tag.lastIndexOf('/') + 1) + "\"");
    if (BlockPage.isOf(cid)) {
      headers.put("Vary", "Accept");
    }
    if (FormHeaders.isUnchanged(asked, headers, response)) {
      return;
    }
    Block block = asked.reader().block(cid);
    BlockBody.send(
        asked,
        headers,
        form.convert().isEmpty()
            ? block.bytes()
            : asked
                .reader()
                .trees()
                .with(block, () -> encoded(form.convert().get(), decoded(block))),
        response);
  }

  private static byte[] encoded(long codec, Node node) {
    return codec == Multicodec.DAG_JSON ? DagJson.encode(node) : DagCbor.encode(node);
  }

  private static Node decoded(Block block) {
    long codec = block.cid().codec();
    return switch ((int) Math.min(codec, Integer.MAX_VALUE)) {
      case (int) Multicodec.DAG_CBOR, (int) Multicodec.CBOR -> DagCbor.decode(block.bytes());
      case (int) Multicodec.DAG_JSON, (int) Multicodec.JSON -> DagJson.decode(block.bytes());
      case (int) Multicodec.DAG_JOSE -> DagJose.decode(block.bytes());
      case (int) Multicodec.DAG_PB -> PbNode.decode(block.bytes()).toNode();
      case (int) Multicodec.RAW -> Node.of(block.bytes());
      default ->
          throw new GatewayRefused(
              406, "block " + block.cid() + " has a codec that nothing is made of here");
    };
  }
}
