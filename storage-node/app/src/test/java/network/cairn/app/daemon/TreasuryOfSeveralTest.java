package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.TreasuryFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A treasury of several keys from the command line: keys, a chain, orders made, signed and sent.
@Timeout(120)
final class TreasuryOfSeveralTest {
  private static final String CHAIN = "cairn-dev-shared";

  @TempDir Path folder;
  private TestShell shell = new TestShell(Path.of(""));
  private Path home = Path.of("");
  private Path ledgerHome = Path.of("");

  @BeforeEach
  void make() throws IOException {
    shell = new TestShell(folder);
    home = folder.resolve("home");
    ledgerHome = folder.resolve("ledger");
  }

  private String line(String holder) {
    return shell.done(home, "ledger", "treasury", "key", "--chain-id", CHAIN, "--home", at(holder));
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private Path keys(String name, int threshold, String... holders) throws IOException {
    StringBuilder text = new StringBuilder("cairn-treasury 1\nchain-id " + CHAIN + "\n");
    text.append("treasury-threshold ").append(threshold).append('\n');
    for (String holder : holders) {
      text.append(line(holder));
    }
    return Files.writeString(folder.resolve(name), text);
  }

  private TestLedger ledger() throws IOException {
    TreasuryFile file =
        TreasuryFile.parse(Files.readString(keys("keys", 2, "anna", "bert", "cleo")));
    TestLedger ledger =
        new TestLedger(
            ledgerHome,
            new LedgerHome.Plan(
                CHAIN,
                Optional.empty(),
                URI.create("http://127.0.0.1:1"),
                Optional.of(file.named())));
    Files.writeString(ledgerHome.resolve("network"), ledger.network().format());
    // Anna runs the ledger as well.
    Files.copy(folder.resolve("anna/keystore/treasury"), ledgerHome.resolve("keystore/treasury"));
    return ledger;
  }

  private String treasury(String... words) {
    return shell.done(home, words("ledger", "treasury", words));
  }

  private String refused(String... words) {
    return shell.fails(home, words("ledger", "treasury", words));
  }

  private static String[] words(String first, String second, String... more) {
    String[] all = new String[more.length + 2];
    all[0] = first;
    all[1] = second;
    System.arraycopy(more, 0, all, 2, more.length);
    return all;
  }

  @Test
  void twoOfThreePayAndNameOthers() throws IOException {
    try (TestLedger _ = ledger()) {
      String ledger = ledgerHome.toString();
      String shown = treasury("show", "--home", ledger);
      assertThat(shown).contains("balance     999999700 CAIRN", "next order  1", "threshold   2");
      String to = shown.lines().toList().getLast().replaceFirst(".*, ", "");
      String order = at("order");
      assertThat(treasury("pay", to + "=5", "-o", order, "--home", ledger))
          .contains("order 1 of " + CHAIN, "pay 5 CAIRN to " + to, "ledger treasury sign " + order);
      assertThat(treasury("sign", "--look", order, "--home", at("bert")))
          .contains("pay 5 CAIRN to " + to)
          .doesNotContain("signed by");
      treasury("sign", order, "--home", at("bert"));
      assertThat(refused("pay", to + "=6", "-o", order, "--home", ledger))
          .contains("is an order with signatures; name another file with -o");
      assertThat(refused("send", order, "--home", ledger))
          .contains("the signatures weigh 1, an order needs 2; these have not signed: ");
      String copy = at("copy");
      Files.copy(Path.of(order), Path.of(copy));
      treasury("sign", copy, "--home", ledger);
      assertThat(treasury("send", order, copy, "--home", ledger, "--enc=json"))
          .contains("\"Number\":1")
          .containsPattern("\"Height\":[1-9]");
      assertThat(treasury("show", "--home", ledger)).contains("balance     999999695 CAIRN");
      assertThat(refused("send", order, copy, "--home", ledger))
          .contains("an order with number 1 was done already, this one or another");

      Path next = keys("next", 1, "dora");
      treasury("rekey", next.toString(), "-o", order, "--home", ledger);
      treasury("sign", order, "--home", at("bert"));
      assertThat(treasury("sign", order, "--home", at("cleo"), "--enc=json"))
          .contains("\"new keys, threshold 1\"", "\"Height\":0");
      treasury("send", order, "--home", ledger);
      assertThat(treasury("show", "--home", ledger)).contains("next order  3");
      treasury("keep", "-o", order, "--home", ledger);
      assertThat(shell.fails(home, "ledger", "transfer", to, "5", "--home", ledger))
          .contains("this chain's treasury has several keys");
    }
  }

  @Test
  void whatCannotBeMeantIsOneLine() throws IOException {
    try (TestLedger _ = ledger()) {
      String ledger = ledgerHome.toString();
      assertThat(refused("pay", "nobody=5", "-o", at("o"), "--home", ledger)).contains("'nobody'");
      assertThat(refused("pay", "nobody", "-o", at("o"), "--home", ledger))
          .contains("write it as ADDRESS=CAIRN");
      assertThat(refused("rekey", at("none"), "-o", at("o"), "--home", ledger))
          .contains("is no file that can be read");
      Path broken = Files.writeString(folder.resolve("broken"), "cairn-order 1\n");
      assertThat(refused("sign", broken.toString(), "--home", at("bert")))
          .contains("is no order: it needs chain-id, genesis-hash and order");
      assertThat(refused("send", broken.toString(), "--home", ledger)).contains("is no order");
      assertThat(refused("keep", "-o", broken.toString(), "--home", ledger))
          .contains("is there and no order");
      treasury("keep", "-o", at("o"), "--home", ledger);
      String bert = at("bert");
      assertThat(refused("send", at("o"), "--home", bert)).satisfies(this::saysWhereToSend);
      assertThat(refused("show", "--home", bert)).satisfies(this::saysWhereToSend);
      assertThat(refused("keep", "-o", at("p"), "--home", bert)).satisfies(this::saysWhereToSend);
      String account = treasury("show", "--home", ledger).lines().toList().getLast();
      String to = account.replaceFirst(".*, ", "");
      assertThat(refused("pay", to + "=12345678901", "-o", at("p"), "--home", ledger))
          .contains("'12345678901' is no amount; write CAIRN with at most 10 digits");
      assertThat(refused("pay", to + "=1.0000000000000000001", "-o", at("p"), "--home", ledger))
          .contains("and 18 decimals, as 2.5");
      assertThat(refused("sign", at("o"), "--home", at("nobody"))).contains("is missing");
      assertThat(folder.resolve("o")).exists();
    }
    assertThat(refused("show", "--home", ledgerHome.toString())).contains("no answer");
    assertThat(refused("key", "--home", at("x"))).contains("give --chain-id");
    assertThat(refused("key", "--home", at("x"), "--chain-id", "a", "--weight", "5000"))
        .contains("--weight is 1 to 1000");
  }

  private void saysWhereToSend(String refusal) {
    assertThat(refusal)
        .contains("a key of the treasury and no chain", "give the file", "ledger join NETWORK")
        .doesNotContain("ledger init");
  }

  @Test
  void initTakesTheFileOfItsChainAlone() throws IOException {
    String keys = keys("keys", 1, "anna").toString();
    String made = at("made");
    assertThat(shell.fails(home, "ledger", "init", "--dev", "--treasury", keys, "--home", made))
        .contains("give --chain-id " + CHAIN + " and --dev");
    assertThat(
            shell.done(
                home,
                "ledger",
                "init",
                "--dev",
                "--chain-id",
                CHAIN,
                "--treasury",
                keys,
                "--home",
                made))
        .contains("of 1 keys, threshold 1, holds the rest");
    assertThat(folder.resolve("made/keystore/treasury")).doesNotExist();
  }
}
