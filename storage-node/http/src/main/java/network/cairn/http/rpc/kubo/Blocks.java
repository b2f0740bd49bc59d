package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import network.cairn.api.table.BlockTable;
import network.cairn.content.blockservice.BlockSession;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.Part;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.blockstore.Deletion;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.pin.Mode;
import network.cairn.store.repo.Repository.Removal;
import tools.jackson.databind.node.ObjectNode;

/// `block/…`.
final class Blocks {
  private static final String TOO_BIG =
      "produced block is over 2MiB: big blocks can't be exchanged with other peers. consider using"
          + " UnixFS for automatic chunking of bigger files, or pass --allow-big-block to override";
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
  /// @throws CommandError if it is too long for a block
  static byte[] block(Part part, boolean big) throws IOException {
    int most = big ? Block.READ_LIMIT : Block.MAX_SIZE;
    byte[] bytes = part.body().readNBytes(most + 1);
    if (bytes.length > most) {
      throw new CommandError(TOO_BIG);
    }
    return bytes;
  }

  static void requireSize(byte[] bytes, boolean big) {
    if (bytes.length > (big ? Block.READ_LIMIT : Block.MAX_SIZE)) {
      throw new CommandError(TOO_BIG);
    }
  }

  private void put(Call call, Reply reply) throws IOException {
    Reads reads = new Reads(backend, call);
    boolean any = false;
    for (Optional<Part> part = call.part(); part.isPresent(); part = call.part()) {
      any = true;
      byte[] bytes = block(part.get(), call.flag("allow-big-block"));
      Block block = Block.of(name(call, bytes), bytes);
      try (Writer writer = backend.repository().blockstore().writer()) {
        writer.put(block);
        writer.commit();
        if (call.flag("pin")) {
          backend.repository().pins().addComplete(block.cid(), Mode.RECURSIVE, Optional.empty());
        }
      }
      backend.stored(List.of(block.cid()));
      reply.line(stat(reads, block.cid(), bytes.length));
    }
    if (!any) {
      throw new BadRequest("file argument 'data' is required");
    }
  }

  private Cid name(Call call, byte[] bytes) {
    String format = call.text("format").orElse("");
    int length = (int) call.number("mhlen").orElse(Hashing.DEFAULT_LENGTH);
    long function = Add.hash(call.text("mhtype").orElse("sha2-256"));
    boolean v0 = format.equals("v0");
    if (v0
        && (function != Multihash.SHA2_256 || length != Hashing.DEFAULT_LENGTH && length != 32)) {
      throw new CommandError("cannot generate CIDv0 with non-sha256 hash function");
    }
    Multihash hash = backend.hashing().hash(function, bytes, 0, bytes.length, length);
    return v0 ? Cid.v0(hash) : Cid.v1(codec(call, format), hash);
  }

  private static long codec(Call call, String format) {
    return switch (format) {
      case "" -> Codecs.code(call.text("cid-codec").orElse("raw"));
      case "protobuf" -> Multicodec.DAG_PB;
      case "cbor" -> Multicodec.DAG_CBOR;
      default -> Codecs.code(format);
    };
  }

  private static ObjectNode stat(Reads reads, Cid cid, int size) {
    return Json.object().put("Key", reads.text(cid)).put("Size", size);
  }

  private void get(Call call, Reply reply) throws IOException {
    Reads reads = new Reads(backend, call);
    Block block = fetch(reads, reads.cid(call.argument(0)));
    reply.header("X-Content-Length", Integer.toString(block.size()));
    reply.bytes("application/vnd.ipld.raw").write(block.bytes());
  }

  private void stat(Call call, Reply reply) throws IOException {
    Reads reads = new Reads(backend, call);
    Block block = fetch(reads, reads.cid(call.argument(0)));
    reply.value(stat(reads, block.cid(), block.size()));
  }

  private static Block fetch(Reads reads, Cid cid) {
    try (BlockSession session = reads.session(cid)) {
      return session.get(cid);
    }
  }

  private void remove(Call call, Reply reply) throws IOException {
    Reads reads = new Reads(backend, call);
    SequencedMap<Cid, String> wanted = new LinkedHashMap<>();
    call.arguments().forEach(text -> wanted.put(reads.cid(text), text));
    Map<Cid, Removal> done = backend.repository().removeBlocks(wanted.sequencedKeySet());
    for (Cid cid : wanted.sequencedKeySet()) {
      Removal removal = done.get(cid);
      String error = removal == null ? "" : error(removal, cid, call.flag("force"));
      ObjectNode line = Json.object().put("Hash", reads.text(cid));
      if (!error.isEmpty()) {
        line.put("Error", error);
      }
      if (!error.isEmpty() || !call.flag("quiet")) {
        reply.line(line);
      }
    }
  }

  private static String error(Removal removal, Cid cid, boolean force) {
    return switch (removal) {
      case Removal.Pinned(String reason) -> reason;
      case Removal.Done(Deletion deletion) ->
          switch (deletion) {
            case DELETED -> "";
            case NOT_FOUND -> force ? "" : "ipld: could not find " + cid;
            case ATTACHED -> "held by a provider's piece";
            case IN_USE -> "in use by an import or a transfer";
          };
    };
  }
}
