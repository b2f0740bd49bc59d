package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.NetworkFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `cairn ledger status` where no daemon runs.
@Timeout(120)
final class LedgerStatusTest {
  @TempDir Path folder;
  private Path home = Path.of("");
  private Path usual = Path.of("");
  private TestShell shell = new TestShell(home);

  @BeforeEach
  void make() {
    home = folder.resolve("home");
    usual = folder.resolve(".cairn-ledger");
    shell = new TestShell(folder);
  }

  /// A ledger that runs, with the network file that leads to its door.
  private TestLedger running(Path at) throws IOException {
    TestLedger ledger = new TestLedger(at);
    Files.writeString(at.resolve("network"), ledger.network().format());
    return ledger;
  }

  @Test
  void onItsOwnMachineARunningLedgerIsAsked() throws IOException {
    try (TestLedger ledger = running(usual)) {
      assertThat(shell.done(home, "ledger", "status"))
          .contains("ChainId     cairn-dev-deal")
          .containsPattern("Height      [0-9]+")
          .contains("Url         " + ledger.network().ledgerUrl())
          .contains("Server      " + ledger.network().ledgerUrl())
          .contains("Engine      embedded", "Lag         none", "Peers       0")
          .containsPattern(
              "Validator   [0-9a-f]{40}  power 1, signed ([0-9]+) of the newest \\1 b");
      assertThat(shell.err()).isEmpty();
      assertThat(shell.done(home, "ledger", "status", "--home", usual.toString(), "--enc=json"))
          .contains("\"ChainId\":\"cairn-dev-deal\"")
          .contains("\"Engine\":\"embedded\"", "\"Behind\":0");
    }
  }

  /// The folder where a chain of several operators was made has the treasury's key and runs
  /// nothing.
  @Test
  void aFolderOfTheTreasuryAsksTheLedgerThatRunsElsewhere() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    try (TestLedger _ = running(elsewhere)) {
      Path treasury = Files.createDirectories(folder.resolve("treasury"));
      for (String file : List.of("genesis", "network")) {
        Files.copy(elsewhere.resolve(file), treasury.resolve(file));
      }
      assertThat(shell.done(home, "ledger", "status", "--home", treasury.toString()))
          .contains("Engine      embedded");
      assertThat(shell.err()).isEmpty();
    }
  }

  @Test
  void aHomeOfItsNetworkNeedsNoDaemon() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    try (TestLedger ledger = running(elsewhere)) {
      shell.done(
          home, "init", "--profile", "test", "--network", elsewhere.resolve("network").toString());
      // A daemon that died leaves its address, where nobody listens.
      Files.writeString(home.resolve("api"), "/ip4/127.0.0.1/tcp/1");
      assertThat(shell.done(home, "ledger", "status"))
          .contains("Url         " + ledger.network().ledgerUrl());
      assertThat(home.resolve("ledger-head")).doesNotExist();
    }
    assertThat(shell.fails(home, "ledger", "status")).contains("no answer from the ledger at");
  }

  @Test
  void aHomeWritesTheFileThatTrustsItsNewestHeader() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    Path newer = folder.resolve("newer");
    try (TestLedger ledger = running(elsewhere)) {
      shell.done(
          home, "init", "--profile", "test", "--network", elsewhere.resolve("network").toString());
      shell.done(home, "ledger", "trust", "-o", newer.toString());
      NetworkFile written = NetworkFile.parse(Files.readString(newer));
      assertThat(written.trusted()).isPresent();
      assertThat(written.chainRef()).isEqualTo(ledger.network().chainRef());
      assertThat(shell.done(home, "ledger", "trust")).startsWith("cairn-network 2");
      Path other = folder.resolve("other");
      shell.done(other, "init", "--profile", "test", "--network", newer.toString());
      assertThat(shell.done(other, "ledger", "status")).contains("ChainId     cairn-dev-deal");
    }
    assertThat(shell.fails(home, "ledger", "trust")).contains("no answer from the ledger at");
  }

  @Test
  void oneThatDoesNotRunIsShownByItsLog() {
    LedgerHome.init(
        usual,
        LedgerHome.Plan.of("cairn-dev-rest", URI.create("http://127.0.0.1:1")),
        new SecureRandom(),
        InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z")));
    assertThat(shell.done(home, "ledger", "status"))
        .contains("ChainId     cairn-dev-rest")
        .contains("Height      0")
        .contains("2026-01-02T03:04:05Z");
    assertThat(shell.err())
        .contains("this ledger does not run")
        .contains("cairn ledger start --home " + usual);
  }

  @Test
  void theHomesOfAMovedChainAreToldApart() {
    LedgerHome.init(
        usual,
        LedgerHome.Plan.of("cairn-dev-rest", URI.create("http://127.0.0.1:1")),
        new SecureRandom(),
        InstantSource.system());
    Path next = folder.resolve("next");
    shell.done(
        home,
        "ledger",
        "migrate",
        "--home",
        usual.toString(),
        "--validators",
        "2",
        "-o",
        next.toString());
    shell.done(home, "ledger", "status");
    assertThat(shell.err())
        .contains("this ledger does not run")
        .contains("This chain was moved: after height 2 ")
        .contains("ledger migrate")
        .doesNotContain("ledger start");
    String moved = next.resolve("validator-1").toString();
    shell.done(home, "ledger", "status", "--home", moved);
    assertThat(shell.err())
        .contains("Start it with: cairn ledger start --engine cometbft --home " + moved);
  }

  @Test
  void whereThereIsNoneItSaysWhereItLooked() {
    assertThat(shell.fails(home, "ledger", "status"))
        .contains(home + " belongs to no network")
        .contains("there is no ledger's home " + usual)
        .contains("--home");
  }
}
