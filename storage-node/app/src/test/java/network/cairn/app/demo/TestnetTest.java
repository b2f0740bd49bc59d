package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.api.answer.TestnetAnswer;
import network.cairn.api.answer.TestnetProcess;
import network.cairn.api.json.JsonValue;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.ValidatorHomes;
import network.cairn.store.config.Config;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Processes that sleep stand for those of the network.
@Timeout(60)
class TestnetTest {
  private static final Roster.Entry GONE =
      new Roster.Entry("provider-2", 999_999_999, new Identity("5"));

  @TempDir Path user;
  private final List<Child> children = new ArrayList<>();
  private Path net = Path.of("");
  private Typed typed = new Typed(net);

  @BeforeEach
  void make() throws IOException {
    net = Files.createDirectories(user.resolve("net"));
    typed = new Typed(user);
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Child child : children) {
      child.kill();
    }
    System.clearProperty("cairn.launcher");
  }

  private Child sleeper(String name) throws IOException {
    Launcher launcher = new Launcher(List.of("/bin/sh", "-c", "exec sleep 1000"), user);
    Child child = launcher.start(name, Optional.empty(), List.of());
    children.add(child);
    return child;
  }

  private static Roster.Entry entry(Child child) {
    return Roster.of(List.of(child)).entries().getFirst();
  }

  private void roster(Roster.Entry... entries) throws IOException {
    new Roster(List.of(entries), true).write(net);
  }

  private int testnet(String command) {
    return typed.run("testnet", command, "--home", "net");
  }

  @Test
  void statusShowsADeadProcessWithItsLastWordsAndIsNoSuccess() throws IOException {
    Child ledger = sleeper("ledger");
    roster(entry(ledger), GONE);
    Files.createDirectories(net.resolve("logs"));
    Path log = net.resolve("logs/provider-2.log");
    Files.writeString(log, "Daemon is ready\nError: the disk is full\n");
    assertThat(testnet("status")).isEqualTo(1);
    assertThat(typed.err()).isEmpty();
    assertThat(typed.out().lines().map(TestnetTest::untimed))
        .anyMatch(line -> line.matches("ledger +ledger +" + ledger.pid() + "  running +-"))
        .anyMatch(line -> line.matches("provider-2 +provider +999999999  dead +-"))
        .contains(
            "provider-2 is dead; its last line in " + log + ": Error: the disk is full",
            "'cairn testnet up' starts what is dead, 'cairn testnet start provider-2' one process");
  }

  /// Nothing that failed is called success, and nothing is taken away.
  @Test
  void eachCommandFailsWhereItsOutputDoesAndLeavesTheNetwork() throws IOException {
    Child ledger = sleeper("ledger");
    roster(entry(ledger));
    for (String command : List.of("up", "status", "start ledger")) {
      for (String json : List.of("", " --enc=json")) {
        String[] words = ("testnet " + command + " --home net" + json).split(" ");
        assertThat(typed.run(new Typed.Broken("No space left on device"), words)).isEqualTo(1);
        assertThat(typed.err()).as(command).contains("No space left on device");
        assertThat(typed.run(new Typed.Broken("Broken pipe"), words)).isEqualTo(141);
        assertThat(typed.err()).as(command).doesNotContain("rror:", "Broken pipe");
        assertThat(Roster.read(net).orElseThrow().entries()).hasSize(1);
        assertThat(ledger.isAlive()).isTrue();
      }
    }
  }

  /// A network of which nobody has heard where it is, is not left behind.
  @Test
  void upLeavesNothingWhereItsOutputFailsOnTheWay() throws IOException {
    System.setProperty("cairn.launcher", Script.in(user, "exec sleep 1000").toString());
    for (int taken : new int[] {0, 1}) {
      String[] words = {"testnet", "up", "--home", "other"};
      OutputStream after = new Typed.Broken("Broken pipe", taken);
      assertThat(typed.run(after, words)).as("%d writes", taken).isEqualTo(141);
      assertThat(typed.err()).doesNotContain("step", "interrupted");
      assertThat(user.resolve("other")).doesNotExist();
    }
  }

  private TestnetAnswer asked(int code, String... words) {
    List<String> line = new ArrayList<>(List.of("testnet"));
    line.addAll(List.of(words));
    line.addAll(List.of("--home", "net", "--enc=json"));
    assertThat(typed.run(line.toArray(new String[0]))).isEqualTo(code);
    return TestnetAnswer.read(JsonValue.parse(typed.out()));
  }

  /// The story goes to standard error, so that the output is one value.
  @Test
  void tellsProgramsHowItStandsAfterEachCommand() throws IOException {
    Child ledger = sleeper("ledger");
    roster(entry(ledger), GONE);
    Files.createDirectories(net.resolve("logs"));
    Files.writeString(net.resolve("logs/provider-2.log"), "Error: the disk is full\n");
    TestnetAnswer found = asked(1, "status");
    assertThat(found.finished()).isTrue();
    assertThat(found.height()).isZero();
    assertThat(found.processes())
        .containsExactly(
            new TestnetProcess("ledger", "ledger", ledger.pid(), true, "-", ""),
            new TestnetProcess(
                "provider-2", "provider", 999_999_999, false, "-", "Error: the disk is full"));
    assertThat(asked(0, "start", "ledger").processes()).isEqualTo(found.processes());
    assertThat(asked(0, "stop", "ledger").processes())
        .extracting(TestnetProcess::running)
        .containsExactly(false, false);
    assertThat(typed.err()).contains("ledger ended");
    assertThat(asked(0, "down").processes()).isEmpty();
    assertThat(asked(0, "down").home()).isEqualTo(net.toString());
    assertThat(typed.err()).contains("there is no network");
  }

  private static String untimed(String line) {
    return line.replaceFirst("^\\[ *[0-9.]+ s] ", "").strip();
  }

  /// The home of a member that is dead tells where it would listen.
  @Test
  void statusShowsThePortsOfTheDead() throws IOException {
    roster(GONE);
    Config config = Config.create(Files.createDirectories(net.resolve("provider-2")));
    config.setText("Addresses.API", "/ip4/127.0.0.1/tcp/7001");
    config.setJson("Addresses.Swarm", "[\"/ip4/127.0.0.1/tcp/7002\"]");
    assertThat(testnet("status")).isEqualTo(1);
    assertThat(typed.out()).contains("api 7001, swarm 7002").contains("it printed nothing");
  }

  @Test
  void statusOfARunningLedgerThatDoesNotAnswerIsNoSuccess() throws IOException {
    roster(entry(sleeper("ledger")));
    Script.ledgerHome(net.resolve("ledger"));
    assertThat(testnet("status")).isEqualTo(1);
    assertThat(typed.out())
        .contains("http://127.0.0.1:1")
        .contains("the ledger runs but does not answer");
  }

  @Test
  void statusOfNoNetworkSaysHowToStartOne() {
    assertThat(testnet("status")).isEqualTo(1);
    assertThat(typed.err()).contains("no network in " + net + "; 'cairn testnet up'");
  }

  @Test
  void aDamagedRosterIsNamed() throws IOException {
    for (byte[] damage :
        List.of("ledger".getBytes(StandardCharsets.UTF_8), new byte[] {(byte) 0xff, '\n'})) {
      Files.write(net.resolve("testnet"), damage);
      for (String command : List.of("up", "status", "down")) {
        assertThat(testnet(command)).isEqualTo(1);
        assertThat(typed.err()).contains(net.resolve("testnet") + " is damaged at the line");
      }
    }
    assertThat(net).exists();
  }

  @Test
  void upDoesNothingWhereItIsUp() throws IOException {
    roster(entry(sleeper("ledger")));
    assertThat(testnet("up")).isZero();
    assertThat(typed.out())
        .contains("the network in " + net + " is up already")
        .contains("export CAIRN_PATH=" + net.resolve("client"));
    assertThat(children.getFirst().isAlive()).isTrue();
  }

  private static final String MEMBER =
      """
      echo "$CAIRN_PATH: $*" >> asked
      echo "Daemon is ready"
      echo "Ledger is ready"
      exec sleep 1000
      """;

  private void program(String script) throws IOException {
    System.setProperty("cairn.launcher", Script.in(user, script).toString());
  }

  /// Takes what the network's file names now as this test's, so that it ends.
  private List<Roster.Entry> now() throws IOException {
    return Roster.read(net).orElseThrow().entries();
  }

  private void endAll() throws IOException {
    now().forEach(e -> e.process().ifPresent(ProcessHandle::destroyForcibly));
  }

  @Test
  void upStartsWhatIsDeadAndLeavesTheRest() throws IOException {
    program(MEMBER);
    Roster.Entry client = entry(sleeper("client"));
    roster(new Roster.Entry("ledger", 999_999_998, new Identity("5")), GONE, client);
    try {
      assertThat(testnet("up")).isZero();
      assertThat(typed.out())
          .containsSubsequence("ledger runs again", "provider-2 runs again", "export CAIRN_PATH");
      assertThat(net.resolve("asked"))
          .hasContent(
              ": ledger start --home ledger\n" + net.resolve("provider-2") + ": provider start\n");
      assertThat(now())
          .extracting(Roster.Entry::name)
          .containsExactly("ledger", "provider-2", "client");
      assertThat(now()).allMatch(Roster.Entry::isAlive).contains(client);
    } finally {
      endAll();
    }
  }

  @Test
  void oneProcessIsStartedAndStopped() throws IOException {
    program(MEMBER);
    roster(entry(sleeper("ledger")), GONE);
    try {
      assertThat(typed.run("testnet", "start", "provider-2", "--home", "net")).isZero();
      assertThat(typed.out()).contains("provider-2 runs again");
      assertThat(typed.run("testnet", "start", "provider-2", "--home", "net")).isZero();
      assertThat(typed.out()).contains("provider-2 runs already");
      assertThat(typed.run("testnet", "stop", "provider-2", "--home", "net")).isZero();
      assertThat(typed.out()).contains("provider-2 ended");
      assertThat(now().getLast().isAlive()).isFalse();
      assertThat(now().getFirst().isAlive()).isTrue();
      assertThat(typed.run("testnet", "stop", "provider-2", "--home", "net")).isZero();
      assertThat(typed.out()).contains("provider-2 was gone already");
    } finally {
      endAll();
    }
  }

  @Test
  void aValidatorIsStartedAgainWithItsCometBft() throws IOException {
    program(MEMBER);
    ValidatorHomes.init(
        net,
        LedgerHome.Plan.of("cairn-dev-demo", URI.create("http://127.0.0.1:1")),
        2,
        "127.0.0.1:11",
        new SplittableRandom(1),
        InstantSource.fixed(Instant.EPOCH));
    Child first = sleeper("validator-1");
    roster(entry(first), new Roster.Entry("validator-2", 999_999_998, new Identity("5")));
    try {
      assertThat(testnet("status")).isEqualTo(1);
      assertThat(typed.out())
          .containsPattern("validator-2 +validator +999999998  dead +http://127.0.0.1:11")
          .contains("the ledger runs but does not answer");
      assertThat(typed.run("testnet", "start", "validator-2", "--home", "net")).isZero();
      assertThat(typed.out()).contains("validator-2 runs again");
      assertThat(net.resolve("asked"))
          .hasContent(
              ": ledger start --engine cometbft --cometbft /c/cometbft --home validator-2\n");
      assertThat(now().getFirst()).isEqualTo(entry(first));
    } finally {
      endAll();
    }
  }

  @Test
  void upWithOtherValidatorsThanThereAreIsRefused() throws IOException {
    roster(GONE);
    assertThat(typed.run("testnet", "up", "--validators", "4", "--home", "net")).isEqualTo(1);
    assertThat(typed.err()).contains("has one ledger alone, not 4 validators; choose another");
    roster(new Roster.Entry("validator-1", 999_999_998, new Identity("5")));
    assertThat(typed.run("testnet", "up", "--validators", "4", "--home", "net")).isEqualTo(1);
    assertThat(typed.err()).contains("has 1 validators, not 4");
    assertThat(now()).noneMatch(Roster.Entry::isAlive);
  }

  @Test
  void aProcessThatIsNoMemberIsNamedBesideThoseThatAre() throws IOException {
    roster(GONE);
    for (String command : List.of("start", "stop")) {
      assertThat(typed.run("testnet", command, "provider-9", "--home", "net")).isEqualTo(1);
      assertThat(typed.err())
          .contains("there is no 'provider-9' in the network; there are provider-2");
    }
  }

  /// What an earlier process said does not count for the next.
  @Test
  void aProcessThatDoesNotStartAgainIsToldInItsOwnWords() throws IOException {
    program("echo 'Error: the port is taken'; exit 1");
    Files.createDirectories(net.resolve("logs"));
    Files.writeString(net.resolve("logs/provider-2.log"), "Daemon is ready\n");
    roster(entry(sleeper("ledger")), GONE);
    assertThat(testnet("up")).isEqualTo(1);
    assertThat(typed.err()).contains("provider-2 ended with code 1").contains("the port is taken");
    assertThat(now().getFirst().isAlive()).isTrue();
  }

  @Test
  void whatAKilledStartLeftIsNamedAndCanBeTakenDown() throws IOException {
    Child ledger = sleeper("ledger");
    Roster.unfinished(List.of(ledger)).write(net);
    assertThat(testnet("up")).isEqualTo(1);
    assertThat(typed.err()).contains("is not finished").contains("'cairn testnet down' removes it");
    assertThat(testnet("status")).isEqualTo(1);
    assertThat(testnet("down")).isZero();
    awaitEnd(ledger);
    assertThat(net).doesNotExist();
  }

  @Test
  void upTakesNobodyElsesFolder() throws IOException {
    System.setProperty("cairn.launcher", "/bin/false");
    Path precious = Files.writeString(net.resolve("precious"), "x");
    assertThat(testnet("up")).isEqualTo(1);
    assertThat(typed.err()).contains(net + " is not empty and holds no network");
    assertThat(precious).hasContent("x");
  }

  @Test
  void upThatFailsLeavesNothing() {
    System.setProperty("cairn.launcher", "/bin/false");
    assertThat(testnet("up")).isEqualTo(1);
    assertThat(typed.err())
        .contains("step \"Found a ledger that makes a block every 250 ms\" failed")
        .contains("ended with code 1")
        .contains("; nothing is left of the network");
    assertThat(net).doesNotExist();
  }

  @Test
  void upWithoutALauncherMakesNoFolder() {
    assertThat(typed.run("testnet", "up", "--home", "other")).isEqualTo(1);
    assertThat(typed.err()).contains("the program that starts Cairn is not known");
    assertThat(user.resolve("other")).doesNotExist();
  }

  /// The system says of an ended process that it is no more, and this one's parent hears of it, one
  /// after the other.
  private static void awaitEnd(Child child) {
    while (child.isAlive()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void downEndsWhatRunsAndRemovesTheFolder() throws IOException {
    Child ledger = sleeper("ledger");
    Child client = sleeper("client");
    roster(entry(ledger), GONE, entry(client));
    Files.createDirectories(net.resolve("client/blocks"));
    assertThat(testnet("down")).isZero();
    assertThat(typed.out())
        .containsSubsequence(
            "ledger ended",
            "provider-2 was gone already",
            "client ended",
            "the network is down; " + net + " is removed");
    awaitEnd(ledger);
    awaitEnd(client);
    assertThat(net).doesNotExist();
  }

  @Test
  void downTwiceDoesNothing() throws IOException {
    roster(GONE);
    assertThat(testnet("down")).isZero();
    assertThat(testnet("down")).isZero();
    assertThat(typed.out()).contains("there is no network in " + net);
  }

  /// A pid of an old roster may be anybody's by now.
  @Test
  void downEndsNobodyElsesProcess() throws IOException {
    Child other = sleeper("other");
    Identity earlier = new Identity("1" + entry(other).identity().text());
    roster(new Roster.Entry("ledger", other.pid(), earlier));
    assertThat(testnet("down")).isZero();
    assertThat(typed.out()).contains("ledger was gone already");
    assertThat(other.isAlive()).isTrue();
  }

  /// Somebody may have started a daemon on one of its homes by hand.
  @Test
  void downRemovesNoHomeThatSomebodyUses() throws IOException, InterruptedException {
    roster(GONE);
    for (String lock : List.of("client/repo.lock", "ledger/lock")) {
      Path file = net.resolve(lock);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "process 77 (cairn)");
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        assertThat(testnet("down")).isEqualTo(1);
        assertThat(typed.err())
            .contains(file.getParent() + " is in use by process 77 (cairn); nothing is removed");
        assertThat(file).exists();
      }
    }
    assertThat(testnet("down")).isZero();
    assertThat(net).doesNotExist();
  }

  /// It ignores the request and writes into its home until it is killed.
  @Test
  void downWaitsForWhomItHasToKill() throws IOException, InterruptedException {
    Path home = Files.createDirectories(net.resolve("client"));
    Launcher launcher =
        new Launcher(
            List.of(
                "/bin/sh",
                "-c",
                "trap '' TERM; echo on; while :; do echo x > " + home + "/f; done"),
            user);
    Child stubborn = launcher.start("client", Optional.empty(), List.of());
    children.add(stubborn);
    while (!stubborn.said("on")) {
      Thread.onSpinWait();
    }
    Impatient pace = new Impatient();
    assertThat(new Ending(pace, new PlainScreen(System.out, pace)).end(List.of(entry(stubborn))))
        .isEmpty();
    awaitEnd(stubborn);
  }

  @Test
  void theUsersFolderIsTheUsual() {
    assertThat(typed.run("testnet", "status")).isEqualTo(1);
    assertThat(typed.err()).contains("no network in " + user.resolve(".cairn-testnet"));
  }

  /// The time for a polite end passes at once, what comes after takes as long as it takes.
  private static final class Impatient implements Pace {
    private final long start = System.nanoTime();
    private int looks;

    @Override
    public long nanoTime() {
      return Math.min(looks, 30) * 1_000_000_000L + System.nanoTime() - start;
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // only hurries the wait
    public void pause(Duration time) {
      looks++;
      Thread.yield();
    }
  }
}
