package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.api.table.ContentTable;
import network.cairn.content.blockservice.BlockSink;
import network.cairn.content.unixfs.ImportFlags;
import network.cairn.content.unixfs.ImportListener;
import network.cairn.content.unixfs.ImportOptions;
import network.cairn.content.unixfs.ImportProfile;
import network.cairn.content.unixfs.Imported;
import network.cairn.content.unixfs.Importer;
import network.cairn.content.unixfs.TreeBuilder;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.Part;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.pin.Mode;

/// `add`: imports an upload while it arrives.
final class Add {
  /// Progress is told every so many bytes, as Kubo does.
  private static final long PROGRESS = 256 << 10;

  private static final int MAX_TARGET = 4096;

  /// Options of Kubo's that change the result and are not offered.
  private static final List<String> NOT_OFFERED =
      List.of("trickle", "nocopy", "fscache", "inline", "preserve-mode", "preserve-mtime");

  private final Backend backend;

  Add(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(Route.of(ContentTable.ADD, this::add));
  }

  private void add(Call call, Reply reply) throws IOException {
    refuseUnknown(call);
    ImportOptions options = options(call);
    Listener listener = new Listener(call, reply, new Reads(backend, call));
    if (call.flag("only-hash")) {
      upload(call, new Importer(BlockSink.discarding(), backend.pool(), options), listener);
      return;
    }
    List<Cid> stored = new ArrayList<>();
    try (Writer writer = backend.repository().blockstore().writer()) {
      Importer importer = new Importer(BlockSink.copying(writer::put), backend.pool(), options);
      List<Cid> roots = upload(call, importer, listener);
      writer.commit();
      if (call.flag("pin", true)) {
        Optional<String> name = call.text("pin-name");
        roots.forEach(r -> backend.repository().pins().addComplete(r, Mode.RECURSIVE, name));
      }
      stored.addAll(roots);
    }
    backend.stored(stored);
  }

  private static void refuseUnknown(Call call) {
    for (String name : NOT_OFFERED) {
      if (call.flag(name)) {
        throw new BadRequest("option " + name + " is not offered by this node");
      }
    }
    for (String name : List.of("to-files", "mode", "mtime")) {
      if (call.given(name)) {
        throw new BadRequest("option " + name + " is not offered by this node");
      }
    }
  }

  static ImportOptions options(Call call) {
    try {
      return ImportFlags.options(call::text, ImportProfile.LEGACY_CID_V0.label());
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      throw new BadRequest(message == null ? "these options do not fit together" : message);
    }
  }

  static long hash(String name) {
    String known = name.equals("sha3") ? "sha3-512" : name;
    return Multicodec.code(known)
        .orElseThrow(() -> new BadRequest("unrecognized hash function: " + name));
  }

  private static List<Cid> upload(Call call, Importer importer, Listener listener)
      throws IOException {
    call.whileWaiting(listener.reply::flush);
    TreeBuilder tree = importer.builder(listener);
    List<Cid> files = new ArrayList<>();
    boolean wrap = call.flag("wrap-with-directory");
    int parts = 0;
    for (Optional<Part> next = call.part(); next.isPresent(); next = call.part()) {
      call.deadline().check();
      Part part = next.get();
      parts++;
      if (part.name().isEmpty()) {
        Imported file = importer.file("", part.body(), listener);
        files.add(file.cid());
        if (wrap) {
          tree.add(file.cid().toString(), file);
        }
      } else if (!wrap && part.kind() == Part.Kind.FILE && part.name().indexOf('/') < 0) {
        // Each such file is a root by itself; two of them may have one name.
        files.add(importer.file(part.name(), part.body(), listener).cid());
      } else {
        place(part, tree);
      }
    }
    if (parts == 0) {
      throw new BadRequest("file argument 'path' is required");
    }
    if (wrap) {
      return List.of(tree.finishWrapped().cid());
    }
    files.addAll(tree.finish().values().stream().map(Imported::cid).toList());
    return files;
  }

  private static void place(Part part, TreeBuilder tree) throws IOException {
    switch (part.kind()) {
      case FILE -> tree.addFile(part.name(), part.body());
      case DIRECTORY -> tree.addDirectory(part.name());
      case SYMLINK -> tree.addSymlink(part.name(), target(part.body()));
    }
  }

  private static String target(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(MAX_TARGET + 1);
    if (bytes.length > MAX_TARGET) {
      throw new BadRequest("a symlink's target is over " + MAX_TARGET + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// Tells the caller what happens, line by line: at once where the import waits for more of the
  /// upload, else with what follows. Written without a tree of nodes, because there may be a
  /// million.
  private static final class Listener implements ImportListener {
    private final Reply reply;
    private final Reads reads;
    private final boolean progress;
    private final boolean silent;
    private long told;
    private String current = "";

    Listener(Call call, Reply reply, Reads reads) {
      this.reply = reply;
      this.reads = reads;
      this.progress = call.flag("progress");
      this.silent = call.flag("silent");
    }

    @Override
    public void progress(String path, long bytes) {
      if (!path.equals(current) || bytes < told) {
        current = path;
        told = 0;
      }
      if (progress && !silent && bytes - told >= PROGRESS) {
        told = bytes;
        write("{\"Name\":" + Json.quoted(path) + ",\"Bytes\":" + bytes + "}");
      }
    }

    @Override
    public void added(String path, Imported imported) {
      String cid = reads.text(imported.cid());
      boolean nameless = path.isEmpty() && imported.type() != Imported.Type.DIRECTORY;
      if (!silent) {
        write(
            "{\"Name\":"
                + Json.quoted(nameless ? cid : path)
                + ",\"Hash\":\""
                + cid
                + "\",\"Size\":\""
                + imported.dagSize()
                + "\"}");
      }
    }

    private void write(String line) {
      try {
        reply.queue(line);
      } catch (IOException e) {
        throw new UncheckedIOException("the caller went away", e);
      }
    }
  }
}
