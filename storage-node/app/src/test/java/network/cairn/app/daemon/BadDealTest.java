package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import network.cairn.cli.Shell;
import network.cairn.cli.Terminal;
import network.cairn.http.rpc.HttpDoor;
import network.cairn.http.rpc.LedgerHandler;
import network.cairn.ledger.api.LedgerService;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.api.TxReceipt;
import network.cairn.ledger.api.WaitFor;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
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
  private static final Duration PATIENCE = Duration.ofSeconds(100);

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path client;
  private LedgerHome ledgerHome;
  private NetworkFile network;
  private LedgerHome.Running running;
  private HttpDoor door;
  private long nonce;

  @BeforeEach
  void start() throws IOException {
    client = folder.resolve("client");
    ledgerHome =
        LedgerHome.init(
            folder.resolve("ledger"),
            LedgerHome.Plan.of("cairn-dev-deal", URI.create("http://127.0.0.1:1")),
            new SecureRandom(),
            InstantSource.system());
    startLedger(0);
    network = NetworkFile.of(ledgerHome.genesis(), URI.create("http://127.0.0.1:" + door.port()));
    home(client);
    Files.write(folder.resolve("file"), Property.bytes(new Random(1), 200_000));
  }

  private void home(Path home) throws IOException {
    TestDaemon.init(home);
    Files.writeString(home.resolve("network"), network.format());
    Config.load(home).setText("Ledger.Network", "network");
  }

  private void startLedger(int port) throws IOException {
    running = ledgerHome.engine(InstantSource.system(), LedgerMetrics.none());
    LedgerService service = new LedgerService(new LocalLedger(running.engine()));
    door =
        HttpDoor.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            "cairn/test",
            Map.of(LedgerService.PREFIX, new LedgerHandler(service, Profile.DEV, 64, 64)));
    running.engine().start();
  }

  @AfterEach
  void stopLedger() {
    door.close();
    running.close();
  }

  private int run(String... words) {
    return runAt(client, words);
  }

  private int runAt(Path home, String... words) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            true,
            false,
            false,
            Map.of("HOME", folder.toString(), "CAIRN_PATH", home.toString()),
            folder);
    return Shell.run(List.of(words), new NodeRoles(), terminal);
  }

  private String done(String... words) {
    int code = run(words);
    assertThat(code).as(String.join(" ", words) + ": " + err).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private String fails(String... words) {
    assertThat(run(words)).as(String.join(" ", words)).isEqualTo(1);
    String text = err.toString(StandardCharsets.UTF_8);
    List<String> errors = text.lines().filter(l -> l.startsWith("Error: ")).toList();
    assertThat(errors).as(text).hasSize(1);
    assertThat(text).doesNotContain("\tat ").doesNotContain("Exception");
    return errors.getFirst();
  }

  private void pay(Path home, String key, long cairn) {
    Msg transfer =
        new Msg.Transfer(
            KeyFile.read(home.resolve("keystore").resolve(key)).address(), Amount.ofCairn(cairn));
    long until = running.engine().head().getHeight() + 500;
    ByteString tx =
        ledgerHome
            .treasury()
            .tx(ledgerHome.network().chainRef(), 0, ++nonce, until, List.of(transfer))
            .encode();
    TxReceipt receipt = new LocalLedger(running.engine()).submit(tx, WaitFor.COMMITTED, PATIENCE);
    assertThat(receipt.isDone()).as(receipt.toString()).isTrue();
  }

  private Daemon provider(Path home) throws Exception {
    home(home);
    Config.load(home).setText("Provider.Price", "50");
    Config.load(home).setText("Provider.Capacity", "1GiB");
    pay(home, "operator", 1_000);
    LedgerSide.Role role = new LedgerSide.Role(Optional.of(Amount.ofCairn(500)), false);
    Daemon daemon = Daemon.start(home, Optional.of(role), () -> {});
    var operator = KeyFile.read(home.resolve("keystore").resolve("operator")).address();
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (running.engine().read(state -> new LedgerView(state).provider(operator).isEmpty())) {
      assertThat(System.nanoTime() - until).as("registering takes too long").isNegative();
      running.engine().awaitHeight(running.engine().head().getHeight() + 1, PATIENCE);
    }
    running.engine().awaitHeight(running.engine().head().getHeight() + 2, PATIENCE);
    return daemon;
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
      try (Daemon provider = provider(folder.resolve("provider"))) {
        assertThat(provider.api()).isNotNull();
        assertThat(fails(put(2)))
            .contains("2 copies are wanted, 1 independent providers take them");
        assertThat(fails(put(1))).contains("the wallet has 0").contains("add funds");
        assertThat(done("agreement", "ls")).doesNotContain("file");
        pay(client, "wallet", 10_000);
        running.engine().awaitHeight(running.engine().head().getHeight() + 2, PATIENCE);
        // The first proof may come before the command has looked.
        assertThat(done(put(1)))
            .containsPattern(
                "every copy is (kept; first proofs are due by height [1-9]|placed, and none"
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
    byte[] receipt = Files.readAllBytes(folder.resolve("r"));
    receipt[receipt.length / 2]++;
    Files.write(folder.resolve("forged"), receipt);
    assertThat(fails("receipt", "verify", "forged"))
        .contains("NOT PROVEN")
        .contains("cairn receipt get");
  }

  /// A piece that the provider keeps loses a byte.
  private void damage(Path provider) throws IOException {
    assertThat(runAt(provider, "repo", "stat")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).containsPattern("NumPieces: +1\n");
    assertThat(runAt(provider, "repo", "verify")).isZero();
    Path piece;
    try (Stream<Path> pieces = Files.list(provider.resolve("pieces"))) {
      piece = pieces.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    byte[] good = Files.readAllBytes(piece);
    byte[] bad = good.clone();
    bad[bad.length / 2]++;
    Files.write(piece, bad);
    assertThat(runAt(provider, "repo", "verify")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("1 of 1 pieces kept for others are damaged or missing");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("(set 1); put a good copy at " + piece);
    Files.write(piece, good);
    assertThat(runAt(provider, "repo", "verify")).isZero();
  }

  private void downAndUp() throws Exception {
    int port = door.port();
    stopLedger();
    assertThat(fails("wallet", "balance")).contains("no answer from the ledger");
    assertThat(fails("agreement", "show", "1")).contains("no answer from the ledger");
    startLedger(port);
    running.engine().awaitHeight(running.engine().head().getHeight() + 2, PATIENCE);
    assertThat(done("agreement", "show", "1")).contains("live");
  }

  @Test
  void theTreasuryPaysWhomItIsTold() throws Exception {
    Path ledger = folder.resolve("ledger");
    Files.writeString(ledger.resolve("network"), network.format());
    Address receiver = KeyFile.create(folder.resolve("receiver"), new SecureRandom()).address();
    String to = Addresses.format(Profile.DEV, receiver);
    String[] pay = {"ledger", "transfer", to, "2.5", "--home", ledger.toString()};
    assertThat(done(pay)).startsWith("sent 2.5 CAIRN to " + to + " at height ");
    pay[3] = "7pebbles";
    assertThat(done(pay)).contains("0.000000000000000007 CAIRN");
    assertThat(balance(receiver)).isEqualTo("2500000000000000007");
    pay[3] = "1000000000";
    assertThat(fails(pay)).contains("the ledger did not transfer");
    pay[3] = "much";
    assertThat(fails(pay)).contains("'much' is no amount");
    pay[2] = to.substring(1);
    pay[3] = "1";
    assertThat(fails(pay)).contains(to.substring(1));
    assertThat(balance(receiver)).isEqualTo("2500000000000000007");
    pay[2] = to;
    stopLedger();
    assertThat(fails(pay)).contains("cairn ledger start --home " + ledger);
    startLedger(0);
  }

  private String balance(Address of) {
    return running
        .engine()
        .read(state ->
            Amount.decode(new LedgerView(state).account(of).orElseThrow().getBalance()).toString());
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
