package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import network.cairn.base.time.RealScheduler;
import network.cairn.deals.protocol.MemoryHost;
import network.cairn.deals.protocol.PieceServer;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.libp2p.multiaddr.Multiaddr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One provider left its copy; `p3` finds the ticket and makes the copy again from `p2`'s.
@Timeout(60)
final class RepairLoopTest {
  private static final Multiaddr ADDRESS = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001");
  private static final String CURSOR = "provider/repair-cursor";
  private static final int LONGEST_WAIT = 3 + (int) TestLedger.PARAMS.window() / 2;

  @TempDir private Path home;
  private final TestLedger ledger = new TestLedger("client", "p1", "p2", "p3", "p4");
  private final MemoryHost.Network network = new MemoryHost.Network();
  private final Set<String> busy = ConcurrentHashMap.newKeySet();
  private TestProvider holder;
  private TestProvider repairer;
  private Repair repair;
  private RepairLoop loop;
  private TestPiece piece;
  private long agreement;
  private long leaving;

  @BeforeEach
  void open() throws Exception {
    holder = new TestProvider(home, ledger, network, "p2", TestProvider.config());
    repairer = new TestProvider(home, ledger, network, "p3", TestProvider.config());
    for (String name : List.of("p1", "p2", "p3", "p4")) {
      ledger.register(name, ADDRESS);
    }
    piece = TestPiece.of(1, 1_000);
    agreement = ledger.agree(piece, 2);
    leaving = ledger.open(agreement, 0, "p1");
    holder.hold(piece, agreement, 1);
    PieceServer.start(holder.host, new RealScheduler(), 1L << 30)
        .add(new RepairAccess(holder.context));
    start();
  }

  @AfterEach
  void close() {
    holder.close();
    repairer.close();
  }

  private void start() {
    repair =
        new Repair(
            repairer.context,
            repairer.tools,
            repairer.repo,
            repairer.fills,
            new ProvingLoop(repairer.context),
            repairer.opener);
    loop = new RepairLoop(repairer.context, repair, repairer.repo.state(), new Random(4), busy);
  }

  private void tick() throws InterruptedException {
    loop.tick(ledger.head());
    repairer.settle();
  }

