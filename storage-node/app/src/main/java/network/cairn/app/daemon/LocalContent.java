package network.cairn.app.daemon;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import network.cairn.api.content.AddListener;
import network.cairn.api.content.AddRequest;
import network.cairn.api.content.ArchiveRequest;
import network.cairn.api.content.CarImportRequest;
import network.cairn.api.content.CarsImported;
import network.cairn.api.content.CatRequest;
import network.cairn.api.content.Content;
import network.cairn.api.content.ReadRequest;
import network.cairn.base.time.Deadline;
import network.cairn.base.tree.ByteSink;
import network.cairn.base.tree.SourceEntry;
import network.cairn.base.tree.TreeSink;
import network.cairn.base.units.InvalidQuantity;
import network.cairn.cli.CommandFailed;
import network.cairn.content.service.AddOptions;
import network.cairn.content.service.AddOptions.Keeping;
import network.cairn.content.service.Archive;
import network.cairn.content.service.CarImporter;
import network.cairn.content.service.ContentReader;
import network.cairn.content.service.ContentRoot;
import network.cairn.content.service.ContentService;
import network.cairn.content.service.FileRange;
import network.cairn.content.service.ReadContext;
import network.cairn.content.unixfs.ImportOptions;
import network.cairn.http.rpc.CommandFault;
import network.cairn.http.rpc.kubo.Backend;
import network.cairn.http.rpc.kubo.CidBase;
import network.cairn.http.rpc.kubo.NamedPeer;
import network.cairn.http.rpc.kubo.NamedServer;

/// The content of a home that is open in this process: entries go to the importer and come from the
/// store as they are. What goes wrong is called what a daemon would call it.
final class LocalContent implements Content {
  private static final int BUFFER = 1 << 16;

  private final Backend backend;
  private final ContentService service;

  LocalContent(Backend backend) {
    this.backend = backend;
    this.service = backend.content();
  }

  @Override
  public void add(AddRequest request, List<SourceEntry> entries, AddListener listener)
      throws IOException {
    Deadline deadline = deadline(request.manner().timeout());
    AddedText heard = AddedText.of(listener, request);
    run(
        "add",
        deadline,
        () -> {
          Keeping keeping =
              request.pin() ? new Keeping.Pinned(request.pinName()) : new Keeping.Unpinned();
          AddOptions options = new AddOptions(layout(request), request.wrap(), keeping);
          return service.add(
              options,
              deadline,
              heard,
              addition -> {
                for (SourceEntry entry : entries) {
                  addition.entry(entry);
                }
              });
        });
  }

  private ImportOptions layout(AddRequest request) {
    return AddedText.layout(request, backend.imports());
  }

  @Override
  public void cat(CatRequest request, ByteSink sink) throws IOException {
    read(
        "cat",
        request.timeout(),
        request.peer(),
        request.from(),
        reader -> {
          List<FileRange> ranges =
              reader.ranges(
                  request.paths(),
                  request.offset().orElse(0),
                  request.length().orElse(Long.MAX_VALUE));
          reader.copy(ranges, sink);
        });
  }

  @Override
  public void get(ReadRequest request, TreeSink sink) throws IOException {
    read("get", request, (root, name) -> root.export(name, sink));
  }

  @Override
  public void archive(ReadRequest request, ArchiveRequest form, ByteSink sink) throws IOException {
    read(
        "get",
        request,
        (root, name) -> {
          Archive archive =
              form.compress()
                  ? Archive.gzip(form.tar(), form.level().orElse(Archive.DEFAULT_LEVEL))
                  : Archive.plain();
          OutputStream[] out = new OutputStream[1];
          root.archive(
              name, archive, bytes -> out[0] = new BufferedOutputStream(sink.open(bytes), BUFFER));
          out[0].flush();
        });
  }

  private interface Use {
    void of(ContentRoot root, String name) throws IOException;
  }

  private void read(String command, ReadRequest request, Use use) throws IOException {
    read(
        command,
        request.timeout(),
        request.peer(),
        request.from(),
        reader -> {
          try (ContentRoot root = reader.open(request.path())) {
            use.of(root, ContentReader.path(request.path()).lastName());
          }
        });
  }

  @Override
  public CarsImported importCars(CarImportRequest request, List<SourceEntry.File> cars)
      throws IOException {
    Deadline deadline = deadline(request.manner().timeout());
    CidBase base = AddedText.base(request.manner());
    return run(
        "dag/import",
        deadline,
        () -> {
          CarImporter.Imported imported =
              service.importCars(
                  request.pinRoots(),
                  request.bigBlocks(),
                  deadline,
                  importer -> {
                    for (SourceEntry.File car : cars) {
                      try (InputStream in = car.opener().open()) {
                        importer.car(car.name(), in);
                      }
                    }
                  });
          return new CarsImported(
              imported.roots().stream()
                  .map(r -> new CarsImported.Root(base.text(r.cid()), r.pinError()))
                  .toList(),
              imported.blocks(),
              imported.bytes());
        });
  }

  @Override
  public void exportCar(ReadRequest request, boolean partial, ByteSink sink) throws IOException {
    if (partial) {
      Deadline deadline = deadline(request.timeout());
      run(
          "dag/export",
          deadline,
          () -> {
            ContentReader reader = service.reader(new ReadContext(true, deadline));
            reader.exportPartOfCar(reader.cid(request.path()), sink);
            return "";
          });
      return;
    }
    read(
        "dag/export",
        request.timeout(),
        request.peer(),
        request.from(),
        reader -> reader.exportCar(reader.cid(request.path()), sink));
  }

  private interface Reading {
    void with(ContentReader reader) throws IOException;
  }

  private void read(
      String command,
      Optional<String> timeout,
      Optional<String> peer,
      Optional<String> from,
      Reading reading)
      throws IOException {
    Deadline deadline = deadline(timeout);
    run(
        command,
        deadline,
        () -> {
          try (NamedPeer.Meeting _ = NamedPeer.meet(backend, peer, deadline)) {
            reading.with(
                service.reader(new ReadContext(false, deadline, NamedServer.of(backend, from))));
          }
          return command;
        });
  }

  private static Deadline deadline(Optional<String> timeout) {
    try {
      return Deadline.parse(timeout.orElse(""));
    } catch (InvalidQuantity e) {
      throw new CommandFailed("option timeout: " + e.getMessage());
    }
  }

  private interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /// What the caller's own sources and sinks throw is the caller's to word.
  private static <T> T run(String command, Deadline deadline, Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (CommandFailed | UncheckedIOException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed("interrupted");
    } catch (RuntimeException e) {
      CommandFault.log(command, e);
      throw new CommandFailed(CommandFault.text(CommandFault.text(e), deadline));
    }
  }
}
