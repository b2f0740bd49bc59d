package network.cairn.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.api.Command;
import network.cairn.api.Option;
import network.cairn.api.table.Commands;
import network.cairn.store.config.ConfigKeys;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `ops/` asks of the program is there: each number of a rule or panel is exported (by
/// `docs/metrics.md`, which another test holds true), and what units and image run is a command.
final class OpsFilesTest {
  private static final Path PROJECT = Path.of("../..");
  private static final Path OPS = PROJECT.resolve("ops");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z0-9_]+)` \\| (counter|gauge|summary) \\| ([a-z, ]*) \\|");
  private static final Pattern CONFIG = Pattern.compile("config (?:--json )?(\\S+) (\\S+)");
  private static final Pattern TARGET = Pattern.compile("\"127\\.0\\.0\\.1:([0-9]+)\"");
  private static final Pattern NAME = Pattern.compile("\\b(?:cairn|jvm|process)_[a-z0-9_]+");

  /// Types of all samples, by their names.
  private static Map<String, String> exported() throws IOException {
    Map<String, String> types = new TreeMap<>();
    for (MatchResult row :
        ROW.matcher(Files.readString(PROJECT.resolve("docs/metrics.md"))).results().toList()) {
      if (row.group(2).equals("summary")) {
        types.put(row.group(1) + "_count", "counter");
        types.put(row.group(1) + "_sum", "counter");
      } else {
        types.put(row.group(1), row.group(2));
      }
    }
    assertThat(types).containsKeys("cairn_check", "cairn_rpc_calls_seconds_sum");
    return types;
  }

  private static void holds(String expression, Map<String, String> exported) {
    List<String> names =
        NAME.matcher(expression).results().map(MatchResult::group).distinct().toList();
    assertThat(names).as(expression).isNotEmpty();
    for (String name : names) {
      assertThat(exported).as(expression).containsKey(name);
      boolean rated =
          Pattern.compile("(?:rate|increase)\\(" + name + "\\b").matcher(expression).find();
      if ("counter".equals(exported.get(name))) {
        assertThat(rated).as("a counter counts from each start: %s", expression).isTrue();
      }
    }
    assertThat(expression.chars().filter(c -> c == '(').count())
        .as(expression)
        .isEqualTo(expression.chars().filter(c -> c == ')').count());
  }

  /// The fields of each alert; all scalars of that file are words or JSON texts.
  private static List<Map<String, String>> alerts() throws IOException {
    List<Map<String, String>> alerts = new ArrayList<>();
    for (String line : Files.readAllLines(OPS.resolve("prometheus/cairn.rules.yml"))) {
      String field = line.strip();
      if (field.startsWith("- alert: ")) {
        alerts.add(new TreeMap<>());
        field = field.substring(2);
      }
      int colon = field.indexOf(": ");
      if (!alerts.isEmpty() && colon > 0) {
        String value = field.substring(colon + 2);
        alerts
            .getLast()
            .put(
                field.substring(0, colon),
                value.startsWith("\"") ? JSON.readTree(value).asString() : value);
      }
    }
    return alerts;
  }

  @Test
  void everyAlertIsAboutANumberThatIsExported() throws IOException {
    Map<String, String> exported = exported();
    List<Map<String, String>> alerts = alerts();
    assertThat(alerts).hasSizeGreaterThan(8);
    assertThat(alerts.stream().map(alert -> alert.get("alert"))).doesNotHaveDuplicates();
    for (Map<String, String> alert : alerts) {
      assertThat(alert).containsKeys("alert", "expr", "for", "severity", "summary", "description");
      assertThat(alert.get("severity")).isIn("critical", "warning");
      assertThat(alert.get("for")).matches("[0-9]+[mh]");
      if (!String.valueOf(alert.get("expr")).startsWith("up{")) {
        holds(String.valueOf(alert.get("expr")), exported);
      }
    }
  }

  @Test
  void everyPanelShowsANumberThatIsExported() throws IOException {
    Map<String, String> exported = exported();
    JsonNode dashboard = JSON.readTree(Files.readString(OPS.resolve("grafana/cairn.json")));
    assertThat(dashboard.path("uid").asString()).isEqualTo("cairn");
    List<Integer> ids = new ArrayList<>();
    int shown = 0;
    for (JsonNode panel : dashboard.path("panels")) {
      ids.add(panel.path("id").asInt());
      for (JsonNode target : panel.path("targets")) {
        holds(target.path("expr").asString(), exported);
        assertThat(target.path("legendFormat").asString()).contains("{{instance}}");
        shown++;
      }
    }
    assertThat(shown).isGreaterThan(20);
    assertThat(ids).doesNotHaveDuplicates();
    String query = dashboard.path("templating").path("list").get(1).at("/query/query").asString();
    holds(query, exported);
  }

  /// Each role has numbers on the dashboard.
  @Test
  void theDashboardShowsEachRole() throws IOException {
    String text = Files.readString(OPS.resolve("grafana/cairn.json"));
    assertThat(NAME.matcher(text).results().map(r -> r.group().split("_", 3)[1]))
        .contains("repo", "p2p", "bitswap", "rpc", "provider", "ledger", "check");
  }

  private static Command command(List<String> words, String where) {
    Command command = Commands.TABLE.root();
    for (String word : words) {
      if (!word.startsWith("-") && command.isGroup()) {
        command = Commands.TABLE.child(command, word).orElseThrow(() -> new AssertionError(where));
      }
    }
    return command;
  }

  private static void isACommand(String line) {
    List<String> words = List.of(line.split(" "));
    Command command = command(words, line);
    assertThat(command.isGroup()).as(line).isFalse();
    List<String> options =
        Stream.concat(command.optionsHere().stream(), Commands.TABLE.globalHere().stream())
            .map(Option::name)
            .toList();
    assertThat(options)
        .as(line)
        .containsAll(
            words.stream().filter(w -> w.startsWith("--")).map(w -> w.substring(2)).toList());
  }

  @Test
  void unitsRunCommandsInHomesThatTheyMayWrite() throws IOException {
    TreeSet<String> units = new TreeSet<>();
    try (Stream<Path> files = Files.list(OPS.resolve("systemd"))) {
      for (Path file : files.toList()) {
        Map<String, List<String>> lines =
            Files.readAllLines(file).stream()
                .filter(line -> line.contains("=") && !line.startsWith("#"))
                .collect(
                    Collectors.groupingBy(
                        line -> line.substring(0, line.indexOf('=')),
                        Collectors.mapping(
                            line -> line.substring(line.indexOf('=') + 1), Collectors.toList())));
        assertThat(lines)
            .as("%s", file)
            .containsEntry("NoNewPrivileges", List.of("true"))
            .containsEntry("ProtectSystem", List.of("strict"))
            .containsEntry("CapabilityBoundingSet", List.of(""))
            .containsEntry("Type", List.of("exec"));
        String start = lines.getOrDefault("ExecStart", List.of("")).getFirst();
        assertThat(start).startsWith("/opt/cairn/cairn ");
        isACommand(start.substring("/opt/cairn/cairn ".length()));
        String home = "/var/lib/" + lines.getOrDefault("StateDirectory", List.of("")).getFirst();
        assertThat(lines.getOrDefault("Environment", List.of("")).getFirst() + " " + start + " ")
            .contains("HOME=" + home)
            .containsPattern("(CAIRN_PATH=|--home )" + home + " ");
        units.add(String.valueOf(file.getFileName()));
      }
    }
    assertThat(units)
        .containsExactly("cairn-ledger.service", "cairn-provider.service", "cairn.service");
  }

  /// What the commands of the README set in a home of `/var/lib`, by their keys.
  private static Map<String, String> configured(String home) throws IOException {
    Map<String, String> values = new TreeMap<>();
    String start = "sudo -u cairn env CAIRN_PATH=/var/lib/" + home + " /opt/cairn/cairn ";
    for (String line : Files.readAllLines(OPS.resolve("README.md"))) {
      if (line.startsWith(start)) {
        String words = line.substring(start.length());
        isACommand(words);
        Matcher config = CONFIG.matcher(words);
        if (config.matches()) {
          assertThat(ConfigKeys.of(config.group(1))).as(line).isPresent();
          values.put(config.group(1), config.group(2));
        }
      }
    }
    return values;
  }

  @Test
  void whatIsScrapedIsOpenAndNodeAndProviderHavePortsOfTheirOwn() throws IOException {
    String scraped = Files.readString(OPS.resolve("prometheus/prometheus.yml"));
    Map<String, String> node = configured("cairn");
    Map<String, String> provider = configured("cairn-provider");
    String ledger = Files.readString(OPS.resolve("systemd/cairn-ledger.service"));
    List<String> targets = TARGET.matcher(scraped).results().map(found -> found.group(1)).toList();
    assertThat(targets)
        .containsExactly(
            port(node.getOrDefault("Addresses.Metrics", "")),
            port(provider.getOrDefault("Addresses.Metrics", "")),
            ledger.replaceAll("(?s).*--metrics 127\\.0\\.0\\.1:([0-9]+).*", "$1"));
    assertThat(node).doesNotContainKeys("Addresses.Swarm", "Addresses.API", "Addresses.Gateway");
    assertThat(port(provider.getOrDefault("Addresses.Swarm", ""))).isNotEqualTo("4001");
    assertThat(port(provider.getOrDefault("Addresses.API", ""))).isNotEqualTo("5001");
    assertThat(provider).containsEntry("Addresses.Gateway", "\"\"");
  }

  private static String port(String address) {
    return address.replaceAll(".*/tcp/([0-9]+).*", "$1");
  }

  @Test
  void theImageRunsACommandAsNobodySpecial() throws IOException {
    List<String> lines = Files.readAllLines(OPS.resolve("container/Containerfile"));
    assertThat(lines).contains("USER cairn", "ENTRYPOINT [\"/opt/cairn/cairn\"]");
    String cmd = lines.stream().filter(l -> l.startsWith("CMD ")).findFirst().orElseThrow();
    isACommand(
        JSON.readTree(cmd.substring(4))
            .valueStream()
            .map(JsonNode::asString)
            .collect(Collectors.joining(" ")));
    assertThat(String.join("\n", lines)).doesNotContainPattern("EXPOSE.*5001");
  }
}
