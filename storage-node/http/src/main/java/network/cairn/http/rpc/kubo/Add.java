package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import network.cairn.api.answer.content.AddEvent;
import network.cairn.api.table.ContentTable;
import network.cairn.content.service.AddOptions;
import network.cairn.content.service.AddOptions.Keeping;
import network.cairn.content.service.Addition;
import network.cairn.content.unixfs.ImportFlags;
import network.cairn.content.unixfs.ImportListener;
import network.cairn.content.unixfs.ImportOptions;
import network.cairn.content.unixfs.ImportProfile;
import network.cairn.content.unixfs.Imported;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Part;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.multicodec.Multicodec;

/// `add`: imports an upload while it arrives.
final class Add {
  /// Progress is told every so many bytes, as Kubo does.
  private static final long PROGRESS = 256 << 10;

  private static final int MAX_TARGET = 4096;

  /// Options of Kubo's that change the result and are not offered.
  private static final List<String> NOT_OFFERED = List.of("nocopy", "fscache");

  private final Backend backend;

  Add(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(Route.of(ContentTable.ADD, this::add));
  }

  private void add(Call call, Reply reply) throws IOException {
    refuseUnknown(call);
    AddOptions options =
        new AddOptions(options(call), call.flag("wrap-with-directory"), keeping(call));
    Listener listener = new Listener(call, reply);
    call.whileWaiting(reply::flush);
    backend.content().add(options, call.deadline(), listener, addition -> upload(call, addition));
  }

  private static Keeping keeping(Call call) {
    if (call.flag("only-hash")) {
      return new Keeping.Nothing();
    }
    Optional<String> name = Pinning.name(call, "pin-name");
    boolean pin = call.flag("pin", true);
    if (name.isPresent() && !pin) {
      throw new CommandError("pin-name option requires pin to be set");
    }
    return pin ? new Keeping.Pinned(name) : new Keeping.Unpinned();
  }

  private static void refuseUnknown(Call call) {
    for (String name : NOT_OFFERED) {
      if (call.flag(name)) {
        throw new BadRequest("option " + name + " is not offered by this node");
      }
    }
    if (call.given("to-files")) {
      throw new BadRequest("option to-files is not offered by this node");
    }
  }

  private ImportOptions options(Call call) {
    try {
      return ImportFlags.options(
          call::text, ImportProfile.LEGACY_CID_V0.label(), backend.imports());
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      throw new BadRequest(message == null ? "these options do not fit together" : message);
    }
  }

  /// The hash function that a call names, else the configuration's.
  static long hash(Backend backend, Call call, String option) {
    return hash(
        call.given(option)
            ? call.text(option).orElse("")
            : backend.config().imports().getOrDefault("hash", "sha2-256"));
  }

  static long hash(String name) {
    String known = name.equals("sha3") ? "sha3-512" : name;
    return Multicodec.code(known)
        .orElseThrow(() -> new BadRequest("unrecognized hash function: " + name));
  }

  private static void upload(Call call, Addition addition) throws IOException {
    int parts = 0;
    for (Optional<Part> next = call.part(); next.isPresent(); next = call.part()) {
      parts++;
      place(next.get(), addition);
    }
    if (parts == 0) {
      throw new BadRequest("file argument 'path' is required");
    }
  }

  /// What has no name is a file, whatever it is said to be.
  private static void place(Part part, Addition addition) throws IOException {
    if (part.name().isEmpty()) {
      addition.file("", part.body(), part.attributes());
      return;
    }
    switch (part.kind()) {
      case FILE -> addition.file(part.name(), part.body(), part.attributes());
      case DIRECTORY -> addition.directory(part.name(), part.attributes());
      case SYMLINK -> addition.symlink(part.name(), target(part.body()), part.attributes());
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
  /// upload, else with what follows.
  private static final class Listener implements ImportListener {
    private final Reply reply;
    private final CidBase base;
    private final boolean progress;
    private final boolean silent;
    private long told;
    private String current = "";

    Listener(Call call, Reply reply) {
      this.reply = reply;
      this.base = new CidBase(call);
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
        write(new AddEvent.Progress(path, bytes));
      }
    }

    @Override
    public void added(String path, Imported imported) {
      String cid = base.text(imported.cid());
      boolean nameless = path.isEmpty() && imported.type() != Imported.Type.DIRECTORY;
      if (progress && !silent && imported.type() == Imported.Type.FILE) {
        write(new AddEvent.Progress(path, imported.fileSize()));
      }
      if (!silent) {
        write(new AddEvent.Added(nameless ? cid : path, cid, imported.dagSize()));
      }
    }

    private void write(AddEvent event) {
      try {
        reply.queue(event.json());
      } catch (IOException e) {
        throw new UncheckedIOException("the caller went away", e);
      }
    }
  }
}
