package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import network.cairn.api.answer.content.LinkAnswer;
import network.cairn.api.answer.content.LsAnswer;
import network.cairn.api.table.ContentTable;
import network.cairn.content.service.Archive;
import network.cairn.content.service.ContentReader;
import network.cairn.content.service.ContentRoot;
import network.cairn.content.service.FileRange;
import network.cairn.content.service.ListedEntry;
import network.cairn.content.service.ReadContext;
import network.cairn.content.unixfs.Stat;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandFault;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;

/// `cat`, `get`, `ls`: reading UnixFS.
final class UnixFsCommands {
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
    try (NamedPeer.Meeting _ = NamedPeer.meet(backend, call.text("peer"), call.deadline())) {
      ContentReader reader = reader(call);
      List<FileRange> ranges =
          reader.ranges(
              call.arguments(), call.size("offset", 0), call.size("length", Long.MAX_VALUE));
      reader.copy(ranges, bytes -> opened(reply, bytes, "text/plain"));
    }
  }

  private ContentReader reader(Call call) {
    return backend
        .content()
        .reader(
            new ReadContext(
                call.flag("offline"), call.deadline(), NamedServer.of(backend, call.text("from"))));
  }

  private static OutputStream opened(Reply reply, long bytes, String type) throws IOException {
    reply.header("X-Content-Length", Long.toString(bytes));
    return reply.bytes(type);
  }

  private void get(Call call, Reply reply) throws IOException, InterruptedException {
    String path = call.argument(0);
    boolean compress = call.flag("compress");
    Archive form = compress ? compressed(call) : Archive.plain();
    try (NamedPeer.Meeting _ = NamedPeer.meet(backend, call.text("peer"), call.deadline());
        ContentRoot root = reader(call).open(path)) {
      root.archive(
          ContentReader.path(path).lastName(),
          form,
          bytes ->
              compress
                  ? reply.bytes("application/gzip")
                  : opened(reply, bytes, "application/x-tar"));
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
    List<LsAnswer.Listed> objects = new ArrayList<>();
    for (String path : call.arguments()) {
      try (ContentRoot root = backend.reader(call).open(path)) {
        if (call.flag("stream")) {
          for (Iterator<ListedEntry> all = root.list(resolve); all.hasNext(); ) {
            List<LinkAnswer> one = List.of(link(base, all.next()));
            reply.line(new LsAnswer(List.of(new LsAnswer.Listed(path, one))));
          }
        } else {
          List<LinkAnswer> links = new ArrayList<>();
          root.sorted(resolve, MAX_LISTED).forEach(entry -> links.add(link(base, entry)));
          objects.add(new LsAnswer.Listed(path, links));
        }
      }
    }
    if (!call.flag("stream")) {
      reply.value(new LsAnswer(objects));
    }
  }

  private static LinkAnswer link(CidBase base, ListedEntry entry) {
    return new LinkAnswer(
        entry.name(),
        base.text(entry.cid()),
        entry.size(),
        entry.type().map(UnixFsCommands::code).orElse(0L),
        entry.target(),
        GoMode.of(entry),
        entry.attributes().time().map(Instant::toString).orElse(""));
  }

  private static long code(Stat.Type type) {
    return switch (type) {
      case FILE -> LinkAnswer.FILE;
      case DIRECTORY, SHARDED_DIRECTORY -> LinkAnswer.DIRECTORY;
      case SYMLINK -> LinkAnswer.SYMLINK;
    };
  }
}
