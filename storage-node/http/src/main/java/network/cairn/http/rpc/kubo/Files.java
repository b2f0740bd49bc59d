package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import network.cairn.api.table.ContentTable;
import network.cairn.content.blockservice.BlockSession;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.content.unixfs.DirectoryEntry;
import network.cairn.content.unixfs.Stat;
import network.cairn.content.unixfs.UnixFs;
import network.cairn.content.unixfs.export.Exporter;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.multicodec.Multicodec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `cat`, `get`, `ls`: reading UnixFS.
final class Files {
  /// Below this, handing over to another task costs more than it saves.
  private static final long SMALL = 1 << 20;

  private static final int DIRECTORY = 1;
  private static final int FILE = 2;
  private static final int SYMLINK = 4;
  private static final int GZIP_LEVEL = 6;
  private static final String NO_TIME = "0001-01-01T00:00:00Z";

  /// A plain listing is held whole to be sorted; more entries need `stream`.
  private static final int MAX_LISTED = 1_000_000;

  private final Backend backend;

  Files(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(ContentTable.CAT, this::cat),
        Route.of(ContentTable.GET, this::get),
        Route.of(ContentTable.LS, this::ls));
  }

  private record Range(Cid file, long offset, long length) {}

  private void cat(Call call, Reply reply) throws IOException, InterruptedException {
    Swarm.meet(backend, call);
    Reads reads = new Reads(backend, call);
    List<Range> ranges = ranges(call, reads);
    long total = ranges.stream().mapToLong(Range::length).sum();
    reply.header("X-Content-Length", Long.toString(total));
    if (ranges.isEmpty()) {
      reply.bytes("text/plain");
      return;
    }
    OutputStream out = null;
    for (Range range : ranges) {
      try (BlockSession session = reads.session(range.file());
          InputStream in = new UnixFs(session).open(range.file(), range.offset(), range.length())) {
        out = out == null ? reply.bytes("text/plain") : out;
        if (range.length() > SMALL) {
          Overlap.copy(in, out, backend.scheduler());
        } else {
          in.transferTo(out);
        }
      }
    }
  }

  /// What to read of each file, so that offset and length run over all of them together.
  private static List<Range> ranges(Call call, Reads reads) {
    long skip = call.size("offset", 0);
    long left = call.size("length", Long.MAX_VALUE);
    List<Range> ranges = new ArrayList<>();
    for (String path : call.arguments()) {
      Cid cid = reads.cid(path);
      long size = fileSize(reads, cid);
      long from = Math.min(skip, size);
      skip -= from;
      long length = Math.min(left, size - from);
      left -= length;
      ranges.add(new Range(cid, from, length));
    }
    return ranges;
  }

  private static long fileSize(Reads reads, Cid cid) {
    try (BlockSession session = reads.session(cid)) {
      Stat stat = new UnixFs(session).stat(cid);
      if (stat.type().isDirectory()) {
        throw new CommandError("this dag node is a directory");
      }
      return stat.size();
    }
  }

  private void get(Call call, Reply reply) throws IOException, InterruptedException {
    Swarm.meet(backend, call);
    Reads reads = new Reads(backend, call);
    ContentPath path = Reads.path(call.argument(0));
    Cid cid = reads.cid(call.argument(0));
    String name = path.segments().isEmpty() ? path.root() : path.segments().getLast();
    boolean compress = call.flag("compress");
    try (BlockSession session = reads.session(cid)) {
      UnixFs unixfs = new UnixFs(session);
      Stat stat = unixfs.stat(cid);
      if (!compress) {
        reply.header("X-Content-Length", Long.toString(stat.dagSize()));
        new Exporter(unixfs).toTar(cid, name, reply.bytes("application/x-tar"));
        return;
      }
      int level = call.number("compression-level", 1, 9, GZIP_LEVEL);
      OutputStream out = reply.bytes("application/gzip");
      try (OutputStream gzip = new Gzip(out, level)) {
        if (call.flag("archive") || stat.type() != Stat.Type.FILE) {
          new Exporter(unixfs).toTar(cid, name, gzip);
        } else {
          unixfs.open(cid).transferTo(gzip);
        }
      }
    }
  }

  /// GZIP of a chosen level whose end does not end the stream below.
  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream out, int level) throws IOException {
      super(out, 1 << 16);
      def.setLevel(level);
    }

    @Override
    public void close() throws IOException {
      finish();
      flush();
      def.end();
    }
  }

  private void ls(Call call, Reply reply) throws IOException {
    Reads reads = new Reads(backend, call);
    ArrayNode objects = Json.array();
    for (String path : call.arguments()) {
      Cid cid = reads.cid(path);
      try (BlockSession session = reads.session(cid)) {
        UnixFs unixfs = new UnixFs(session);
        Iterator<DirectoryEntry> entries = entries(unixfs, session, cid);
        boolean resolve = call.flag("resolve-type", true) || call.flag("size", true);
        if (call.flag("stream")) {
          while (entries.hasNext()) {
            ArrayNode one = Json.array().add(link(reads, unixfs, entries.next(), resolve));
            reply.line(Json.object().set("Objects", Json.array().add(listed(path, one))));
          }
        } else {
          objects.add(listed(path, links(reads, unixfs, sorted(entries), resolve)));
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

  /// A directory's entries; the parts of a file have no names.
  private static Iterator<DirectoryEntry> entries(UnixFs unixfs, BlockSession session, Cid cid) {
    if (unixfs.stat(cid).type().isDirectory()) {
      return unixfs.list(cid).iterator();
    }
    if (cid.codec() != Multicodec.DAG_PB) {
      return List.<DirectoryEntry>of().iterator();
    }
    return PbNode.decode(session.get(cid).bytes()).links().stream()
        .map(DirectoryEntry::of)
        .iterator();
  }

  private static List<DirectoryEntry> sorted(Iterator<DirectoryEntry> entries) {
    List<DirectoryEntry> all = new ArrayList<>();
    while (entries.hasNext()) {
      all.add(entries.next());
      if (all.size() > MAX_LISTED) {
        throw new CommandError(
            "the directory has more than " + MAX_LISTED + " entries; list it with stream");
      }
    }
    all.sort(Comparator.comparing(DirectoryEntry::name));
    return all;
  }

  private static ArrayNode links(
      Reads reads, UnixFs unixfs, List<DirectoryEntry> entries, boolean resolve) {
    ArrayNode links = Json.array();
    for (DirectoryEntry entry : entries) {
      links.add(link(reads, unixfs, entry, resolve));
    }
    return links;
  }

  private static ObjectNode link(
      Reads reads, UnixFs unixfs, DirectoryEntry entry, boolean resolve) {
    int type = 0;
    long size = 0;
    String target = "";
    if (entry.cid().codec() == Multicodec.RAW) {
      type = FILE;
      size = entry.dagSize();
    } else if (resolve && entry.cid().codec() == Multicodec.DAG_PB) {
      Stat stat = unixfs.stat(entry.cid());
      size = stat.type() == Stat.Type.FILE ? stat.size() : 0;
      target = stat.target();
      type =
          switch (stat.type()) {
            case FILE -> FILE;
            case DIRECTORY, SHARDED_DIRECTORY -> DIRECTORY;
            case SYMLINK -> SYMLINK;
          };
    }
    return Json.object()
        .put("Name", entry.name())
        .put("Hash", reads.text(entry.cid()))
        .put("Size", size)
        .put("Type", type)
        .put("Target", target)
        .put("ModTime", NO_TIME);
  }
}
