package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.cairn.app.metrics.NodeMetrics;
import network.cairn.libp2p.host.Connection.Direction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `docs/metrics.md` is what is exported: every family of every role stands in it as it says of
/// itself, and no other.
@Timeout(120)
final class MetricsPageTest {
  static final Path PAGE = Path.of("../../docs/metrics.md");
  private static final Pattern SAMPLE = Pattern.compile("([a-z0-9_]+)(?:\\{(.*)\\})? \\S+");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");

  @TempDir private Path home;

  /// The rows of a scrape, by the families' names.
  private static Map<String, String> rows(String scrape) {
    Map<String, String> help = new HashMap<>();
    Map<String, String> types = new TreeMap<>();
    Map<String, Set<String>> labels = new HashMap<>();
    for (String line : scrape.lines().toList()) {
      String[] words = line.split(" ", 4);
      Matcher sample = SAMPLE.matcher(line);
      if (line.startsWith("# HELP ")) {
        help.put(words[2], words.length == 4 ? words[3] : "");
      } else if (line.startsWith("# TYPE ")) {
        types.put(words[2], words[3]);
      } else if (sample.matches()) {
        String name = sample.group(1);
        String family = types.containsKey(name) ? name : name.replaceFirst("_(count|sum)$", "");
        Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        while (label.find()) {
          labels.computeIfAbsent(family, _ -> new TreeSet<>()).add(label.group(1));
        }
      }
    }
    Map<String, String> rows = new TreeMap<>();
    types.forEach((name, type) -> {
      assertThat(help.getOrDefault(name, "")).as("help of %s", name).isNotBlank();
      String by = String.join(", ", labels.getOrDefault(name, Set.of()));
      rows.put(name, "| `" + name + "` | " + type + " | " + by + " | " + help.get(name) + " |");
    });
    return rows;
  }

  /// The rows of a section of the page.
  private static List<String> page(String section) throws Exception {
    String page = Files.readString(PAGE);
    int start = page.indexOf("\n## " + section + "\n");
    assertThat(start).as("section %s", section).isNotNegative();
    int next = page.indexOf("\n## ", start + 1);
    return page.substring(start, next < 0 ? page.length() : next)
        .lines()
        .filter(line -> line.startsWith("| `"))
        .toList();
  }

  private static List<String> beyond(Map<String, String> rows, Map<String, String> others) {
    Map<String, String> left = new TreeMap<>(rows);
    left.keySet().removeAll(others.keySet());
    return List.copyOf(left.values());
  }

  private static NodeMetrics process() {
    NodeMetrics metrics = new NodeMetrics("test");
    metrics.check("repository", () -> 1);
    return metrics;
  }

  @Test
  void everyProcess() throws Exception {
    assertThat(page("Every process")).isEqualTo(beyond(rows(process().text()), Map.of()));
  }

  @Test
  void node() throws Exception {
    NodeMetrics events = process();
    events.network().connectionOpened(Direction.INBOUND);
    events.network().streamOpened("/ipfs/ping/1.0.0", Direction.INBOUND);
    events.network().refused("streams");
    events.door().started();
    events.door().ended("id", 200, false, 1);
    Map<String, String> all = new TreeMap<>(rows(events.text()));
    TestDaemon.init(home);
    try (TestDaemon daemon = TestDaemon.start(home)) {
      all.putAll(beyondMap(rows(daemon.scrape()), all));
    }
    assertThat(page("Node")).isEqualTo(beyond(all, rows(process().text())));
  }

  private static Map<String, String> beyondMap(
      Map<String, String> rows, Map<String, String> known) {
    Map<String, String> left = new TreeMap<>(rows);
    left.keySet().removeAll(known.keySet());
    return left;
  }

  @Test
  void provider() throws Exception {
    NodeMetrics metrics = process();
    metrics.provider();
    assertThat(page("Provider")).isEqualTo(beyond(rows(metrics.text()), rows(process().text())));
  }

  @Test
  void ledger() throws Exception {
    NodeMetrics metrics = process();
    metrics.ledger().refused("BUSY");
    assertThat(page("Ledger")).isEqualTo(beyond(rows(metrics.text()), rows(process().text())));
  }

  /// Each role says what it does, and nothing at 0 of what others do.
  @Test
  void aRunningNodeExportsNothingOfOtherRoles() throws Exception {
    TestDaemon.init(home);
    try (TestDaemon daemon = TestDaemon.start(home)) {
      assertThat(daemon.scrape())
          .contains("cairn_repo_blocks")
          .doesNotContain("cairn_provider_")
          .doesNotContain("cairn_ledger_");
    }
  }
}
