package network.cairn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import network.cairn.api.answer.content.AddEvent;
import network.cairn.api.answer.content.CarImportEvent;
import network.cairn.api.content.AddListener;
import network.cairn.api.content.AddRequest;
import network.cairn.api.content.ArchiveRequest;
import network.cairn.api.content.CarImportRequest;
import network.cairn.api.content.CarsImported;
import network.cairn.api.content.CatRequest;
import network.cairn.api.content.Content;
import network.cairn.api.content.Manner;
import network.cairn.api.content.ReadRequest;
import network.cairn.api.json.JsonValue;
import network.cairn.base.tree.ByteSink;
import network.cairn.base.tree.SourceEntry;
import network.cairn.base.tree.TreeSink;

/// A daemon's content, by Kubo's RPC: trees go there as parts of a form and come back as tar.
final class RemoteContent implements Content {
  private final Api api;

  RemoteContent(Api api) {
    this.api = api;
  }

  @Override
  public void add(AddRequest request, List<SourceEntry> entries, AddListener listener)
      throws IOException {
    Api.Query query = new Api.Query();
    request.layout().forEach(query::option);
    if (request.wrap()) {
      query.option("wrap-with-directory", "true");
    }
    query.option("pin", Boolean.toString(request.pin()));
    request.pinName().ifPresent(name -> query.option("pin-name", name));
    query.option("progress", "true").option("stream-channels", "true");
    manner(query, request.manner());
    upload("add", query, entries, body -> lines(body, line -> tell(line, listener)));
  }

  private static void tell(JsonValue line, AddListener listener) {
    AddEvent event = AddEvent.read(line);
    if (event instanceof AddEvent.Added(String name, String cid, long size)) {
      listener.added(name, cid, size);
    } else if (event instanceof AddEvent.Progress(_, long bytes)) {
      listener.progress(bytes);
    }
  }

  @Override
  public void cat(CatRequest request, ByteSink sink) throws IOException {
    Api.Query query = new Api.Query();
    request.paths().forEach(query::arg);
    request.offset().ifPresent(n -> query.option("offset", Long.toString(n)));
    request.length().ifPresent(n -> query.option("length", Long.toString(n)));
    limits(query, request.timeout(), request.peer());
    request.from().ifPresent(server -> query.option("from", server));
    bytes("cat", query, sink);
  }

  @Override
  public void get(ReadRequest request, TreeSink sink) throws IOException {
    Api.Query query = query(request).option("archive", "true");
    api.call(
        "get",
        query,
        (answer, body) -> {
          sink.begin(length(answer));
          TarReader.give(body, sink);
          return 0;
        });
  }

  @Override
  public void archive(ReadRequest request, ArchiveRequest form, ByteSink sink) throws IOException {
    Api.Query query = query(request);
    if (form.tar() || !form.compress()) {
      query.option("archive", "true");
    }
    if (form.compress()) {
      query.option("compress", "true");
    }
    form.level().ifPresent(n -> query.option("compression-level", Long.toString(n)));
    bytes("get", query, sink);
  }

  @Override
  public CarsImported importCars(CarImportRequest request, List<SourceEntry.File> cars)
      throws IOException {
    Api.Query query =
        new Api.Query()
            .option("pin-roots", Boolean.toString(request.pinRoots()))
            .option("allow-big-block", Boolean.toString(request.bigBlocks()))
            .option("stats", "true");
    manner(query, request.manner());
    List<CarsImported.Root> roots = new ArrayList<>();
    long[] counts = new long[2];
    upload(
        "dag/import",
        query,
        cars,
        body ->
            lines(
                body,
                line -> {
                  CarImportEvent event = CarImportEvent.read(line).orElse(null);
                  if (event instanceof CarImportEvent.Root(String cid, String error)) {
                    roots.add(new CarsImported.Root(cid, error));
                  } else if (event instanceof CarImportEvent.Stats(long blocks, long bytes)) {
                    counts[0] = blocks;
                    counts[1] = bytes;
                  }
                }));
    return new CarsImported(roots, counts[0], counts[1]);
  }

  @Override
  public void exportCar(ReadRequest request, boolean partial, ByteSink sink) throws IOException {
    Api.Query query = query(request);
    if (partial) {
      query.option("local-only", "true");
    }
    bytes("dag/export", query, sink);
  }

  private static Api.Query query(ReadRequest request) {
    Api.Query query = new Api.Query().arg(request.path());
    limits(query, request.timeout(), request.peer());
    request.from().ifPresent(server -> query.option("from", server));
    return query;
  }

  private static void limits(Api.Query query, Optional<String> timeout, Optional<String> peer) {
    timeout.ifPresent(t -> query.option("timeout", t));
    peer.ifPresent(p -> query.option("peer", p));
  }

  private static void manner(Api.Query query, Manner manner) {
    manner.timeout().ifPresent(t -> query.option("timeout", t));
    manner.cidBase().ifPresent(b -> query.option("cid-base", b));
    manner.upgrade().ifPresent(u -> query.option("upgrade-cidv0-in-output", u));
  }

  private void bytes(String path, Api.Query query, ByteSink sink) throws IOException {
    api.call(path, query, (answer, body) -> body.transferTo(sink.open(length(answer))));
  }

  private static long length(Api.Answer answer) {
    return answer
        .header("X-Content-Length")
        .filter(n -> n.matches("[0-9]{1,18}"))
        .map(Long::parseLong)
        .orElse(0L);
  }

  private interface Reader {
    void read(InputStream body) throws IOException;
  }

  private void upload(
      String path, Api.Query query, List<? extends SourceEntry> entries, Reader reader)
      throws IOException {
    String boundary = "cairn-" + UUID.randomUUID();
    api.upload(
        path,
        query,
        boundary,
        out -> {
          MultipartWriter multipart = new MultipartWriter(out, boundary);
          for (SourceEntry entry : entries) {
            multipart.entry(entry, entry.name());
          }
          multipart.end();
        },
        (_, body) -> {
          reader.read(body);
          return 0;
        });
  }

  private interface Line {
    void read(JsonValue value);
  }

  private static void lines(InputStream body, Line reader) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (!line.isBlank()) {
        reader.read(JsonValue.parse(line));
      }
    }
  }
}
