package network.cairn.deals.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.time.RealScheduler;
import network.cairn.deals.protocol.DealAnswer;
import network.cairn.deals.protocol.DealClient;
import network.cairn.deals.protocol.DealServer;
import network.cairn.deals.protocol.DealService;
import network.cairn.deals.protocol.FillStatus;
import network.cairn.deals.protocol.MemoryHost;
import network.cairn.deals.provider.TestLedger;
import network.cairn.deals.provider.TestPiece;
import network.cairn.ledger.api.Assumed;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Sender;
import network.cairn.ledger.rules.Formulas;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Ask;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.SignedAsk;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What an ask must be to count as an offer, and quotes made of offers.
@Timeout(60)
final class AskingTest {
  private static final Multiaddr ADDRESS = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001");
  private static final Duration TERM = Duration.ofSeconds(200);

  private final TestLedger ledger = new TestLedger("client", "p1", "p2", "p3");
  private final MemoryHost.Network network = new MemoryHost.Network();
  private final MemoryHost host = network.host(TestLedger.peer("client"));
  private final AtomicInteger asked = new AtomicInteger();
  private final Asking asking =
      new Asking(ledger.chain, host, new DealClient(host), new RealScheduler());
  private TestPiece piece;

  @BeforeEach
  void makePiece() throws Exception {
    piece = TestPiece.of(1, 1_000);
  }

  /// A provider that answers with this ask, signed by a name.
  private void answering(String provider, String signer, Optional<Ask> ask) {
    MemoryHost its = network.host(TestLedger.peer(provider));
    DealServer.start(
        its,
        new DealService() {
          @Override
          public Optional<SignedAsk> ask(PeerId client) {
            asked.incrementAndGet();
            return ask.map(a -> signed(signer, a.encode()));
          }

          @Override
          public DealAnswer propose(PeerId client, SignedIntent intent) {
            return new DealAnswer.Taken();
          }

          @Override
          public FillStatus status(PeerId client, ByteString intentHash) {
            return FillStatus.UNKNOWN;
          }
        });
  }

  private static SignedAsk signed(String signer, ByteString body) {
    return new SignedAsk(body, TestLedger.signer(signer).sign(Domain.ASK.signBytes(body)));
  }

  private Ask ask(String provider, Amount price) {
    return new Ask(
        ledger.chain.chainRef(),
        TestLedger.address(provider),
        price,
        1,
        1 << 20,
        20,
        2,
        ledger.head().height() + 100);
  }

  private void offering(String provider, long price) throws Exception {
    ledger.register(provider, ADDRESS);
    answering(provider, provider, Optional.of(ask(provider, Amount.ofCairn(price))));
  }

  private Asking.Answers ask(Terms terms) throws InterruptedException {
    return asking.ask(ledger.head(), piece.cid(), terms, 20);
  }

  private void requireRefused(Ask ask, String signer, Terms terms, String why) throws Exception {
    answering("p1", signer, Optional.of(ask));
    Asking.Answers answers = ask(terms);
    assertThat(answers.offers()).isEmpty();
    assertThat(answers.refusals().get(TestLedger.address("p1"))).contains(why);
  }

  private static Terms terms(int copies) {
    return Terms.of(copies, TERM);
  }

  private Quoting quoting() {
    Sender sender =
        new Sender(ledger.chain, TestLedger.signer("client"), new RealScheduler(), TestNode.LIMITS);
    return new Quoting(asking, sender);
  }

  private PutQuote quote(Terms terms) throws InterruptedException {
    return quoting().quote(ledger.head(), piece.root(), piece.cid(), terms);
  }

