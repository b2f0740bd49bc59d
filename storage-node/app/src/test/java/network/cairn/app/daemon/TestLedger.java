package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import network.cairn.http.door.HttpDoor;
import network.cairn.http.rpc.LedgerHandler;
import network.cairn.ledger.api.LedgerService;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.api.TxReceipt;
import network.cairn.ledger.api.WaitFor;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.store.config.Config;

/// A ledger of a test behind a door on loopback, and the homes and providers of its network.
final class TestLedger implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(100);

  private final LedgerHome home;
  private final NetworkFile network;
  private LedgerHome.Running running;
  private HttpDoor door;
  private int port;
  private boolean closed;
  private long nonce;

  /// Makes a chain and starts it.
  TestLedger(Path folder) throws IOException {
    this(folder, LedgerHome.Plan.of("cairn-dev-deal", URI.create("http://127.0.0.1:1")));
  }

  /// Makes a chain and starts it.
  TestLedger(Path folder, LedgerHome.Plan plan) throws IOException {
    home = LedgerHome.init(folder, plan, new SecureRandom(), InstantSource.system());
    running = home.engine(InstantSource.system(), LedgerMetrics.none());
    door = open();
    network = NetworkFile.of(home.genesis(), URI.create("http://127.0.0.1:" + door.port()));
  }

  private HttpDoor open() throws IOException {
    LedgerService service = new LedgerService(new LocalLedger(running.engine()));
    HttpDoor opened =
        HttpDoor.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            "cairn/test",
            Map.of(LedgerService.PREFIX, new LedgerHandler(service, Profile.DEV, 64, 64)));
    port = opened.port();
    running.engine().start();
    return opened;
  }

  /// Starts again after [#close], where it was.
  void restart() throws IOException {
    running = home.engine(InstantSource.system(), LedgerMetrics.none());
    door = open();
    closed = false;
  }

  NetworkFile network() {
    return network;
  }

  /// Makes a home that belongs to this network.
  void home(Path node) throws IOException {
    TestDaemon.init(node);
    Files.writeString(node.resolve("network"), network().format());
    Config.load(node).setText("Ledger.Network", "network");
  }

  /// The treasury pays one of a home's keys.
  void pay(Path node, String key, long cairn) {
    Msg transfer =
        new Msg.Transfer(
            KeyFile.read(node.resolve("keystore").resolve(key)).address(), Amount.ofCairn(cairn));
    long until = running.engine().head().getHeight() + 500;
    ByteString tx =
        home.treasury().tx(network().chainRef(), 0, ++nonce, until, List.of(transfer)).encode();
    TxReceipt receipt = new LocalLedger(running.engine()).submit(tx, WaitFor.COMMITTED, PATIENCE);
    assertThat(receipt.isDone()).as(receipt.toString()).isTrue();
  }

  <T> T read(Function<LedgerView, T> query) {
    return running.engine().read(state -> query.apply(new LedgerView(state)));
  }

  /// Waits for so many further blocks.
  void blocks(int count) throws InterruptedException {
    running.engine().awaitHeight(running.engine().head().getHeight() + count, PATIENCE);
  }

  /// Makes a home, and starts a registered provider in it.
  Daemon provider(Path node) throws Exception {
    home(node);
    Config.load(node).setText("Provider.Price", "50");
    Config.load(node).setText("Provider.Capacity", "1GiB");
    pay(node, "operator", 1_000);
    LedgerSide.Role role = new LedgerSide.Role(Optional.of(Amount.ofCairn(500)), false);
    Daemon daemon = Daemon.start(node, Optional.of(role), () -> {});
    var operator = KeyFile.read(node.resolve("keystore").resolve("operator")).address();
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (read(state -> state.provider(operator).isEmpty())) {
      assertThat(System.nanoTime() - until).as("registering takes too long").isNegative();
      blocks(1);
    }
    blocks(2);
    return daemon;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      door.close();
      running.close();
    }
  }
}
