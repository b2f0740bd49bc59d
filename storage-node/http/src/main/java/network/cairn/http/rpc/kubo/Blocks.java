package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import network.cairn.api.answer.kubo.BlockAnswer;
import network.cairn.api.answer.kubo.BlockRemoval;
import network.cairn.api.table.BlockTable;
import network.cairn.content.service.BlockBound;
import network.cairn.content.service.CidPrefix;
import network.cairn.content.service.ContentReader;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.Part;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Hashing;

/// `block/…`.
final class Blocks {
  private final Backend backend;

  Blocks(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(BlockTable.PUT, this::put),
        Route.of(BlockTable.GET, this::get),
        Route.of(BlockTable.STAT, this::stat),
        Route.of(BlockTable.REMOVE, this::remove));
  }

  /// The whole of a part that becomes one block.
  ///
  /// @throws network.cairn.content.service.ContentRefused if it is too long for a block
  static byte[] block(Part part, boolean big) throws IOException {
    byte[] bytes = part.body().readNBytes(BlockBound.most(big) + 1);
    BlockBound.require(bytes.length, big);
    return bytes;
  }

  private void put(Call call, Reply reply) throws IOException {
    CidBase base = new CidBase(call);
    boolean any = false;
    for (Optional<Part> part = call.part(); part.isPresent(); part = call.part()) {
      any = true;
      byte[] bytes = block(part.get(), call.flag("allow-big-block"));
      Cid cid = backend.content().putBlock(prefix(call), bytes, call.flag("pin"));
      reply.line(stat(base, cid, bytes.length));
    }
    if (!any) {
      throw new BadRequest("file argument 'data' is required");
    }
  }

  private CidPrefix prefix(Call call) {
    String format = call.text("format").orElse("");
    long wanted = call.number("mhlen").orElse(Hashing.DEFAULT_LENGTH);
    int length = Math.clamp(wanted, Integer.MIN_VALUE, Integer.MAX_VALUE);
    long function = Add.hash(backend, call, "mhtype");
    return format.equals("v0")
        ? new CidPrefix(0, Multicodec.DAG_PB, function, length)
        : new CidPrefix(1, codec(call, format), function, length);
  }

  private static long codec(Call call, String format) {
    return switch (format) {
      case "" -> Codecs.code(call.text("cid-codec").orElse("raw"));
      case "protobuf" -> Multicodec.DAG_PB;
      case "cbor" -> Multicodec.DAG_CBOR;
      default -> Codecs.code(format);
    };
  }

  private static BlockAnswer stat(CidBase base, Cid cid, int size) {
    return new BlockAnswer(base.text(cid), size);
  }

  private void get(Call call, Reply reply) throws IOException {
    ContentReader reader = backend.reader(call);
    reader.copyBlock(
        reader.cid(call.argument(0)),
        bytes -> {
          reply.header("X-Content-Length", Long.toString(bytes));
          return reply.bytes("application/vnd.ipld.raw");
        });
  }

  private void stat(Call call, Reply reply) throws IOException {
    CidBase base = new CidBase(call);
    Block block = fetch(call);
    reply.value(stat(base, block.cid(), block.size()));
  }

  private Block fetch(Call call) {
    ContentReader reader = backend.reader(call);
    return reader.block(reader.cid(call.argument(0)));
  }

  private void remove(Call call, Reply reply) throws IOException {
    CidBase base = new CidBase(call);
    ContentReader reader = backend.reader(call);
    SequencedSet<Cid> wanted = new LinkedHashSet<>();
    call.arguments().forEach(text -> wanted.add(reader.cid(text)));
    SequencedMap<Cid, String> faults = backend.content().removeBlocks(wanted, call.flag("force"));
    for (Map.Entry<Cid, String> removed : faults.entrySet()) {
      String fault = removed.getValue();
      if (!fault.isEmpty() || !call.flag("quiet")) {
        reply.line(new BlockRemoval(base.text(removed.getKey()), fault));
      }
    }
  }
}
