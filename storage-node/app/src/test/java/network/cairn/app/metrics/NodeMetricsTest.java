package network.cairn.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.deals.provider.ProviderMetrics.Count;
import network.cairn.deals.provider.ProviderMetrics.Level;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ledger.rules.Reason;
import network.cairn.libp2p.host.Connection.Direction;
import network.cairn.store.repo.RepoOptions;
import network.cairn.store.repo.Repository;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stands in `/metrics`, read as Prometheus reads it (text exposition format 0.0.4).
final class NodeMetricsTest {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\",?");

  @TempDir private Path home;
  private final NodeMetrics metrics = new NodeMetrics("test");

  /// One line: a name, its labels and the value.
  private record Sample(String name, Map<String, String> labels, double value) {}

  private List<Sample> scrape() {
    return metrics
        .text()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(NodeMetricsTest::sample)
        .toList();
  }

  private static Sample sample(String line) {
    Matcher sample = SAMPLE.matcher(line);
    assertThat(sample.matches()).as(line).isTrue();
    Map<String, String> labels = new HashMap<>();
    String rest = sample.group(2) == null ? "" : sample.group(2);
    Matcher label = LABEL.matcher(rest);
    int end = 0;
    while (label.find() && label.start() == end) {
      labels.put(label.group(1), label.group(2));
      end = label.end();
    }
    assertThat(end).as(line).isEqualTo(rest.length());
    return new Sample(sample.group(1), labels, Double.parseDouble(sample.group(3)));
  }

  private double value(String name, String... labels) {
    Map<String, String> wanted = new HashMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      wanted.put(labels[i], labels[i + 1]);
    }
    List<Sample> found =
        scrape().stream().filter(s -> s.name.equals(name) && s.labels.equals(wanted)).toList();
    assertThat(found).as("%s%s", name, wanted).hasSize(1);
    return found.getFirst().value;
  }

  private Set<String> labelValues(String name, String label) {
    return scrape().stream()
        .filter(s -> s.name.equals(name))
        .map(s -> String.valueOf(s.labels.get(label)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everySampleHasATypeAndStandsOnce() {
    everything("a");
    Map<String, String> types = new HashMap<>();
    for (String line : metrics.text().lines().filter(l -> l.startsWith("# TYPE ")).toList()) {
      String[] words = line.split(" ");
      assertThat(words[3]).isIn("counter", "gauge", "summary", "histogram");
      assertThat(types.put(words[2], words[3])).as("%s is told once", words[2]).isNull();
    }
    List<Sample> samples = scrape();
    assertThat(samples.stream().map(s -> s.name + s.labels)).doesNotHaveDuplicates();
    assertThat(samples)
        .allSatisfy(sample -> {
          String family = sample.name.replaceFirst("_(count|sum|bucket)$", "");
          assertThat(types.containsKey(sample.name) || types.containsKey(family))
              .as(sample.name)
              .isTrue();
          if ("counter".equals(types.get(sample.name))) {
            assertThat(sample.name).endsWith("_total");
          }
        });
  }

  @Test
  void everyMeterSaysWhatItIs() {
    everything("a");
    assertThat(metrics.text().lines().filter(line -> line.startsWith("# HELP ")))
        .isNotEmpty()
        .allMatch(line -> line.split(" ", 4).length == 4 && !line.split(" ", 4)[3].isBlank());
  }

  /// A node that follows a ledger is no ledger at height 0.
  @Test
  void onlyALedgerHasMetersOfOne() {
    assertThat(metrics.text()).doesNotContain("cairn_ledger_height");
    metrics.ledger();
    assertThat(value("cairn_ledger_height")).isZero();
  }

  @Test
  void everyMeterOfAPartIsThereAtZeroOnceThePartIs() {
    assertThat(metrics.text()).doesNotContain("cairn_store_", "cairn_provider_", "cairn_p2p_");
    metrics.ledger();
    metrics.store();
    metrics.provider();
    metrics.network();
    metrics.door();
    Stream<String> store =
        Stream.of(
                "reads",
                "read_bytes",
                "writes",
                "written_bytes",
                "duplicates",
                "commits",
                "corrupt_blocks",
                "collected_blocks",
                "collected_bytes",
                "compacted_bytes")
            .map(name -> "cairn_store_" + name + "_total");
    Stream<String> counts =
        Stream.of(
                "fills_started",
                "fills_done",
                "fills_failed",
                "bytes_pulled",
                "sets_opened",
                "proofs_accepted",
                "proofs_refused",
                "periods_paid",
                "periods_missed",
                "sets_failed",
                "repairs_done",
                "warnings")
            .map(name -> "cairn_provider_" + name + "_total");
    Stream<String> levels =
        Stream.of(
                "fills",
                "live_sets",
                "proofs_due",
                "tickets",
                "stored_bytes",
                "ledger_height",
                "clock_ahead_ms",
                "next_deadline",
                "bond_cairn",
                "free_bond_cairn",
                "income_cairn",
                "slashed_cairn")
            .map(name -> "cairn_provider_" + name);
    Stream<String> others =
        Stream.of(
            "cairn_p2p_connections",
            "cairn_p2p_streams",
            "cairn_p2p_in_bytes_total",
            "cairn_p2p_out_bytes_total",
            "cairn_rpc_running",
            "cairn_ledger_height",
            "cairn_ledger_pool",
            "cairn_ledger_transactions_total");
    Stream.of(store, counts, levels, others)
        .flatMap(names -> names)
        .forEach(name -> assertThat(value(name)).as(name).isZero());
    assertThat(value("jvm_heap_used_bytes")).isPositive();
    assertThat(value("jvm_heap_committed_bytes")).isPositive();
    assertThat(value("jvm_platform_threads")).isPositive();
    assertThat(value("process_uptime_seconds")).isPositive();
    assertThat(Count.values()).hasSize(12);
    assertThat(Level.values()).hasSize(8);
  }

  @Test
  void countsTheStoresWork() {
    metrics.store().read(10);
    metrics.store().read(5);
    metrics.store().written(7);
    metrics.store().duplicate();
    metrics.store().committed(2, 3);
    metrics.store().corrupt();
    metrics.store().collected(4, 400);
    metrics.store().compacted(1000, 300);
    assertThat(value("cairn_store_reads_total")).isEqualTo(2);
    assertThat(value("cairn_store_read_bytes_total")).isEqualTo(15);
    assertThat(value("cairn_store_writes_total")).isEqualTo(1);
    assertThat(value("cairn_store_written_bytes_total")).isEqualTo(7);
    assertThat(value("cairn_store_duplicates_total")).isEqualTo(1);
    assertThat(value("cairn_store_commits_total")).isEqualTo(1);
    assertThat(value("cairn_store_corrupt_blocks_total")).isEqualTo(1);
    assertThat(value("cairn_store_collected_blocks_total")).isEqualTo(4);
    assertThat(value("cairn_store_collected_bytes_total")).isEqualTo(400);
    assertThat(value("cairn_store_compacted_bytes_total")).isEqualTo(700);
  }

  @Test
  void countsConnectionsStreamsAndBytes() {
    NetworkCounters network = metrics.network();
    network.connectionOpened(Direction.INBOUND);
    network.connectionOpened(Direction.INBOUND);
    network.connectionOpened(Direction.OUTBOUND);
    network.streamOpened("/ipfs/bitswap/1.2.0", Direction.OUTBOUND);
    network.streamOpened("/ipfs/ping/1.0.0", Direction.INBOUND);
    network.streamClosed("/ipfs/ping/1.0.0", Direction.INBOUND, 1, 2);
    network.refused("streams");
    assertThat(value("cairn_p2p_connections")).isEqualTo(3);
    assertThat(value("cairn_p2p_streams")).isEqualTo(1);
    assertThat(value("cairn_p2p_in_bytes_total")).as("counted at the end").isZero();
    network.connectionClosed(Direction.INBOUND, 100, 40);
    network.connectionClosed(Direction.OUTBOUND, 1, 2);
    assertThat(value("cairn_p2p_connections")).isEqualTo(1);
    assertThat(value("cairn_p2p_in_bytes_total"))
        .isEqualTo(101)
        .isEqualTo((double) network.bytesIn());
    assertThat(value("cairn_p2p_out_bytes_total"))
        .isEqualTo(42)
        .isEqualTo((double) network.bytesOut());
    assertThat(value("cairn_p2p_connections_opened_total", "direction", "in")).isEqualTo(2);
    assertThat(value("cairn_p2p_connections_opened_total", "direction", "out")).isEqualTo(1);
    assertThat(value("cairn_p2p_streams_opened_total", "protocol", "/ipfs/bitswap/1.2.0"))
        .isEqualTo(1);
    assertThat(value("cairn_p2p_refused_total", "limit", "streams")).isEqualTo(1);
  }

  @Test
  void timesCommandsByHowTheyEnded() {
    metrics.door().started();
    metrics.door().started();
    assertThat(value("cairn_rpc_running")).isEqualTo(2);
    metrics.door().ended("add", 200, false, 2_000_000_000L);
    metrics.door().ended("add", 200, true, 500_000_000L);
    metrics.door().started();
    metrics.door().ended("cat", 500, false, 1);
    assertThat(value("cairn_rpc_running")).isZero();
    assertThat(value("cairn_rpc_calls_seconds_count", "command", "add", "status", "200"))
        .isEqualTo(1);
    assertThat(value("cairn_rpc_calls_seconds_sum", "command", "add", "status", "200"))
        .isEqualTo(2);
    assertThat(value("cairn_rpc_calls_seconds_count", "command", "add", "status", "failed"))
        .isEqualTo(1);
    assertThat(value("cairn_rpc_calls_seconds_count", "command", "cat", "status", "500"))
        .isEqualTo(1);
  }

  @Test
  void countsTheGatewaysAnswersByHowTheyEnded() {
    for (int i = 0; i < 5; i++) {
      metrics.gateway().started();
    }
    assertThat(value("cairn_gateway_running")).isEqualTo(5);
    metrics.gateway().ended(200, true, 7);
    metrics.gateway().ended(206, true, 5);
    metrics.gateway().ended(200, false, 3);
    metrics.gateway().ended(429, true, 0);
    metrics.gateway().ended(0, false, 0);
    assertThat(value("cairn_gateway_running")).isZero();
    assertThat(value("cairn_gateway_sent_bytes_total")).isEqualTo(15);
    assertThat(value("cairn_gateway_busy_total")).isEqualTo(1);
    assertThat(value("cairn_gateway_answers_total", "status", "2xx")).isEqualTo(2);
    assertThat(value("cairn_gateway_answers_total", "status", "4xx")).isEqualTo(1);
    assertThat(value("cairn_gateway_answers_total", "status", "5xx")).isZero();
    assertThat(value("cairn_gateway_answers_total", "status", "broken")).isEqualTo(2);
  }

  @Test
  void followsTheLedger() {
    metrics.ledger().block(7, 3, 1_000_000_000L);
    metrics.ledger().block(8, 2, 500_000_000L);
    metrics.ledger().pool(12);
    metrics.ledger().pool(4);
    metrics.ledger().refused(Reason.EXPIRED.name());
    metrics.ledger().refused("BUSY");
    assertThat(value("cairn_ledger_height")).isEqualTo(8);
    assertThat(value("cairn_ledger_transactions_total")).isEqualTo(5);
    assertThat(value("cairn_ledger_pool")).isEqualTo(4);
    assertThat(value("cairn_ledger_blocks_seconds_count")).isEqualTo(2);
    assertThat(value("cairn_ledger_blocks_seconds_sum")).isEqualTo(1.5);
    assertThat(value("cairn_ledger_refused_total", "reason", Reason.EXPIRED.name())).isEqualTo(1);
    assertThat(value("cairn_ledger_refused_total", "reason", "BUSY")).isEqualTo(1);
  }

  @Test
  void followsAProvider() {
    int each = 0;
    for (Count count : Count.values()) {
      metrics.provider().count(count, ++each);
      metrics.provider().count(count, 1);
    }
    int now = 0;
    for (Level level : Level.values()) {
      metrics.provider().level(level, 100);
      metrics.provider().level(level, now++);
    }
    assertThat(value("cairn_provider_fills_started_total")).isEqualTo(2);
    assertThat(value("cairn_provider_warnings_total")).isEqualTo(13);
    assertThat(value("cairn_provider_stored_bytes")).isEqualTo(4);
    assertThat(value("cairn_provider_fills")).isZero();
  }

  /// A peer may send any protocol id; a label for each would fill memory and Prometheus.
  @Test
  void noLabelIsMadeUpByAPeer() {
    Property.check(
        50,
        random -> {
          String foreign = "/x\"\\\n{}" + Long.toHexString(random.nextLong());
          everything(foreign);
          everything("/ipfs/bitswap/1.2.0" + random.nextInt());
        });
    assertThat(labelValues("cairn_p2p_streams_opened_total", "protocol")).containsExactly("other");
    assertThat(labelValues("cairn_p2p_refused_total", "limit")).containsExactly("other");
    assertThat(labelValues("cairn_ledger_refused_total", "reason")).containsExactly("other");
    assertThat(value("cairn_p2p_streams_opened_total", "protocol", "other")).isEqualTo(100);
    everything("/cairn/deal/1.0.0");
    assertThat(labelValues("cairn_p2p_streams_opened_total", "protocol"))
        .containsExactly("/cairn/deal/1.0.0", "other");
  }

  @Test
  void everyReasonOfTheLedgerIsALabel() {
    for (Reason reason : Reason.values()) {
      metrics.ledger().refused(reason.name());
    }
    assertThat(labelValues("cairn_ledger_refused_total", "reason"))
        .hasSize(Reason.values().length)
        .doesNotContain("other");
  }

  private void everything(String foreign) {
    metrics.network().connectionOpened(Direction.INBOUND);
    metrics.network().streamOpened(foreign, Direction.INBOUND);
    metrics.network().streamClosed(foreign, Direction.INBOUND, 1, 1);
    metrics.network().refused(foreign);
    metrics.network().connectionClosed(Direction.INBOUND, 1, 1);
    metrics.ledger().refused(foreign);
    metrics.door().started();
    metrics.door().ended("id", 200, false, 1);
  }

  @Test
  void textThatPrometheusMustQuoteIsQuoted() {
    metrics.door().started();
    metrics.door().ended("a\"b\\c\nd", 200, false, 1);
    assertThat(labelValues("cairn_rpc_calls_seconds_count", "command"))
        .containsExactly("a\\\"b\\\\c\\nd");
  }

  @Test
  void followsARepositoryAndItsLimits() throws IOException {
    Repository.init(home);
    RepoOptions options =
        RepoOptions.defaults("test", Links::of, Hashing.jdk())
            .withDiskReserve(0)
            .withStorageMax(1 << 20)
            .withMetrics(metrics.store());
    try (Repository repository = Repository.open(home, options)) {
      byte[] bytes = Property.bytes(new Random(1), 1000);
      Block block = Block.of(Cid.v1(0x55, Multihash.sha256(bytes)), bytes);
      repository.blockstore().put(block);
      repository.blockstore().put(block);
      assertThat(repository.blockstore().get(block.cid())).isPresent();
      metrics.bind(repository);
      assertThat(value("cairn_repo_limit_bytes")).isEqualTo(1 << 20);
      assertThat(value("cairn_repo_blocks")).isEqualTo(1);
      assertThat(value("cairn_repo_packs")).isEqualTo(1);
      assertThat(value("cairn_repo_size_bytes")).isGreaterThanOrEqualTo(1000);
      assertThat(value("cairn_repo_reserved_bytes")).isZero();
      assertThat(value("cairn_repo_attached_blocks")).isZero();
      assertThat(value("cairn_store_writes_total")).isEqualTo(1);
      assertThat(value("cairn_store_written_bytes_total")).isEqualTo(1000);
      assertThat(value("cairn_store_duplicates_total")).isEqualTo(1);
      assertThat(value("cairn_store_reads_total")).isEqualTo(1);
    }
  }

  @Test
  void partsAddMetersOfTheirOwn() {
    AtomicLong level = new AtomicLong(5);
    metrics.gauge("cairn_own_level", "A level", level, AtomicLong::get);
    metrics.total("cairn_own_events", level, AtomicLong::get);
    metrics.counter("cairn_own_things", "Things").increment(3);
    level.set(9);
    assertThat(value("cairn_own_level")).isEqualTo(9);
    assertThat(value("cairn_own_events_total")).isEqualTo(9);
    assertThat(value("cairn_own_things_total")).isEqualTo(3);
    assertThat(metrics.text()).contains("# HELP cairn_own_level A level");
  }
}
