package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import network.cairn.api.answer.ReceiptAnswer;
import network.cairn.api.json.JsonValue;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.store.config.Config;
import network.cairn.testing.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What can go wrong between the command line, a daemon, one provider and a ledger that stops and
/// starts: exit code 1, one message with cause and next step, nothing lost.
@Timeout(300)
final class BadDealTest {
  @TempDir private Path folder;
  private Path client;
  private TestShell shell;
  private TestLedger ledger;

  @BeforeEach
  void start() throws IOException {
    client = folder.resolve("client");
    shell = new TestShell(folder);
    ledger = new TestLedger(folder.resolve("ledger"));
    ledger.home(client);
    Files.write(folder.resolve("file"), Property.bytes(new Random(1), 200_000));
  }

  @AfterEach
  void stopLedger() {
    ledger.close();
  }

  private String done(String... words) {
    return shell.done(client, words);
  }

  private String fails(String... words) {
    return shell.fails(client, words);
  }

  private String[] put(int copies) {
    return new String[] {
      "put", "file", "--copies", Integer.toString(copies), "--for", "20p", "--yes", "--receipt", "r"
    };
  }

  @Test
  void fromNobodyWhoTakesADealToAForgedReceipt() throws Exception {
    try (Daemon own = Daemon.start(client, Optional.empty(), () -> {})) {
      assertThat(own.api()).isNotNull();
      assertThat(fails(put(1))).contains("no provider takes this deal");
      try (Daemon provider = ledger.provider(folder.resolve("provider"))) {
        assertThat(provider.api()).isNotNull();
        assertThat(fails(put(2)))
            .contains("2 copies are wanted, 1 independent providers take them");
        assertThat(fails(put(1))).contains("the wallet has 0").contains("add funds");
        assertThat(done("agreement", "ls")).doesNotContain("file");
        ledger.pay(client, "wallet", 10_000);
        ledger.blocks(2);
        // The first proof may come before the command has looked.
        assertThat(done(put(1)))
            .containsPattern(
                "every copy is (kept; first proofs are due by .*height [1-9]|placed, and none"
                    + " waits)");
        assertThat(fails("agreement", "show", "99")).contains("no agreement 99");
        assertThat(fails("put", "--resume", "99")).contains("no agreement 99");
        forge();
        damage(folder.resolve("provider"));
        downAndUp();
      }
    }
  }

  private void forge() throws IOException {
    assertThat(done("receipt", "verify", "r")).contains("Every claim above is proven");
    JsonValue proven = JsonValue.parse(done("receipt", "verify", "r", "--enc", "json"));
    assertThat(ReceiptAnswer.read(proven).copies()).hasSize(1);
    assertThat(ReceiptAnswer.read(proven).validators()).isOne();
    byte[] receipt = Files.readAllBytes(folder.resolve("r"));
    receipt[receipt.length / 2]++;
    Files.write(folder.resolve("forged"), receipt);
    assertThat(fails("receipt", "verify", "forged"))
        .contains("NOT PROVEN")
        .contains("cairn receipt get");
    assertThat(shell.run(client, "receipt", "verify", "forged", "--enc=json")).isOne();
    assertThat(JsonValue.parse(shell.err()).at("Message").text()).startsWith("NOT PROVEN");
  }

  /// A piece that the provider keeps loses a byte.
  private void damage(Path provider) throws IOException {
    assertThat(shell.run(provider, "repo", "stat")).isZero();
    assertThat(shell.out()).containsPattern("NumPieces: +1\n");
    assertThat(shell.run(provider, "repo", "verify")).isZero();
    Path piece;
    try (Stream<Path> pieces = Files.list(provider.resolve("pieces"))) {
      piece = pieces.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    byte[] good = Files.readAllBytes(piece);
    byte[] bad = good.clone();
    bad[bad.length / 2]++;
    Files.write(piece, bad);
    // The provider reads of its open set when it next looks at the ledger, after the client did.
    do {
      assertThat(shell.run(provider, "repo", "verify")).isEqualTo(1);
      assertThat(shell.err()).contains("1 of 1 pieces kept for others are damaged or missing");
    } while (!shell.out().contains("(set 1); "));
    assertThat(shell.out()).contains("(set 1); put a good copy at " + piece);
    Files.write(piece, good);
    assertThat(shell.run(provider, "repo", "verify")).isZero();
  }

  private void downAndUp() throws Exception {
    ledger.close();
    assertThat(fails("wallet", "balance")).contains("no answer from the ledger");
    assertThat(fails("agreement", "show", "1")).contains("no answer from the ledger");
    ledger.restart();
    ledger.blocks(2);
    assertThat(done("agreement", "show", "1")).contains("live");
  }

  @Test
  void theTreasuryPaysWhomItIsTold() throws Exception {
    Path home = folder.resolve("ledger");
    Files.writeString(home.resolve("network"), ledger.network().format());
    Address receiver = KeyFile.create(folder.resolve("receiver"), new SecureRandom()).address();
    String to = Addresses.format(Profile.DEV, receiver);
    String[] pay = {"ledger", "transfer", to, "2.5", "--home", home.toString()};
    assertThat(done(pay)).startsWith("sent 2.5 CAIRN to " + to + " (height ");
    pay[3] = "7pebbles";
    assertThat(done(pay)).contains("0.000000000000000007 CAIRN");
    assertThat(balance(receiver)).isEqualTo("2.500000000000000007 CAIRN");
    pay[3] = "1000000000";
    assertThat(fails(pay)).contains("the ledger did not transfer");
    pay[3] = "much";
    assertThat(fails(pay)).contains("'much' is no amount");
    pay[2] = to.substring(1);
    pay[3] = "1";
    assertThat(fails(pay)).contains(to.substring(1));
    assertThat(balance(receiver)).isEqualTo("2.500000000000000007 CAIRN");
    pay[2] = to;
    ledger.close();
    assertThat(fails(pay)).contains("cairn ledger start --home " + home);
    ledger.restart();
  }

  private String balance(Address of) {
    return ledger.read(state -> state.account(of).orElseThrow().balance().toString());
  }

  @Test
  void aPayoutThatIsNoAddressIsNotKept() throws Exception {
    String[] start = {
      "provider", "start", "--capacity", "1GiB", "--price", "50", "--payout", "tcairn1bad"
    };
    assertThat(fails(start)).contains("--payout: ");
    start[5] = "dear";
    assertThat(fails(start)).contains("'dear' is no amount");
    assertThat(Config.load(client).providerPayout()).isEmpty();
    assertThat(Config.load(client).providerPrice()).isEmpty();
  }
}
