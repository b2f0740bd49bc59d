package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Processes that sleep stand for those of the network.
@Timeout(60)
class TestnetTest {
  private static final Roster.Entry GONE = new Roster.Entry("provider-2", 999_999_999, 5);

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
    new Roster(List.of(entries)).write(net);
  }

  private int testnet(String command) {
    return typed.run("testnet", command, "--home", "net");
  }

  @Test
  void statusShowsADeadProcessAndIsNoSuccess() throws IOException {
    Child ledger = sleeper("ledger");
    roster(entry(ledger), GONE);
    assertThat(testnet("status")).isEqualTo(1);
    assertThat(typed.err()).isEmpty();
    assertThat(typed.out().lines().map(String::strip))
        .anyMatch(line -> line.matches("ledger +" + ledger.pid() + "  running"))
        .anyMatch(line -> line.matches("provider-2 +999999999  gone"));
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

  @Test
  void upNamesWhatIsGone() throws IOException {
    roster(entry(sleeper("ledger")), GONE);
    assertThat(testnet("up")).isEqualTo(1);
    assertThat(typed.err())
        .contains("provider-2 of the network in " + net + " is gone; 'cairn testnet down'");
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
    assertThat(ledger.isAlive()).isFalse();
    assertThat(client.isAlive()).isFalse();
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
    roster(new Roster.Entry("ledger", other.pid(), entry(other).started() - 10_000));
    assertThat(testnet("down")).isZero();
    assertThat(typed.out()).contains("ledger was gone already");
    assertThat(other.isAlive()).isTrue();
  }

  @Test
  void theUsersFolderIsTheUsual() {
    assertThat(typed.run("testnet", "status")).isEqualTo(1);
    assertThat(typed.err()).contains("no network in " + user.resolve(".cairn-testnet"));
  }
}
