package network.cairn.app.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import network.cairn.content.exchange.bitswap.Bitswap;
import network.cairn.deals.provider.ProviderMetrics;
import network.cairn.http.gateway.GatewayMetrics;
import network.cairn.http.retrieval.HttpRetrieval;
import network.cairn.http.rpc.DoorMetrics;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.libp2p.host.Host;
import network.cairn.store.blockstore.StoreMetrics;
import network.cairn.store.repo.RepoStat;
import network.cairn.store.repo.Repository;

/// All meters of one process and their registry. Those of a part are there once it is asked for or
/// bound: a ledger's process exports nothing of a node's, and a node nothing of a ledger's.
/// Thread-safe.
public final class NodeMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Lazily<NetworkCounters> network = new Lazily<>(() -> new NetworkCounters(registry));
  private final Lazily<StoreMetrics> store = new Lazily<>(() -> new StoreCounters(registry));
  private final Lazily<DoorMetrics> door = new Lazily<>(() -> new DoorCounters(registry));
  private final Lazily<GatewayMetrics> gateway = new Lazily<>(() -> new GatewayCounters(registry));
  private final Lazily<ProviderMetrics> provider =
      new Lazily<>(() -> new ProviderCounters(registry));
  private final Lazily<LedgerMetrics> ledger = new Lazily<>(() -> new LedgerCounters(registry));

  /// @param version of the program
  public NodeMetrics(String version) {
    registry.config().meterFilter(new MeterHelp());
    Gauge.builder("cairn_build", () -> 1)
        .description("Always 1; the label is the version of the program")
        .tag("version", version)
        .register(registry);
    machine();
  }

  /// The registry, for meters of parts that are bound elsewhere.
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  public NetworkCounters network() {
    return network.get();
  }

  public StoreMetrics store() {
    return store.get();
  }

  public DoorMetrics door() {
    return door.get();
  }

  public GatewayMetrics gateway() {
    return gateway.get();
  }

  public ProviderMetrics provider() {
    return provider.get();
  }

  /// For a ledger that runs in this process.
  public LedgerMetrics ledger() {
    return ledger.get();
  }

  /// What is scraped.
  public String text() {
    return registry.scrape();
  }

  /// Follows a repository's size; asked at each scrape.
  public void bind(Repository repository) {
    Supplier<RepoStat> stat = new Cached<>(repository::stat, System::nanoTime);
    gauge("cairn_repo_size_bytes", "Bytes of packs and index", stat, s -> s.get().repoSize());
    gauge(
        "cairn_repo_limit_bytes",
        "Bytes that they may take, Datastore.StorageMax",
        stat,
        s -> s.get().storageMax());
    gauge(
        "cairn_repo_reserved_bytes",
        "Bytes set aside for transfers",
        stat,
        s -> s.get().reserved());
    gauge("cairn_repo_blocks", "Blocks in packs", stat, s -> s.get().store().blocks());
    gauge("cairn_repo_packs", "Pack files", stat, s -> s.get().store().packs());
    gauge(
        "cairn_repo_attached_blocks",
        "Blocks of pieces",
        stat,
        s -> s.get().store().attachedBlocks());
  }

  /// Whether what keeps the process well is so.
  ///
  /// @param name of the check
  /// @param value 1 if it is, 0 if not, `NaN` before it was looked at
  public void check(String name, Supplier<Number> value) {
    Gauge.builder("cairn_check", value)
        .description("1 where a check of /readyz holds, 0 where it does not, by check")
        .tag("check", name)
        .strongReference(true)
        .register(registry);
  }

  public void bind(Host host) {
    gauge(
        "cairn_p2p_peers",
        "Connected peers",
        host,
        h -> h.connections().stream().map(c -> c.peer()).distinct().count());
    gauge("cairn_p2p_known_peers", "Peers remembered", host, h -> h.peerstore().peers().size());
  }

  public void bind(Bitswap bitswap) {
    gauge("cairn_bitswap_sessions", "Open sessions", bitswap, b -> b.stats().sessions());
    gauge("cairn_bitswap_wants", "Blocks waited for", bitswap, b -> b.stats().openWants());
    gauge(
        "cairn_bitswap_queued_blocks",
        "Blocks queued for peers",
        bitswap,
        b -> b.stats().queuedBlocks());
    total("cairn_bitswap_blocks_received", bitswap, b -> b.stats().blocksReceived());
    total("cairn_bitswap_received_bytes", bitswap, b -> b.stats().bytesReceived());
    total("cairn_bitswap_duplicate_blocks", bitswap, b -> b.stats().duplicateBlocks());
    total("cairn_bitswap_blocks_sent", bitswap, b -> b.stats().blocksSent());
    total("cairn_bitswap_sent_bytes", bitswap, b -> b.stats().bytesSent());
    total("cairn_bitswap_messages_received", bitswap, b -> b.stats().messagesReceived());
    total("cairn_bitswap_messages_sent", bitswap, b -> b.stats().messagesSent());
  }

  public void bind(HttpRetrieval retrieval) {
    total("cairn_http_retrieval_blocks", retrieval, r -> r.stats().blocks());
    total("cairn_http_retrieval_received_bytes", retrieval, r -> r.stats().bytes());
    total("cairn_http_retrieval_failures", retrieval, r -> r.stats().failures());
  }

  /// A number that goes up and down.
  public <T> void gauge(String name, String help, T of, ToDoubleFunction<T> value) {
    Gauge.builder(name, of, value).description(help).strongReference(true).register(registry);
  }

  /// A number that only grows.
  public <T> void total(String name, T of, ToDoubleFunction<T> value) {
    FunctionCounter.builder(name, of, value).register(registry);
  }

  /// A counter that is incremented where things happen.
  public Counter counter(String name, String help) {
    return Counter.builder(name).description(help).register(registry);
  }

  private void machine() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    gauge(
        "jvm_heap_used_bytes",
        "Bytes of the heap in use",
        memory,
        m -> m.getHeapMemoryUsage().getUsed());
    gauge(
        "jvm_heap_committed_bytes",
        "Bytes that the heap has of the system",
        memory,
        m -> m.getHeapMemoryUsage().getCommitted());
    gauge(
        "jvm_heap_max_bytes",
        "Bytes that the heap may have",
        memory,
        m -> m.getHeapMemoryUsage().getMax());
    gauge(
        "process_uptime_seconds",
        "Seconds since the process started",
        ManagementFactory.getRuntimeMXBean(),
        r -> r.getUptime() / 1000.0);
    gauge(
        "jvm_platform_threads",
        "Platform threads",
        ManagementFactory.getThreadMXBean(),
        t -> t.getThreadCount());
  }
}
