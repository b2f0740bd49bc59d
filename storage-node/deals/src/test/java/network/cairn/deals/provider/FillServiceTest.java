package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.time.RealScheduler;
import network.cairn.deals.piece.PieceBytes;
import network.cairn.deals.protocol.DealAnswer;
import network.cairn.deals.protocol.FillState;
import network.cairn.deals.protocol.FillStatus;
import network.cairn.deals.protocol.MemoryHost;
import network.cairn.deals.protocol.PieceServer;
import network.cairn.deals.protocol.RejectCode;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Ask;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.repo.Reservation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class FillServiceTest {
  private static final PeerId CLIENT = TestLedger.peer("client");

  @TempDir private Path home;
  private final TestLedger ledger = new TestLedger("client", "p1", "p2");
  private final MemoryHost.Network network = new MemoryHost.Network();
  private final MemoryHost client = network.host(CLIENT);
  private final CountDownLatch gate = new CountDownLatch(1);
  private TestProvider provider;
  private TestPiece piece;
  private long agreement;
  private boolean gated;

  @BeforeEach
  void open() throws Exception {
    provide(TestProvider.config());
    ledger.register("p1");
    piece = TestPiece.of(1, 1_000);
    agreement = ledger.agree(piece, 2);
    PieceServer.start(client, new RealScheduler(), 1L << 30)
        .add((_, cid) -> cid.equals(piece.cid()) ? Optional.of(bytes()) : Optional.empty());
  }

  @AfterEach
  void close() {
    gate.countDown();
    provider.close();
  }

  private void provide(ProviderConfig config) throws Exception {
    provider =
        new TestProvider(home.resolve("c" + config.hashCode()), ledger, network, "p1", config);
    client.connect(TestLedger.peer("p1"), Duration.ZERO);
  }

  /// Restarts with other limits.
  private void limit(long capacity, int maxFills, long maxUnopened) throws Exception {
    provider.close();
    ProviderConfig config = TestProvider.config();
    provide(
        new ProviderConfig(
            config.price(),
            config.minBytes(),
            config.maxBytes(),
            config.maxTerm(),
            config.maxMultiplier(),
            capacity,
            maxFills,
            1,
            maxUnopened,
            config.askBlocks(),
            false));
  }

  private PieceBytes bytes() {
    return new PieceBytes() {
      @Override
      public long size() {
        return piece.car().length;
      }

      @Override
      public void writeTo(java.io.OutputStream out, long offset, long length)
          throws java.io.IOException {
        if (gated) {
          try {
            gate.await();
          } catch (InterruptedException e) {
            throw new java.io.InterruptedIOException();
          }
        }
        out.write(piece.car(), (int) offset, (int) length);
      }
    };
  }

  private SignedIntent intent(int slot) {
    return TestLedger.signed("client", ledger.intent(agreement, slot, "p1"));
  }

  private FillStatus status(PeerId peer, int slot) {
    return provider.fills.status(peer, ByteString.copyFrom(intent(slot).hash()));
  }

  private RejectCode rejected(DealAnswer answer) {
    assertThat(answer).isInstanceOf(DealAnswer.Rejected.class);
    return ((DealAnswer.Rejected) answer).code();
  }

  private DealAnswer propose(int slot) {
    return provider.fills.propose(CLIENT, intent(slot));
  }

  private void requireTaken(DealAnswer answer) {
    assertThat(answer).isEqualTo(new DealAnswer.Taken());
  }

  @Test
  void asksByTheNumbersOfItsConfiguration() {
    Ask ask = Ask.decode(provider.fills.ask(TestLedger.peer("client")).orElseThrow().body());
    assertThat(ask.provider()).isEqualTo(TestLedger.address("p1"));
    assertThat(ask.price()).isEqualTo(TestLedger.PRICE);
    assertThat(ask.chainRef()).isEqualTo(ledger.chain.chainRef());
    assertThat(ask.validUntil()).isEqualTo(ledger.head().height() + 1_000);
    provider.fills.taking(false);
    assertThat(provider.fills.ask(TestLedger.peer("client"))).isEmpty();
    provider.fills.taking(true);
    ledger.chain.down(true);
    assertThat(provider.fills.ask(TestLedger.peer("client"))).isEmpty();
    ledger.chain.down(false);
  }

  @Test
  void asksByThePriceOfTheMoment() {
    provider.offered = ProviderConfig.of(Amount.ofCairn(70), 1L << 30);
    Ask ask = Ask.decode(provider.fills.ask(CLIENT).orElseThrow().body());
    assertThat(ask.price()).isEqualTo(Amount.ofCairn(70));
  }

  /// A client that paid by an ask has nothing else to show.
  @Test
  void takesDealsAtTheLowestPriceThatItAskedForAndThatStillStands() {
    ProviderConfig before = provider.offered;
    ProviderConfig dearer = before.withPrice(Amount.ofCairn(70));
    provider.offered = dearer;
    assertThat(rejected(propose(0))).as("never asked for").isEqualTo(RejectCode.TERMS);
    provider.offered = before;
    assertThat(provider.fills.ask(CLIENT)).isPresent();
    provider.offered = dearer;
    requireTaken(propose(0));
    ledger.steps((int) before.askBlocks() + 1);
    assertThat(rejected(propose(1))).as("the ask has expired").isEqualTo(RejectCode.TERMS);
  }

  /// Many asks make a bad proposal no dearer to refuse.
  @Test
  void asksTheLedgerOnceForAllTermsWhetherItWouldTakeAProposal() throws Exception {
    ProviderConfig before = provider.offered;
    for (int price = 40; price < 49; price++) {
      provider.offered = before.withPrice(Amount.ofCairn(price));
      assertThat(provider.fills.ask(CLIENT)).isPresent();
    }
    provider.offered = before;
    ledger.open(agreement, 1, "p1");
    SignedIntent intent = intent(0);
    AtomicInteger heads = new AtomicInteger();
    ledger.chain.heads(head -> {
      heads.incrementAndGet();
      return head;
    });
    assertThat(rejected(provider.fills.propose(CLIENT, intent))).isEqualTo(RejectCode.TERMS);
    assertThat(heads).as("for the asks that stand, and for the proposal").hasValue(2);
  }

  /// Whoever pays by an ask pays before it proposes, and the provider may restart between.
  @Test
  void takesDealsOnTheTermsOfAnAskFromBeforeARestart() {
    ProviderConfig before = provider.offered;
    assertThat(provider.fills.ask(CLIENT)).isPresent();
    provider.restart();
    provider.offered =
        before.withTerms(Amount.ofCairn(70), 1 << 20, before.maxBytes(), 1, before.maxMultiplier());
    requireTaken(propose(0));
    ledger.steps(2 * (int) before.askBlocks());
    assertThat(rejected(propose(1))).as("the ask has expired").isEqualTo(RejectCode.TERMS);
  }

  /// What cannot be kept is neither asked for nor taken, and the client hears why.
  @Test
  void refusesInWordsWhileTheDiskTakesNoWrite() throws Exception {
    MemoryState full = new MemoryState();
    full.broken = true;
    provider.holdingsIn(full);
    assertThat(rejected(propose(0))).isEqualTo(RejectCode.NO_ROOM);
    assertThat(provider.fills.active()).isZero();
    full.broken = false;
    requireTaken(propose(0));
    provider.settle();
  }

  @Test
  void goesOnAfterARestartWithADealWhosePriceHasRisen() throws Exception {
    String key = Holdings.key(ByteString.copyFrom(intent(0).hash()));
    provider.holdings().put(key, provider.duty(Holding.State.RECEIVING, agreement, 0));
    provider.restart();
    provider.offered = provider.offered.withPrice(Amount.ofCairn(70));
    requireTaken(propose(0));
    provider.settle();
    assertThat(status(CLIENT, 0).state()).isEqualTo(FillState.OPENED);
    assertThat(rejected(propose(1))).as("a new deal").isEqualTo(RejectCode.TERMS);
  }

  /// What is not there is not offered, whatever the owner said it has.
  @Test
  void offersNoMoreThanTheDiskHas() {
    provider.offered = ProviderConfig.of(TestLedger.PRICE, Long.MAX_VALUE / 4);
    long free = provider.repo.freeOutside();
    Ask ask = Ask.decode(provider.fills.ask(CLIENT).orElseThrow().body());
    assertThat(ask.maxBytes()).isEqualTo(Math.min(provider.offered.maxBytes(), free));
    try (Reservation most = provider.repo.reserveOutside(free)) {
      assertThat(most.remaining()).isEqualTo(free);
      assertThat(provider.fills.ask(CLIENT)).isEmpty();
      assertThat(rejected(propose(0))).isEqualTo(RejectCode.NO_ROOM);
    }
    assertThat(provider.fills.ask(CLIENT)).isPresent();
  }

  @Test
  void pullsThePieceAndOpensItsSet() throws Exception {
    requireTaken(propose(0));
    provider.settle();
    assertThat(status(CLIENT, 0).state()).isEqualTo(FillState.OPENED);
    assertThat(status(CLIENT, 0).bytes()).isEqualTo(piece.car().length);
    assertThat(provider.files.has(piece.cid())).isTrue();
    assertThat(provider.fills.active()).isZero();
    requireTaken(propose(0));
    assertThat(provider.scheduler.running()).isZero();
    assertThat(provider.metrics.of(ProviderMetrics.Count.FILLS_DONE)).isEqualTo(1);
  }

  @Test
  void pullsNothingThatIsHereAlready() throws Exception {
    provider.store(piece);
    requireTaken(propose(0));
    provider.settle();
    assertThat(status(CLIENT, 0).state()).isEqualTo(FillState.OPENED);
    assertThat(provider.metrics.of(ProviderMetrics.Count.BYTES_PULLED)).isZero();
  }

  /// Left by a process that died before it had made the piece's blocks visible.
  @Test
  void servesAPieceThatWasHereAlreadyAndLeavesNoPartOfIt() throws Exception {
    String key = Holdings.key(ByteString.copyFrom(intent(0).hash()));
    Files.write(provider.file(piece.cid()), piece.car());
    provider.part(key, new byte[100]);
    requireTaken(propose(0));
    provider.settle();
    assertThat(status(CLIENT, 0).state()).isEqualTo(FillState.OPENED);
    assertThat(provider.repo.blockstore().has(piece.root())).isTrue();
    assertThat(provider.files.part(key)).doesNotExist();
  }

  @Test
  void opensNoSetOfAPieceThatIsHereButDamaged() throws Exception {
    Files.write(provider.file(piece.cid()), new byte[piece.car().length]);
    requireTaken(propose(0));
    provider.settle();
    assertThat(status(CLIENT, 0).state()).isEqualTo(FillState.FAILED);
    assertThat(provider.context.warnings().list())
        .anyMatch(said -> said.contains("piece " + piece.cid() + " cannot be served"));
  }

  @Test
  void tellsNobodyElseHowFarItIs() throws Exception {
    requireTaken(propose(0));
    provider.settle();
    assertThat(status(TestLedger.peer("p2"), 0)).isEqualTo(FillStatus.UNKNOWN);
    assertThat(status(CLIENT, 1)).isEqualTo(FillStatus.UNKNOWN);
  }

  @Test
  void takesOneTransferOfAnIntentAndOfAPeerNoMoreThanAllowed() throws Exception {
    limit(1 << 30, 8, 1 << 30);
    gated = true;
    requireTaken(propose(0));
    requireTaken(propose(0));
    assertThat(provider.fills.active()).isEqualTo(1);
    assertThat(status(CLIENT, 0).state()).isEqualTo(FillState.PULLING);
    assertThat(rejected(provider.fills.propose(TestLedger.peer("p2"), intent(0))))
        .isEqualTo(RejectCode.BUSY);
    assertThat(rejected(propose(1))).isEqualTo(RejectCode.BUSY);
    gate.countDown();
    provider.settle();
    assertThat(status(CLIENT, 0).state()).isEqualTo(FillState.OPENED);
  }

  @Test
  void takesNoMoreThanItHasRoomFor() throws Exception {
    limit(piece.cid().rawSize() - 1, 8, 1 << 30);
    assertThat(rejected(propose(0))).isEqualTo(RejectCode.NO_ROOM);
    limit(1 << 30, 8, piece.cid().rawSize() - 1);
    assertThat(rejected(propose(0))).isEqualTo(RejectCode.BUSY);
    assertThat(provider.holdings().list()).isEmpty();
  }

  @Test
  void takesNothingWhenToldNotToButFinishesWhatItTook() throws Exception {
    provider.fills.taking(false);
    assertThat(rejected(propose(0))).isEqualTo(RejectCode.NOT_TAKING);
    Holding begun = provider.duty(Holding.State.RECEIVING, agreement, 0);
    provider.holdings().put(Holdings.key(ByteString.copyFrom(intent(0).hash())), begun);
    assertThat(status(CLIENT, 0).state()).isEqualTo(FillState.WAITING);
    requireTaken(propose(0));
    provider.settle();
    assertThat(status(CLIENT, 0).state()).isEqualTo(FillState.OPENED);
  }

  @Test
  void doesNotDecideWithoutTheLedger() {
    ledger.chain.down(true);
    DealAnswer answer = propose0WithoutLedger();
    ledger.chain.down(false);
    assertThat(rejected(answer)).isEqualTo(RejectCode.LEDGER_UNAVAILABLE);
    assertThat(provider.holdings().list()).isEmpty();
  }

  private DealAnswer propose0WithoutLedger() {
    ledger.chain.down(false);
    SignedIntent intent = intent(0);
    ledger.chain.down(true);
    return provider.fills.propose(CLIENT, intent);
  }

  @Test
  void tellsTheClientWhenTheBytesAreNotThePiece() throws Exception {
    piece.car()[piece.car().length - 1]++;
    requireTaken(propose(0));
    provider.settle();
    assertThat(status(CLIENT, 0).state()).isEqualTo(FillState.FAILED);
    assertThat(status(CLIENT, 0).reason()).startsWith("not-canonical:");
    assertThat(provider.holdings().list()).isEmpty();
    piece.car()[piece.car().length - 1]--;
    requireTaken(propose(0));
    provider.settle();
    assertThat(status(CLIENT, 0).state()).isEqualTo(FillState.OPENED);
  }

  @Test
  void tellsWhyTheSetOfAStoredPieceDidNotOpen() throws Exception {
    gated = true;
    requireTaken(propose(0));
    ledger.register("p2");
    ledger.open(agreement, 0, "p2");
    gate.countDown();
    provider.settle();
    assertThat(status(CLIENT, 0).state()).isEqualTo(FillState.FAILED);
    assertThat(status(CLIENT, 0).reason()).contains("did not open the set");
    assertThat(provider.files.has(piece.cid())).as("only a proved state deletes").isTrue();
  }

  @Test
  void takesNothingOnceItIsClosed() throws Exception {
    provider.fills.close();
    assertThat(provider.fills.isTaking()).isFalse();
    assertThat(rejected(propose(0))).isEqualTo(RejectCode.NOT_TAKING);
    assertThat(provider.fills.ask(TestLedger.peer("client"))).isEmpty();
  }

  @Test
  void startsNoTransferWhileTheRoleEnds() throws Exception {
    provider.context.tasks().close();
    assertThat(rejected(propose(0))).isEqualTo(RejectCode.NOT_TAKING);
    assertThat(provider.fills.active()).isZero();
  }
}
