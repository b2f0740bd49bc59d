package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import network.cairn.api.table.DagTable;
import network.cairn.content.blockservice.BlockSession;
import network.cairn.content.blockservice.DagWalk;
import network.cairn.content.unixfs.Resolved;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.Part;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.car.CarWriter;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.model.Node;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.pin.Mode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `dag/…` but for `dag/import`.
final class Dags {
  private static final int AHEAD = 64;
  private static final int MAX_ROOTS = 1000;
  private final Backend backend;

  Dags(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(DagTable.PUT, this::put),
        Route.of(DagTable.GET, this::get),
        Route.of(DagTable.RESOLVE, this::resolve),
        Route.of(DagTable.EXPORT, this::export),
        Route.of(DagTable.STAT, this::stat));
  }

  /// `{"/": "CID"}`.
  static ObjectNode link(Reads reads, Cid cid) {
    return Json.object().put("/", reads.text(cid));
  }

  private void put(Call call, Reply reply) throws IOException {
    Reads reads = new Reads(backend, call);
    long input = Codecs.code(call.text("input-codec").orElse("dag-json"));
    long store = Codecs.code(call.text("store-codec").orElse("dag-cbor"));
    long hash = Add.hash(call.text("hash").orElse("sha2-256"));
    boolean big = call.flag("allow-big-block");
    List<Cid> stored = new ArrayList<>();
    try (Writer writer = backend.repository().blockstore().writer()) {
      for (Optional<Part> part = call.part(); part.isPresent(); part = call.part()) {
        Node node = Codecs.decodeInput(input, Blocks.block(part.get(), big));
        byte[] bytes = Codecs.encode(store, node);
        Blocks.requireSize(bytes, big);
        Cid cid = Cid.v1(store, backend.hashing().hash(hash, bytes));
        writer.put(Block.of(cid, bytes));
        stored.add(cid);
      }
      if (stored.isEmpty()) {
        throw new BadRequest("file argument 'object data' is required");
      }
      writer.commit();
      if (call.flag("pin")) {
        stored.forEach(c -> backend.repository().pins().add(c, Mode.RECURSIVE, Optional.empty()));
      }
    }
    backend.stored(stored);
    for (Cid cid : stored) {
      reply.line(Json.object().set("Cid", link(reads, cid)));
    }
  }

  private void get(Call call, Reply reply) throws IOException {
    Reads reads = new Reads(backend, call);
    Resolved resolved = reads.resolve(Reads.path(call.argument(0)));
    long codec = resolved.cid().codec();
    Node node;
    try (BlockSession session = reads.session(resolved.cid())) {
      node = Codecs.decode(codec, session.get(resolved.cid()).bytes());
    }
    for (String name : resolved.remainder()) {
      node =
          node.child(name)
              .orElseThrow(
                  () -> new CommandError("no link named \"" + name + "\" under " + resolved.cid()));
    }
    long output = Codecs.code(call.text("output-codec").orElse("dag-json"));
    reply.bytes("text/plain").write(Codecs.encode(output, node));
  }

  private void resolve(Call call, Reply reply) throws IOException {
    Reads reads = new Reads(backend, call);
    Resolved resolved = reads.resolve(Reads.path(call.argument(0)));
    ObjectNode value = Json.object();
    value.set("Cid", link(reads, resolved.cid()));
    reply.value(value.put("RemPath", String.join("/", resolved.remainder())));
  }

  /// A CARv1: blocks in the order of a depth-first walk, each once.
  private void export(Call call, Reply reply) throws IOException {
    Reads reads = new Reads(backend, call);
    Cid root = reads.cid(call.argument(0));
    try (BlockSession session =
        call.flag("local-only")
            ? backend.local().session(root, () -> call.deadline().left(java.time.Duration.ZERO))
            : reads.session(root)) {
      Block first = session.get(root);
      OutputStream out = reply.bytes("application/vnd.ipld.car");
      CarWriter car = new CarWriter(out, List.of(root));
      Set<Cid> seen = new HashSet<>(Set.of(root));
      Deque<Cid> open = new ArrayDeque<>();
      for (Optional<Block> block = Optional.of(first); block.isPresent(); ) {
        if (!block.get().cid().isIdentity()) {
          car.write(block.get());
        }
        List<Cid> links = Links.of(block.get()).stream().distinct().toList();
        session.prefetch(links.stream().filter(c -> !seen.contains(c)).limit(AHEAD).toList());
        links.reversed().forEach(open::push);
        block = next(open, seen, session);
      }
    }
  }

  private static Optional<Block> next(Deque<Cid> open, Set<Cid> seen, BlockSession session) {
    while (!open.isEmpty()) {
      Cid cid = open.pop();
      if (seen.add(cid)) {
        return Optional.of(session.get(cid));
      }
    }
    return Optional.empty();
  }

  private record Total(Cid root, long size, long blocks) {}

  private void stat(Call call, Reply reply) throws IOException, InterruptedException {
    Reads reads = new Reads(backend, call);
    if (call.arguments().size() > MAX_ROOTS) {
      throw new BadRequest("at most " + MAX_ROOTS + " roots at once");
    }
    Map<Cid, Integer> unique = new ConcurrentHashMap<>();
    List<Total> totals = new ArrayList<>();
    for (String path : call.arguments()) {
      Cid root = reads.cid(path);
      try (BlockSession session = reads.session(root)) {
        DagWalk.Totals found =
            new DagWalk(session, backend.scheduler(), DagWalk.Limits.standard())
                .walk(root, b -> unique.put(b.cid(), b.size()));
        totals.add(new Total(root, found.bytes(), found.blocks()));
      }
    }
    reply.line(summary(reads, unique, totals));
  }

  private static ObjectNode summary(Reads reads, Map<Cid, Integer> unique, List<Total> totals) {
    long size = new HashMap<>(unique).values().stream().mapToLong(Integer::longValue).sum();
    long redundant = totals.stream().mapToLong(Total::size).sum();
    ArrayNode dags = Json.array();
    for (Total total : totals) {
      dags.add(
          Json.object()
              .put("Cid", reads.text(total.root()))
              .put("Size", total.size())
              .put("NumBlocks", total.blocks()));
    }
    ObjectNode value =
        Json.object()
            .put("UniqueBlocks", unique.size())
            .put("TotalSize", size)
            .put("SharedSize", redundant - size)
            .put("Ratio", size == 0 ? 1f : (float) redundant / size);
    value.set("DagStats", dags);
    return value;
  }
}
