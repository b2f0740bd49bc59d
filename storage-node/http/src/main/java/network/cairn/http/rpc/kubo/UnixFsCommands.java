package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.List;
import network.cairn.api.table.ContentTable;
import network.cairn.content.service.Archive;
import network.cairn.content.service.ContentReader;
import network.cairn.content.service.ContentRoot;
import network.cairn.content.service.FileRange;
import network.cairn.content.service.ListedEntry;
import network.cairn.content.unixfs.Stat;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandFault;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `cat`, `get`, `ls`: reading UnixFS.
final class UnixFsCommands {
  private static final int DIRECTORY = 1;
  private static final int FILE = 2;
  private static final int SYMLINK = 4;
  private static final String NO_TIME = "0001-01-01T00:00:00Z";

  /// A plain listing is held whole to be sorted; more entries need `stream`.
  private static final int MAX_LISTED = 1_000_000;

  private final Backend backend;

  UnixFsCommands(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(ContentTable.CAT, this::cat),
        Route.of(ContentTable.GET, this::get),
        Route.of(ContentTable.LS, this::ls));
  }

  private void cat(Call call, Reply reply) throws IOException, InterruptedException {
    NamedPeer.meet(backend, call.text("peer"), call.deadline());
    ContentReader reader = backend.reader(call);
    List<FileRange> ranges =
        reader.ranges(
            call.arguments(), call.size("offset", 0), call.size("length", Long.MAX_VALUE));
    reader.copy(ranges, bytes -> opened(reply, bytes, "text/plain"));
  }

  private static OutputStream opened(Reply reply, long bytes, String type) throws IOException {
    reply.header("X-Content-Length", Long.toString(bytes));
    return reply.bytes(type);
  }

  private void get(Call call, Reply reply) throws IOException, InterruptedException {
    NamedPeer.meet(backend, call.text("peer"), call.deadline());
    String path = call.argument(0);
    boolean compress = call.flag("compress");
    Archive form = compress ? compressed(call) : Archive.plain();
    try (ContentRoot root = backend.reader(call).open(path)) {
      OutputStream out =
          compress
              ? reply.bytes("application/gzip")
              : opened(reply, root.stat().dagSize(), "application/x-tar");
      root.archive(ContentReader.path(path).lastName(), form, out);
    }
  }

  private static Archive compressed(Call call) {
    try {
      long level = call.number("compression-level").orElse(Archive.DEFAULT_LEVEL);
      return Archive.gzip(call.flag("archive"), level);
    } catch (IllegalArgumentException e) {
      throw new BadRequest(CommandFault.text(e));
    }
  }

  private void ls(Call call, Reply reply) throws IOException {
    CidBase base = new CidBase(call);
    boolean resolve = call.flag("resolve-type", true) || call.flag("size", true);
    ArrayNode objects = Json.array();
    for (String path : call.arguments()) {
      try (ContentRoot root = backend.reader(call).open(path)) {
        if (call.flag("stream")) {
          for (Iterator<ListedEntry> all = root.list(resolve); all.hasNext(); ) {
            ArrayNode one = Json.array().add(link(base, all.next()));
            reply.line(Json.object().set("Objects", Json.array().add(listed(path, one))));
          }
        } else {
          ArrayNode links = Json.array();
          root.sorted(resolve, MAX_LISTED).forEach(entry -> links.add(link(base, entry)));
          objects.add(listed(path, links));
        }
      }
    }
    if (!call.flag("stream")) {
      reply.value(Json.object().set("Objects", objects));
    }
  }

  private static ObjectNode listed(String path, ArrayNode links) {
    ObjectNode object = Json.object().put("Hash", path);
    object.set("Links", links);
    return object;
  }

  private static ObjectNode link(CidBase base, ListedEntry entry) {
    return Json.object()
        .put("Name", entry.name())
        .put("Hash", base.text(entry.cid()))
        .put("Size", entry.size())
        .put("Type", entry.type().map(UnixFsCommands::code).orElse(0))
        .put("Target", entry.target())
        .put("ModTime", NO_TIME);
  }

  private static int code(Stat.Type type) {
    return switch (type) {
      case FILE -> FILE;
      case DIRECTORY, SHARDED_DIRECTORY -> DIRECTORY;
      case SYMLINK -> SYMLINK;
    };
  }
}
