package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import network.cairn.api.table.ContentTable;
import network.cairn.content.blockservice.BlockSession;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import tools.jackson.databind.node.ObjectNode;

/// `refs` and the lists of all local blocks.
final class Refs {
  private static final int MAX_DEPTH = 4096;
  private static final int AHEAD = 64;
  private final Backend backend;

  Refs(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(ContentTable.REFS, this::refs),
        Route.of(ContentTable.REFS_LOCAL, this::local),
        Route.of(ContentTable.REPO_LS, this::local));
  }

  private void local(Call call, Reply reply) throws IOException {
    Reads reads = new Reads(backend, call);
    try (Stream<Multihash> hashes = backend.repository().blockstore().multihashes()) {
      for (Multihash hash : (Iterable<Multihash>) hashes::iterator) {
        reply.line(line(reads.text(Cid.v1(Multicodec.RAW, hash))));
      }
    }
  }

  private static ObjectNode line(String ref) {
    return Json.object().put("Ref", ref).put("Err", "");
  }

  private record Link(Cid cid, String name) {}

  private record Edge(Cid source, Link link, int depth) {}

  private void refs(Call call, Reply reply) throws IOException {
    Reads reads = new Reads(backend, call);
    String format = format(call);
    int depth = call.flag("recursive") ? (int) call.number("max-depth").orElse(-1) : 1;
    if (depth == 0) {
      return;
    }
    int deepest = depth < 0 ? MAX_DEPTH : Math.min(depth, MAX_DEPTH);
    Set<Cid> told = new HashSet<>();
    for (String path : call.arguments()) {
      Cid root = reads.cid(path);
      try (BlockSession session = reads.session(root)) {
        Walk walk = new Walk(session, deepest, call.flag("unique"), told);
        walk.enter(root, 1);
        for (Optional<Edge> edge = walk.next(); edge.isPresent(); edge = walk.next()) {
          reply.line(line(text(format, edge.get(), reads)));
        }
      }
    }
  }

  private static String format(Call call) {
    if (!call.flag("edges")) {
      return call.text("format").filter(f -> !f.isEmpty()).orElse("<dst>");
    }
    if (call.text("format").filter(f -> !f.equals("<dst>") && !f.isEmpty()).isPresent()) {
      throw new BadRequest("using format argument with edges is not allowed");
    }
    return "<src> -> <dst>";
  }

  private static String text(String format, Edge edge, Reads reads) {
    return format
        .replace("<src>", reads.text(edge.source()))
        .replace("<dst>", reads.text(edge.link().cid()))
        .replace("<linkname>", edge.link().name());
  }

  /// A depth-first walk in the order of links, without recursion.
  private static final class Walk {
    private final BlockSession session;
    private final int deepest;
    private final boolean unique;
    private final Set<Cid> told;
    private final Set<Cid> entered = new HashSet<>();
    private final Deque<Edge> open = new ArrayDeque<>();
    private Optional<Edge> last = Optional.empty();

    Walk(BlockSession session, int deepest, boolean unique, Set<Cid> told) {
      this.session = session;
      this.deepest = deepest;
      this.unique = unique;
      this.told = told;
    }

    void enter(Cid cid, int depth) {
      if (unique && !entered.add(cid) || !Links.supports(cid.codec())) {
        return;
      }
      List<Link> links = links(session.get(cid));
      session.prefetch(links.stream().limit(AHEAD).map(Link::cid).distinct().toList());
      links.reversed().forEach(link -> open.push(new Edge(cid, link, depth)));
    }

    /// The next edge to tell. What hangs below an edge is only read after it was told.
    Optional<Edge> next() {
      last.filter(e -> e.depth() < deepest).ifPresent(e -> enter(e.link().cid(), e.depth() + 1));
      last = Optional.empty();
      while (!open.isEmpty()) {
        Edge edge = open.pop();
        if (!unique || told.add(edge.link().cid())) {
          last = Optional.of(edge);
          return last;
        }
      }
      return Optional.empty();
    }

    private static List<Link> links(Block block) {
      if (block.cid().codec() == Multicodec.DAG_PB) {
        return PbNode.decode(block.bytes()).links().stream()
            .map(l -> new Link(l.cid(), l.name()))
            .toList();
      }
      return Links.of(block).stream().map(c -> new Link(c, "")).toList();
    }
  }
}