  private static void requireFailure(
      MarketFailure.Code code,
      String detail,
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(MarketFailure.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(detail);
  }

  @Test
  void takesAnAskThatItsOperatorSigned() throws Exception {
    offering("p1", 30);
    Offer offer = ask(terms(1)).offers().getFirst();
    assertThat(offer.provider()).isEqualTo(TestLedger.address("p1"));
    assertThat(offer.payout()).isEqualTo(TestLedger.address("p1"));
    assertThat(offer.peer()).isEqualTo(TestLedger.peer("p1"));
    assertThat(offer.addresses()).containsExactly(ADDRESS);
    assertThat(offer.price()).isEqualTo(Amount.ofCairn(30));
  }

  @Test
  void refusesAsksThatAreNotTheOperators() throws Exception {
    ledger.register("p1", ADDRESS);
    Ask good = ask("p1", Amount.ofCairn(1));
    requireRefused(good, "p2", terms(1), "not signed by its operator");
    requireRefused(ask("p2", Amount.ofCairn(1)), "p1", terms(1), "names another provider");
    Ask foreign =
        new Ask(
            ByteString.copyFrom(new byte[32]),
            good.provider(),
            good.price(),
            1,
            1 << 20,
            20,
            2,
            good.validUntil());
    requireRefused(foreign, "p1", terms(1), "for another chain");
  }

  private Ask bounded(long minBytes, long maxBytes, int term, int multiplier, long until) {
    return new Ask(
        ledger.chain.chainRef(),
        TestLedger.address("p1"),
        Amount.ofCairn(5),
        minBytes,
        maxBytes,
        term,
        multiplier,
        until);
  }

  @Test
  void refusesAsksThatDoNotCoverTheDeal() throws Exception {
    ledger.register("p1", ADDRESS);
    long now = ledger.head().height();
    long size = piece.cid().rawSize();
    Terms one = terms(1);
    requireRefused(bounded(1, 1 << 20, 20, 2, now), "p1", one, "has expired");
    requireRefused(bounded(size + 1, 1 << 20, 20, 2, now + 1), "p1", one, "the piece has " + size);
    requireRefused(bounded(1, size - 1, 20, 2, now + 1), "p1", one, "the piece has " + size);
    requireRefused(bounded(1, size, 19, 2, now + 1), "p1", one, "up to 19 periods");
    Terms doubled = new Terms(1, TERM, Optional.empty(), 2, Set.of());
    requireRefused(bounded(1, size, 20, 1, now + 1), "p1", doubled, "multipliers up to 1");
    Terms cheap = new Terms(1, TERM, Optional.of(Amount.ofCairn(4)), 1, Set.of());
    requireRefused(bounded(1, size, 20, 2, now + 1), "p1", cheap, "above the ceiling");
    answering("p1", "p1", Optional.of(bounded(size, size, 20, 2, now + 1)));
    assertThat(ask(doubled).offers()).hasSize(1);
  }

  @Test
  void refusesWhoCannotBearTheCollateral() throws Exception {
    ledger.register("p1", "p1", TestLedger.PARAMS.minBond(), ADDRESS);
    requireRefused(
        ask("p1", Amount.ofCairn(1)), "p1", terms(1), "it cannot bear the collateral: of the bond");
  }

  @Test
  void saysWhyTheOthersMakeNoOffer() throws Exception {
    ledger.register("p1", ADDRESS);
    ledger.register("p2", ADDRESS);
    ledger.register("p3");
    answering("p1", "p1", Optional.empty());
    network.host(TestLedger.peer("p3"));
    Asking.Answers answers = ask(terms(1));
    assertThat(answers.offers()).isEmpty();
    assertThat(answers.refusals())
        .containsEntry(TestLedger.address("p1"), "it takes no new deals")
        .containsEntry(TestLedger.address("p2"), "it cannot be reached: nobody is there")
        .containsEntry(TestLedger.address("p3"), "it has no address on the ledger");
  }

  @Test
  void isNotStoppedByAnAddressThatLeavesNoPlaceForAPeer() throws Exception {
    Multiaddr full = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001" + "/quic-v1".repeat(14));
    ledger.register("p1", full);
    answering("p1", "p1", Optional.of(ask("p1", Amount.ofCairn(1))));
    offering("p2", 30);
    Asking.Answers answers = ask(terms(1));
    assertThat(answers.offers()).hasSize(1);
    assertThat(answers.refusals().get(TestLedger.address("p1"))).contains("cannot be reached");
  }

  @Test
  void saysWhoseRecordTheLedgerDidNotProve() throws Exception {
    offering("p1", 30);
    StateView silent =
        new StateView() {
          @Override
          public Optional<byte[]> get(byte[] key) {
            throw new LedgerUnavailable("no proof came");
          }

          @Override
          public void scan(byte[] from, byte[] to, Visitor visitor) {
            throw new LedgerUnavailable("no proof came");
          }
        };
    Head unproved = new Head(Assumed.proved(ledger.head().height(), new LedgerView(silent)));
    assertThat(asking.ask(unproved, piece.cid(), terms(1), 20).refusals())
        .containsEntry(TestLedger.address("p1"), "no proof came");
  }

  @Test
  void asksNobodyWhoIsExcluded() throws Exception {
    offering("p1", 30);
    offering("p2", 40);
    Terms terms = new Terms(1, TERM, Optional.empty(), 1, Set.of(TestLedger.address("p1")));
    assertThat(ask(terms).offers())
        .extracting(Offer::provider)
        .containsExactly(TestLedger.address("p2"));
    assertThat(asked).hasValue(1);
  }

  @Test
  void ordersEqualOffersByThePiece() throws Exception {
    for (String name : List.of("p1", "p2", "p3")) {
      offering(name, 30);
    }
    List<Address> first = order(piece);
    assertThat(order(piece)).isEqualTo(first);
    boolean differs = false;
    for (int seed = 2; seed < 12; seed++) {
      differs |= !order(TestPiece.of(seed, 900)).equals(first);
    }
    assertThat(differs).isTrue();
  }

  private List<Address> order(TestPiece of) throws InterruptedException {
    return asking.ask(ledger.head(), of.cid(), terms(1), 20).offers().stream()
        .map(Offer::provider)
        .toList();
  }

  @Test
  void quotesTheCeilingOfTheDearestCopyAndItsSum() throws Exception {
    offering("p1", 30);
    offering("p2", 40);
    offering("p3", 50);
    PutQuote quote = quote(terms(2));
    assertThat(quote.ceiling()).isEqualTo(Amount.ofCairn(40));
    assertThat(quote.term()).isEqualTo(20);
    assertThat(quote.chosen()).extracting(o -> o.price().toString()).hasSize(2);
    assertThat(quote.spare()).as("above the ceiling").isEmpty();
    Amount rate =
        Amount.of(
            Formulas.rate(TestLedger.PARAMS, quote.ceiling().pebbles(), piece.cid().leafCount()));
    assertThat(quote.rate()).isEqualTo(rate);
    assertThat(quote.rent()).isEqualTo(rate.times(2 * 20));
    assertThat(quote.total()).isEqualTo(quote.rent().plus(quote.deposit()).plus(quote.fee()));
    assertThat(quote.periodMillis()).isEqualTo(10_000);
    assertThat(quote.validUntil()).isGreaterThan(ledger.head().height());
    assertThat(ledger.send("client", quote.create()).isDone()).isTrue();
  }

  @Test
  void keepsSparesBelowAGivenCeiling() throws Exception {
    offering("p1", 30);
    offering("p2", 40);
    PutQuote quote = quote(new Terms(1, TERM, Optional.of(Amount.ofCairn(45)), 1, Set.of()));
    assertThat(quote.ceiling()).isEqualTo(Amount.ofCairn(45));
    assertThat(quote.spare()).extracting(Offer::provider).containsExactly(TestLedger.address("p2"));
  }

  @Test
  void roundsTermsUpToPeriods() throws Exception {
    offering("p1", 30);
    assertThat(quote(Terms.of(1, Duration.ofMillis(1))).term()).isEqualTo(1);
    assertThat(quote(Terms.of(1, Duration.ofSeconds(10))).term()).isEqualTo(1);
    assertThat(quote(Terms.of(1, Duration.ofMillis(10_001))).term()).isEqualTo(2);
    requireFailure(
        MarketFailure.Code.BAD_TERMS,
        "10 h 8 min 30 s are 3651 periods of 10 s, and this network takes 1 to 3650: at most 10 h 8"
            + " min 20 s, or 3650p",
        () -> quote(Terms.of(1, Duration.ofSeconds(10L * (Msg.MAX_TERM + 1)))));
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    requireFailure(
        MarketFailure.Code.NO_PROVIDERS, "no provider takes this deal", () -> quote(terms(1)));
    offering("p1", 30);
    ledger.register("p2", ADDRESS);
    requireFailure(
        MarketFailure.Code.TOO_FEW_PROVIDERS,
        "2 copies are wanted, 1 independent providers take them; "
            + "provider "
            + TestLedger.address("p2"),
        () -> quote(terms(2)));
  }

  @Test
  void refusesTermsThatTheLedgerWouldRefuse() throws Exception {
    ledger.register("p1", ADDRESS);
    answering("p1", "p1", Optional.of(ask("p1", Amount.ZERO)));
    requireFailure(
        MarketFailure.Code.BAD_TERMS,
        "the ledger would refuse the agreement",
        () -> quote(terms(1)));
  }

  @Test
  void boundsTerms() {
    for (Runnable bad :
        new Runnable[] {
          () -> Terms.of(0, TERM),
          () -> Terms.of(17, TERM),
          () -> Terms.of(1, Duration.ZERO),
          () -> Terms.of(1, Duration.ofSeconds(-1)),
          () -> new Terms(1, TERM, Optional.empty(), 0, Set.of()),
          () -> new Terms(1, TERM, Optional.empty(), 5, Set.of())
        }) {
      requireFailure(MarketFailure.Code.BAD_TERMS, "", bad::run);
    }
    assertThat(Terms.of(16, TERM).multiplier()).isEqualTo(1);
  }
}
