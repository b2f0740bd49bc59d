package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import network.cairn.base.memory.ByteBudget;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.content.blockservice.BlockService;
import network.cairn.content.exchange.Exchange;
import network.cairn.content.service.ContentService;
import network.cairn.http.rpc.Route;
import network.cairn.http.rpc.TestDoor;
import network.cairn.http.rpc.TestDoor.Upload;
import network.cairn.http.rpc.TestResponse;
import network.cairn.ipld.dag.Links;
import network.cairn.store.blockstore.StoreMetrics;
import network.cairn.store.config.Config;
import network.cairn.store.hash.HashPool;
import network.cairn.store.hash.Hashes;
import network.cairn.store.keys.Keystore;
import network.cairn.store.repo.RepoOptions;
import network.cairn.store.repo.Repository;
import tools.jackson.databind.JsonNode;

/// Kubo's commands over a home of its own, without a server and, unless it is given one, without a
/// network.
public final class TestBackend implements AutoCloseable {
  static final String VERSION = "7.8.9";
  final Repository repository;
  final Config config;
  final Keystore keys;
  final TestDoor door;
  final List<LogTail.Line> log = new ArrayList<>();
  final AtomicInteger shutdowns = new AtomicInteger();

  /// Blocks that were read from the store.
  final AtomicLong reads = new AtomicLong();

  private final HashPool pool = new HashPool(1);
  private final Backend backend;

  private TestBackend(Path home, Optional<Backend.Online> online, Scheduler scheduler)
      throws IOException {
    Repository.init(home);
    repository =
        Repository.open(
            home,
            RepoOptions.defaults("test", Links::of, new Hashes())
                .withDiskReserve(0)
                .withMetrics(new Reads()));
    config = Config.create(home);
    keys = Keystore.create(home, new SplittableRandom(1));
    BlockService blocks =
        new BlockService(repository.blockstore(), Exchange.offline(), new Hashes(), scheduler);
    ContentService content =
        new ContentService(
            repository,
            new ContentService.Blocks(blocks, blocks),
            new Hashes(),
            pool,
            scheduler,
            ByteBudget.unbounded());
    backend =
        new Backend(
            config,
            keys,
            repository,
            content,
            online,
            scheduler,
            new Backend.Identity(VERSION, "abcdef"),
            new TestLogs(),
            this::lines,
            shutdowns::incrementAndGet);
    List<Route> table = new ArrayList<>();
    table.addAll(KuboCommands.routes(backend));
    door = new TestDoor(table);
  }

  public static TestBackend offline(Path home) throws IOException {
    return new TestBackend(home, Optional.empty(), new RealScheduler());
  }

  static TestBackend online(Path home, Backend.Online online, Scheduler scheduler)
      throws IOException {
    return new TestBackend(home, Optional.of(online), scheduler);
  }

  private final class Reads implements StoreMetrics {
    @Override
    public void read(int bytes) {
      reads.incrementAndGet();
    }
  }

  private List<LogTail.Line> lines(long above, int most) {
    return List.copyOf(log);
  }

  public Backend backend() {
    return backend;
  }

  /// As [#call], by a caller who goes at some time.
  TestResponse callUntil(String call, BooleanSupplier gone) {
    return door.callUntil(call, gone);
  }

  TestResponse call(String call) {
    return door.call(call);
  }

  /// The answer of a call that succeeds.
  JsonNode json(String call) {
    return door.call(call).good().json();
  }

  List<JsonNode> lines(String call) {
    return door.call(call).good().lines();
  }

  /// Adds by the profile unixfs-v1-2025 and tells the last CID, which is the root's.
  public String add(Upload... parts) {
    return added("pin=true", parts);
  }

  /// As [#add], without a pin.
  String loose(Upload... parts) {
    return added("pin=false", parts);
  }

  private String added(String options, Upload... parts) {
    return door.upload("add?profile=unixfs-v1-2025&" + options, parts)
        .good()
        .lines()
        .getLast()
        .path("Hash")
        .asString();
  }

  /// Keeps a block without a pin.
  String block(String options, String text) {
    return door.upload("block/put?" + options, Upload.file("", text))
        .good()
        .json()
        .path("Key")
        .asString();
  }

  /// Keeps an object in dag-cbor without a pin.
  String object(String json) {
    return door.upload("dag/put", Upload.file("", json))
        .good()
        .json()
        .path("Cid")
        .path("/")
        .asString();
  }

  @Override
  public void close() {
    repository.close();
    pool.close();
  }

  /// A log of two areas.
  private static final class TestLogs implements LogLevels {
    private final SequencedMap<String, String> levels = new LinkedHashMap<>(Map.of("door", "warn"));

    private String rest = "warn";

    TestLogs() {
      levels.put("swarm", "warn");
    }

    @Override
    public SequencedMap<String, String> levels() {
      return new LinkedHashMap<>(levels);
    }

    @Override
    public String rest() {
      return rest;
    }

    @Override
    public String level(String area) {
      return Optional.ofNullable(levels.get(area))
          .orElseThrow(() -> new IllegalArgumentException("no area " + area));
    }

    @Override
    public String setAll(String level) {
      rest = level;
      levels.replaceAll((_, _) -> level);
      return level;
    }

    @Override
    public String set(String area, String level) {
      String now = level.equals("default") ? rest : level;
      level(area);
      levels.put(area, now);
      return now;
    }
  }
}