  private void ticks(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      tick();
      ledger.chain.step();
    }
  }

  private Chain.Cursor cursor() {
    return HoldingCodec.decodeCursor(repairer.repo.state().get(CURSOR).orElseThrow()).orElseThrow();
  }

  private void requireRepaired() {
    Holding duty = repairer.holdings().get(Holdings.key(leaving)).orElseThrow();
    assertThat(duty.state()).isEqualTo(Holding.State.OPEN);
    SetRecord set = ledger.head().state().set(duty.set()).orElseThrow();
    assertThat(set.provider()).isEqualTo(TestLedger.address("p3"));
    assertThat(set.slot()).isZero();
    assertThat(repairer.files.has(piece.cid())).isTrue();
    assertThat(repairer.metrics.of(ProviderMetrics.Count.REPAIRS_DONE)).isEqualTo(1);
    assertThat(busy).isEmpty();
  }

  private Repair.Verdict verdict() {
    return repair.judge(ledger.head(), leaving);
  }

  @Test
  void repairsATicketThatTheScanFinds() throws Exception {
    ledger.leave("p1", leaving);
    ticks(LONGEST_WAIT + 1);
    requireRepaired();
  }

  @Test
  void repairsATicketThatAnEventNames() throws Exception {
    tick();
    ledger.leave("p1", leaving);
    ticks(LONGEST_WAIT + 2);
    requireRepaired();
  }

  @Test
  void waitsBeforeItRacesOthers() throws Exception {
    ledger.leave("p1", leaving);
    ticks(3);
    assertThat(repairer.holdings().list()).isEmpty();
    assertThat(repairer.metrics.of(ProviderMetrics.Level.TICKETS)).isEqualTo(1);
  }

  @Test
  void goesOnWithACutShortRepairAtOnce() throws Exception {
    ledger.leave("p1", leaving);
    repairer
        .holdings()
        .put(
            Holdings.key(leaving),
            Holding.repair(leaving, agreement, 0, piece.cid(), ledger.head().height() + 400));
    repairer.restart();
    start();
    tick();
    requireRepaired();
  }

  /// The process died between the piece's last byte and its duty.
  @Test
  void servesAPieceThatACutShortRepairLeftWhole() throws Exception {
    String key = Holdings.key(leaving);
    ledger.leave("p1", leaving);
    Files.write(repairer.file(piece.cid()), piece.car());
    repairer.part(key, new byte[100]);
    repairer
        .holdings()
        .put(key, Holding.repair(leaving, agreement, 0, piece.cid(), ledger.head().height() + 400));
    tick();
    requireRepaired();
    assertThat(repairer.repo.blockstore().has(piece.root())).isTrue();
    assertThat(repairer.files.part(key)).doesNotExist();
  }

  @Test
  void completesAReservationOfABeforeARestartWithoutAnother() throws Exception {
    ledger.leave("p1", leaving);
    repairer.store(piece);
    assertThat(ledger.send("p3", new Msg.ReserveRepair(leaving)).isDone()).isTrue();
    repairer
        .holdings()
        .put(
            Holdings.key(leaving),
            Holding.repair(leaving, agreement, 0, piece.cid(), ledger.head().height() + 400)
                .complete());
    tick();
    requireRepaired();
    assertThat(
            ledger.chain.executed().stream()
                .flatMap(tx -> tx.body().msgs().stream())
                .filter(msg -> msg instanceof Msg.ReserveRepair))
        .hasSize(1);
  }

  @Test
  void remembersHowFarItReadEvents() throws Exception {
    tick();
    ledger.leave("p1", leaving);
    tick();
    Chain.Cursor before = cursor();
    assertThat(before.height()).isEqualTo(ledger.head().height());
    start();
    tick();
    assertThat(cursor()).isEqualTo(before);
    repairer.repo.state().put(CURSOR, new byte[] {7, 7, 7});
    start();
    tick();
    assertThat(cursor().height()).isGreaterThanOrEqualTo(before.height());
  }

  @Test
  void triesAgainAWindowLaterWhenNoHolderServesThePiece() throws Exception {
    byte[] wrong = piece.car().clone();
    wrong[wrong.length - 1]++;
    Files.write(holder.file(piece.cid()), wrong);
    ledger.leave("p1", leaving);
    ticks(LONGEST_WAIT + 1);
    assertThat(busy).isEmpty();
    assertThat(repairer.holdings().get(Holdings.key(leaving)).orElseThrow().state())
        .isEqualTo(Holding.State.RECEIVING);
    assertThat(repairer.files.part(Holdings.key(leaving))).isEmptyFile();
    Files.write(holder.file(piece.cid()), piece.car());
    ticks((int) TestLedger.PARAMS.window());
    requireRepaired();
  }

  @Test
  void judgesTicketsByTheLedgerAndItsOwnTerms() throws Exception {
    assertThat(verdict()).isInstanceOf(Repair.Verdict.Never.class);
    ledger.leave("p1", leaving);
    assertThat(verdict())
        .isInstanceOfSatisfying(
            Repair.Verdict.Now.class,
            now -> {
              assertThat(now.job().agreement()).isEqualTo(agreement);
              assertThat(now.job().piece()).isEqualTo(piece.cid());
              assertThat(now.job().root()).isEqualTo(piece.root());
            });
    repairer.fills.taking(false);
    assertThat(verdict())
        .isEqualTo(new Repair.Verdict.Later(ledger.head().height() + TestLedger.PARAMS.period()));
    repairer.fills.taking(true);
    assertThat(ledger.send("p4", new Msg.ReserveRepair(leaving)).isDone()).isTrue();
    long end =
        TestLedger.PARAMS.reservationEnd(
            ledger.head().state().ticket(leaving).orElseThrow().seedHeight());
    assertThat(verdict()).isEqualTo(new Repair.Verdict.Later(end + 1));
  }

  @Test
  void waitsForBetterTermsWhenRentOrRoomAreTooLittle() throws Exception {
    ledger.leave("p1", leaving);
    for (ProviderConfig config :
        List.of(
            ProviderConfig.of(TestLedger.PRICE.plus(Amount.ofCairn(1)), 1L << 30),
            ProviderConfig.of(TestLedger.PRICE, piece.cid().rawSize() - 1))) {
      try (TestProvider poor =
          new TestProvider(home.resolve(config.capacity() + "x"), ledger, network, "p4", config)) {
        Repair judge =
            new Repair(
                poor.context,
                poor.tools,
                poor.repo,
                poor.fills,
                new ProvingLoop(poor.context),
                poor.opener);
        assertThat(judge.judge(ledger.head(), leaving)).isInstanceOf(Repair.Verdict.Later.class);
      }
    }
  }

  @Test
  void leavesTicketsToWhoHasNoCopyYet() throws Exception {
    ledger.leave("p1", leaving);
    Repair own =
        new Repair(
            holder.context,
            holder.tools,
            holder.repo,
            holder.fills,
            new ProvingLoop(holder.context),
            holder.opener);
    assertThat(own.judge(ledger.head(), leaving)).isNotInstanceOf(Repair.Verdict.Now.class);
  }

  @Test
  void givesPiecesToEligibleRepairersOnly() throws Exception {
    RepairAccess access = new RepairAccess(holder.context);
    assertThat(access.open(TestLedger.peer("p3"), piece.cid())).as("no ticket").isEmpty();
    ledger.leave("p1", leaving);
    assertThat(access.open(TestLedger.peer("p3"), piece.cid())).isPresent();
    assertThat(access.open(TestLedger.peer("p3"), TestPiece.of(9, 500).cid())).isEmpty();
    assertThat(access.open(TestLedger.peer("p1"), piece.cid())).as("it left").isEmpty();
    assertThat(access.open(TestLedger.peer("p2"), piece.cid())).as("it has one").isEmpty();
    assertThat(access.open(TestLedger.peer("client"), piece.cid())).as("no provider").isEmpty();
    ledger.send("p4", new Msg.ReserveRepair(leaving));
    assertThat(access.open(TestLedger.peer("p3"), piece.cid())).as("reserved").isEmpty();
    assertThat(access.open(TestLedger.peer("p4"), piece.cid())).isPresent();
    ledger.chain.down(true);
    assertThat(access.open(TestLedger.peer("p4"), piece.cid())).as("ledger down").isEmpty();
    ledger.chain.down(false);
  }
}
