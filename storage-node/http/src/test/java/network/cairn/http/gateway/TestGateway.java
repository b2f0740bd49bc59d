package network.cairn.http.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import network.cairn.base.memory.ByteBudget;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.base.tree.SourceEntry;
import network.cairn.content.blockservice.BlockService;
import network.cairn.content.exchange.Exchange;
import network.cairn.content.service.AddOptions;
import network.cairn.content.service.CarImporter;
import network.cairn.content.service.ContentService;
import network.cairn.content.service.ReadContext;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.content.unixfs.ImportListener;
import network.cairn.content.unixfs.ImportOptions;
import network.cairn.http.door.HttpDoor;
import network.cairn.http.gateway.deny.Denylists;
import network.cairn.http.gateway.host.GatewayHosts;
import network.cairn.http.gateway.host.PublicGateway;
import network.cairn.http.gateway.name.NameResolver;
import network.cairn.http.gateway.name.RecordSource;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.resolve.Names;
import network.cairn.store.hash.HashPool;
import network.cairn.store.hash.Hashes;
import network.cairn.store.repo.RepoOptions;
import network.cairn.store.repo.Repository;
import network.cairn.testing.Vectors;

/// A gateway at a door of loopback, over a repository of its own and nobody else.
final class TestGateway implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 50_000;

  final ContentService content;
  private final Repository repository;
  private final HashPool pool = new HashPool(1);
  private final HttpDoor door;

  TestGateway(Path home) throws IOException {
    this(home, new Options());
  }

  /// What a gateway is to be.
  static final class Options {
    Exchange exchange = Exchange.offline();
    GatewayBounds bounds = GatewayBounds.defaults();
    Map<String, PublicGateway> gateways = Map.of("localhost", PublicGateway.local(true));
    Map<String, String> fixed = Map.of();
    RecordSource records = RecordSource.NONE;
    Names domains = Names.NONE;
    LongSupplier nanoTime = System::nanoTime;
    GatewayMetrics metrics = GatewayMetrics.NONE;
    GatewayManner manner = GatewayManner.PLAIN;
    boolean noDnsLink;
    boolean pages = true;
  }

  TestGateway(Path home, Options options) throws IOException {
    Repository.init(home);
    repository =
        Repository.open(
            home, RepoOptions.defaults("test", Links::of, new Hashes()).withDiskReserve(0));
    Scheduler scheduler = new RealScheduler();
    BlockService local =
        new BlockService(repository.blockstore(), Exchange.offline(), new Hashes(), scheduler);
    BlockService blocks =
        new BlockService(repository.blockstore(), options.exchange, new Hashes(), scheduler);
    content =
        new ContentService(
            repository,
            new ContentService.Blocks(local, blocks),
            new Hashes(),
            pool,
            scheduler,
            ByteBudget.unbounded());
    NameResolver names =
        new NameResolver(
            options.records, options.domains, options.fixed, Duration.ofSeconds(5), scheduler);
    GatewayHosts hosts =
        new GatewayHosts(options.gateways, options.noDnsLink, options.pages, names);
    GatewayHandler handler =
        new GatewayHandler(
            content,
            options.bounds,
            hosts,
            names,
            new Denylists(List.of(home.resolve("denylists")), options.nanoTime),
            scheduler,
            options.metrics,
            options.manner);
    door =
        HttpDoor.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            "test",
            Map.of(GatewayHandler.ROOT, handler));
  }

  int port() {
    return door.port();
  }

  /// Keeps the blocks of a CAR of the vectors; gives its first root.
  Cid car(Vectors vectors, String file) throws IOException {
    CarImporter.Imported imported =
        content.importCars(
            true,
            false,
            Deadline.none(),
            importer -> importer.car(file, new ByteArrayInputStream(vectors.bytes(file))));
    return imported.roots().getFirst().cid();
  }

  /// Adds a tree with leaves of 1,000 bytes, directories of more than 100 entries sharded.
  Cid add(SourceEntry entry) throws IOException {
    AddOptions options =
        new AddOptions(
            ImportOptions.of("unixfs-v1-2025").withChunker("size-1000").withMaxDirectoryLinks(100),
            false,
            new AddOptions.Keeping.Pinned(Optional.empty()));
    return content
        .add(options, Deadline.none(), ImportListener.none(), addition -> addition.entry(entry))
        .getFirst();
  }

  Cid put(long codec, byte[] bytes) {
    Cid cid = Cid.v1(codec, Multihash.sha256(bytes));
    repository.blockstore().put(Block.of(cid, bytes));
    return cid;
  }

  static SourceEntry.File file(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new SourceEntry.File(
        name, () -> new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length));
  }

  static SourceEntry.Directory directory(String name, SourceEntry... entries) {
    return new SourceEntry.Directory(name, () -> List.of(entries));
  }

  /// What a path below a root leads to.
  Cid cid(Cid root, String... names) {
    return content
        .reader(new ReadContext(true, Deadline.none()))
        .resolve(ContentPath.of(root, List.of(names)))
        .cid();
  }

  GatewayReply get(String path, String... headers) throws IOException {
    return ask("GET", path, headers);
  }

  GatewayReply head(String path, String... headers) throws IOException {
    return ask("HEAD", path, headers);
  }

  /// @param path as it goes over the wire
  /// @param headers names and values in turn
  GatewayReply ask(String method, String path, String... headers) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(Map.of("Host", "127.0.0.1:" + port()));
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    all.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Connection: close\r\n\r\n");
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
      byte[] answer = socket.getInputStream().readAllBytes();
      GatewayReply reply = GatewayReply.parse(answer);
      return method.equals("HEAD")
          ? new GatewayReply(reply.status(), reply.headers(), reply.body(), true)
          : reply;
    }
  }

  @Override
  public void close() {
    door.close();
    repository.close();
    pool.close();
  }
}
