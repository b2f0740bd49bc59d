package network.cairn.ledger.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.records.Event;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.records.Slot;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.Owned;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.TxBody;
import network.cairn.proto.ledgerapi.EventsRequest;
import network.cairn.proto.ledgerapi.GetReply;
import network.cairn.proto.ledgerapi.GetRequest;
import network.cairn.proto.ledgerapi.OwnedRequest;
import network.cairn.proto.ledgerapi.Receipt;
import network.cairn.proto.ledgerapi.SubmitRequest;
import network.cairn.proto.ledgerapi.TxRequest;
import network.cairn.testing.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ApiTest {
  private static final URI NOWHERE = URI.create("http://127.0.0.1:1");
  @TempDir Path folder;
  private EmbeddedEngine engine;
  private LocalLedger local;
  private LedgerService service;
  private NetworkFile network;

  @BeforeEach
  void open() {
    engine =
        new EmbeddedEngine(
            TestChain.genesis(),
            TestChain.keys(),
            LmdbStateStore.open(folder.resolve("state")),
            BlockLog.open(folder.resolve("blocks")),
            TestChain.ticking(),
            LedgerMetrics.none());
    local = new LocalLedger(engine);
    service = new LedgerService(local);
    network = NetworkFile.of(TestChain.genesis(), NOWHERE);
    engine.step();
    engine.step();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private InstantSource now() {
    return () -> Times.instant(engine.head().getTime()).plusSeconds(1);
  }

  /// A client whose `get` answers are altered on the way.
  private RemoteLedger through(UnaryOperator<GetReply> lie, InstantSource clock) {
    return new RemoteLedger(
        network,
        new LedgerTransport() {
          @Override
          public Reply post(String name, byte[] body, Duration timeout) throws IOException {
            Reply reply = service.answer(name, body);
            return name.equals("get") && reply.status() == 200
                ? new Reply(200, lie.apply(GetReply.parseFrom(reply.body())).toByteArray())
                : reply;
          }

          @Override
          public void close() {}
        },
        clock);
  }

  private static ByteString pay(long nonce, long validUntil) {
    return TestChain.transfer(
        TestChain.TREASURY,
        0,
        nonce,
        TestChain.address(TestChain.seed("b")),
        Amount.ofCairn(2),
        validUntil);
  }

  private static final byte[] TREASURY = StateKeys.account(TestChain.address(TestChain.TREASURY));
  private static final byte[] NOBODY = StateKeys.account(TestChain.address(new byte[32]));

  /// A wait that its door no longer wants ends after a slice of it, and one without a place at
  /// once.
  @Test
  void waitsForBlocksOnlyAsLongAsTheDoorLetsIt() {
    int[] asked = new int[2];
    LedgerService.Waits once =
        () -> {
          asked[0]++;
          return Optional.of(() -> {
            asked[1]++;
            return false;
          });
        };
    byte[] events =
        EventsRequest.newBuilder()
            .setAfterHeight(1_000_000)
            .setLimit(10)
            .setWaitMs(30_000)
            .build()
            .toByteArray();
    byte[] submit =
        SubmitRequest.newBuilder()
            .setTx(pay(1, 50))
            .setWaitCommitted(true)
            .setTimeoutMs(30_000)
            .build()
            .toByteArray();
    assertThat(service.answer("events", events, once).status()).isEqualTo(200);
    assertThat(service.answer("submit", submit, once).status()).isEqualTo(200);
    assertThat(asked).containsExactly(2, 2);
    assertThat(service.answer("events", events, Optional::empty).status()).isEqualTo(429);
    assertThat(service.answer("submit", submit, Optional::empty).status()).isEqualTo(200);
  }

  /// The header that proves the newest block is not there yet: whoever asks for it has a place
  /// among those that wait, and ends with its caller.
  @Test
  void waitsForAHeaderOnlyAsLongAsTheDoorLetsIt() {
    ByteString paid = pay(1, 50);
    engine.submit(paid, Submitter.local());
    long newest = engine.step().getHeight();
    byte[] get =
        GetRequest.newBuilder()
            .addKeys(ByteString.copyFrom(TREASURY))
            .setHeight(newest)
            .setProve(true)
            .build()
            .toByteArray();
    byte[] tx =
        TxRequest.newBuilder()
            .setBodyId(LocalLedger.bodyId(paid))
            .setProve(true)
            .build()
            .toByteArray();
    int[] asked = new int[2];
    LedgerService.Waits once =
        () -> {
          asked[0]++;
          return Optional.of(() -> {
            asked[1]++;
            return false;
          });
        };
    assertThat(service.answer("get", get, Optional::empty).status()).isEqualTo(429);
    assertThat(service.answer("tx", tx, Optional::empty).status()).isEqualTo(429);
    assertThat(service.answer("get", get, once).status()).isEqualTo(503);
    assertThat(service.answer("tx", tx, once).status()).isEqualTo(200);
    assertThat(asked).containsExactly(2, 2);
    engine.step();
    assertThat(service.answer("get", get, Optional::empty).status()).isEqualTo(200);
    assertThat(service.answer("tx", tx, Optional::empty).status()).isEqualTo(200);
  }

  @Test
  void doesNotWaitForAHeightThatIsFarAway() {
    byte[] get =
        GetRequest.newBuilder()
            .addKeys(ByteString.copyFrom(TREASURY))
            .setHeight(1_000)
            .setProve(true)
            .build()
            .toByteArray();
    assertThat(service.answer("get", get).status()).isEqualTo(503);
  }

  @Test
  void servesEverythingOverHttpWithProofs() {
    try (Door door = new Door(service);
        RemoteLedger remote =
            RemoteLedger.over(NetworkFile.of(TestChain.genesis(), door.url()), now())) {
      assertThat(remote.status()).isEqualTo(local.status());
      assertThat(remote.get(TREASURY)).isPresent();
      assertThat(remote.get(NOBODY)).isEmpty();
      TxReceipt taken = remote.submit(pay(1, 50), WaitFor.ACCEPTED, Duration.ZERO);
      assertThat(taken.isRefused()).isFalse();
      assertThat(remote.tx(taken.bodyId())).isEmpty();
      assertThat(remote.submit(pay(1, 1), WaitFor.ACCEPTED, Duration.ZERO).reason())
          .isEqualTo("EXPIRED");
      engine.step();
      engine.step();
      assertThat(remote.tx(taken.bodyId()).orElseThrow().isDone()).isTrue();
      assertThat(remote.get(StateKeys.account(TestChain.address(TestChain.seed("b"))))).isPresent();
      Events events = remote.events(new Events.Cursor(0, 0), 1, Duration.ZERO);
      assertThat(events.items()).hasSize(1);
      Events more = remote.events(events.next(), 100, Duration.ZERO);
      assertThat(more.items()).isNotEmpty();
      assertThat(remote.events(more.next(), 100, Duration.ZERO).items()).isEmpty();
      EventFilter transfers = EventFilter.of(Event.Kind.TRANSFERRED);
      Events some = remote.events(new Events.Cursor(0, 0), transfers, 100, Duration.ZERO);
      assertThat(some.items()).hasSize(1);
      assertThat(some.items().getFirst().event().kind()).isEqualTo(Event.Kind.TRANSFERRED);
      Address other = new Address(ByteString.copyFrom(new byte[Address.SIZE]));
      Events none =
          remote.events(new Events.Cursor(0, 0), transfers.with(other), 100, Duration.ZERO);
      assertThat(none.items()).isEmpty();
      assertThat(none.next()).as("what was looked at").isEqualTo(more.next());
      assertThat(remote.owned(Owned.Kind.SET, other, 0, 100).ids()).isEmpty();
      ScanPage page = remote.scan(new byte[] {1}, new byte[0], 1);
      assertThat(page.items()).hasSize(1);
      assertThat(page.more()).isTrue();
      byte[] last = page.items().getFirst().key().toByteArray();
      assertThat(remote.scan(new byte[] {1}, last, 100).more()).isFalse();
      assertThat(remote.lightBlock(2).orElseThrow()).isEqualTo(local.lightBlock(2).orElseThrow());
      assertThat(remote.lightBlock(99)).isEmpty();
    }
  }

  @Test
  void waitsForTheBlockOfASubmission() throws InterruptedException {
    List<TxReceipt> done = new ArrayList<>();
    Thread waiter =
        Thread.ofVirtual()
            .start(() ->
                done.add(
                    local.submit(
                        pay(1, TxBody.MAX_VALIDITY), WaitFor.COMMITTED, Duration.ofSeconds(60))));
    while (waiter.isAlive()) {
      engine.step();
      waiter.join(Duration.ofMillis(5));
    }
    assertThat(done.getFirst().isDone()).isTrue();
    TxReceipt waiting = local.submit(pay(2, TxBody.MAX_VALIDITY), WaitFor.COMMITTED, Duration.ZERO);
    assertThat(waiting.isRefused()).isFalse();
    assertThat(waiting.isCommitted()).isFalse();
  }

  @Test
  void believesNothingThatIsNotProved() {
    InstantSource clock = now();
    List<UnaryOperator<GetReply>> lies =
        List.of(
            r -> value(r, ByteString.copyFromUtf8("rich")),
            r -> value(r, ByteString.EMPTY),
            r -> r.toBuilder().setHeight(r.getHeight() + 1).build(),
            r -> r.toBuilder().clearNext().build(),
            r -> r.toBuilder().clearEntries().build(),
            r -> appHash(r, new byte[32]),
            r -> {
              GetReply.Builder b = r.toBuilder();
              b.getNextBuilder()
                  .getSignedHeaderBuilder()
                  .getCommitBuilder()
                  .getSignaturesBuilder(0)
                  .setSignature(ByteString.copyFrom(new byte[64]));
              return b.build();
            },
            r -> {
              GetReply.Builder b = r.toBuilder();
              b.getNextBuilder().getSignedHeaderBuilder().getHeaderBuilder().setChainId("x");
              return b.build();
            });
    for (UnaryOperator<GetReply> lie : lies) {
      RemoteLedger remote = through(lie, clock);
      assertThatThrownBy(() -> remote.get(TREASURY)).isInstanceOf(UntrustedAnswer.class);
    }
    assertThat(through(r -> r, clock).get(TREASURY)).isPresent();
  }

  private static GetReply value(GetReply reply, ByteString value) {
    GetReply.Builder out = reply.toBuilder();
    out.getEntriesBuilder(reply.getEntriesCount() - 1).setValue(value);
    return out.build();
  }

  private static GetReply appHash(GetReply reply, byte[] root) {
    GetReply.Builder out = reply.toBuilder();
    out.getNextBuilder()
        .getSignedHeaderBuilder()
        .getHeaderBuilder()
        .setAppHash(ByteString.copyFrom(root));
    return out.build();
  }

  @Test
  void acceptsNoHeightBelowTheHighestSeen() {
    List<GetReply> kept = new ArrayList<>();
    boolean[] replay = {false};
    RemoteLedger remote =
        through(
            r -> {
              kept.add(r);
              return replay[0] ? kept.get(1) : r;
            },
            now());
    remote.get(TREASURY);
    engine.step();
    remote.get(TREASURY);
    replay[0] = true;
    assertThatThrownBy(() -> remote.get(TREASURY))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("but was at");
  }

  @Test
  void reliesOnNoStaleHeaderNorOneFromTheFuture() {
    Instant head = Times.instant(engine.head().getTime());
    assertThat(through(r -> r, InstantSource.fixed(head.plusSeconds(60))).get(TREASURY))
        .isPresent();
    assertThatThrownBy(
            () -> through(r -> r, InstantSource.fixed(head.plusSeconds(61))).get(TREASURY))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("too old");
    assertThatThrownBy(
            () -> through(r -> r, InstantSource.fixed(head.minusSeconds(61))).get(TREASURY))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("future");
  }

  @Test
  void refusesTheValidatorsOfAnotherNetworkFile() {
    NetworkFile other =
        NetworkFile.parse(
            network
                .format()
                .replaceAll(
                    "validator [0-9a-f]{64}",
                    "validator "
                        + HexFormat.of().formatHex(Ed25519.publicKey(TestChain.seed("impostor")))));
    network = other;
    assertThatThrownBy(() -> through(r -> r, now()).get(TREASURY))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("other validators");
  }

  @Test
  void saysThatALedgerThatDoesNotAnswerIsUnavailable() {
    try (RemoteLedger remote = RemoteLedger.over(network, now())) {
      assertThatThrownBy(remote::status)
          .isInstanceOf(LedgerUnavailable.class)
          .hasMessageContaining("no answer");
    }
  }

  private static OwnedRequest owned(int kind, int ownerBytes, int limit) {
    return OwnedRequest.newBuilder()
        .setKindValue(kind)
        .setOwner(ByteString.copyFrom(new byte[ownerBytes]))
        .setLimit(limit)
        .build();
  }

  @Test
  void listsWhatIsWhose() {
    long agreement = new Deal(engine).open();
    AgreementRecord record =
        engine.<AgreementRecord>read(
            state -> new LedgerView(state).agreement(agreement).orElseThrow());
    long id = record.sets().getFirst();
    SetRecord set = engine.<SetRecord>read(state -> new LedgerView(state).set(id).orElseThrow());
    assertThat(local.owned(Owned.Kind.AGREEMENT, record.client(), 0, 10).ids())
        .containsExactly(agreement);
    assertThat(local.owned(Owned.Kind.AGREEMENT, record.client(), agreement, 10).ids()).isEmpty();
    assertThat(local.owned(Owned.Kind.SET, set.provider(), 0, 10).ids()).containsExactly(id);
    assertThat(local.owned(Owned.Kind.SET, record.client(), 0, 10).ids()).isEmpty();
    assertThat(
            local
                .events(
                    new Events.Cursor(0, 0),
                    EventFilter.of(Event.Kind.SET_OPENED).with(set.provider()),
                    10,
                    Duration.ZERO)
                .items())
        .extracting(item -> item.event().set())
        .containsExactly(id);
  }

  @Test
  void refusesRequestsOutOfBounds() {
    assertThat(service.answer("get", new byte[LedgerService.MAX_REQUEST + 1]).status())
        .isEqualTo(413);
    assertThat(service.answer("get", new byte[] {7, 7}).status()).isEqualTo(400);
    assertThat(service.answer("get", new byte[0]).status()).isEqualTo(400);
    assertThat(service.answer("scan", new byte[0]).status()).isEqualTo(400);
    assertThat(service.answer("owned", new byte[0]).status()).isEqualTo(400);
    for (OwnedRequest wrong :
        List.of(
            owned(3, 32, 0),
            owned(3, 32, 1_001),
            owned(3, 31, 10),
            owned(4, 32, 10),
            owned(0, 32, 10))) {
      assertThat(service.answer("owned", wrong.toByteArray()).status())
          .as("%s", wrong)
          .isEqualTo(400);
    }
    EventsRequest.Builder kinds = EventsRequest.newBuilder().setLimit(1);
    for (int i = 0; i <= EventFilter.MAX_KINDS; i++) {
      kinds.addKinds(1);
    }
    for (EventsRequest.Builder wrong :
        List.of(
            kinds,
            EventsRequest.newBuilder().setLimit(1).addKinds(999),
            EventsRequest.newBuilder().setLimit(1).setAccount(ByteString.copyFrom(new byte[31])))) {
      assertThat(service.answer("events", wrong.build().toByteArray()).status()).isEqualTo(400);
    }
    assertThat(service.answer("nonsense", new byte[0]).status()).isEqualTo(404);
  }

  @Test
  void makesReceiptsThatVerifyWithTheNetworkFileAlone() {
    long agreement = new Deal(engine).open();
    engine.step();
    ByteString receipt = Receipts.build(local, agreement).orElseThrow();
    Receipts.Proven proven = Receipts.verify(receipt, network);
    Receipts.Claims claims = Receipts.claims(receipt);
    assertThat(claims.agreement()).isEqualTo(proven.agreement());
    assertThat(claims.height()).isEqualTo(proven.height());
    assertThat(claims.time()).isEqualTo(proven.time());
    assertThat(claims.sets()).hasSameSizeAs(proven.agreement().sets());
    assertThat(proven.agreement().id()).isEqualTo(agreement);
    assertThat(proven.height()).isEqualTo(engine.head().getHeight() - 1);
    assertThat(proven.slots()).hasSize(2);
    assertThat(proven.slots().get(0).set()).isEmpty();
    assertThat(proven.slots().get(1).state()).isEqualTo(Slot.State.SET);
    assertThat(proven.slots().get(1).duePeriods()).isZero();
    for (int i = 0; i < 45; i++) {
      engine.step();
    }
    Receipts.Proven later =
        Receipts.verify(Receipts.build(local, agreement).orElseThrow(), network);
    assertThat(later.slots().get(1).duePeriods()).isEqualTo(1);
    assertThat(later.slots().get(1).provenPeriods()).isZero();
    assertThat(Receipts.build(local, 99)).isEmpty();
  }

  @Test
  void refusesEveryReceiptWithABitFlipped() {
    long agreement = new Deal(engine).open();
    engine.step();
    byte[] receipt = Receipts.build(local, agreement).orElseThrow().toByteArray();
    Property.check(
        200,
        random -> {
          byte[] bent = receipt.clone();
          bent[random.nextInt(bent.length)] ^= (byte) (1 << random.nextInt(8));
          assertThatThrownBy(() -> Receipts.verify(ByteString.copyFrom(bent), network))
              .isInstanceOf(InvalidReceipt.class);
        });
  }

  @Test
  void leavesNoSetOutOfAReceipt() throws IOException {
    long agreement = new Deal(engine).open();
    engine.step();
    Receipt receipt = Receipt.parseFrom(Receipts.build(local, agreement).orElseThrow());
    assertThatThrownBy(
            () -> Receipts.verify(receipt.toBuilder().clearSets().build().toByteString(), network))
        .isInstanceOf(InvalidReceipt.class)
        .hasMessageContaining("every set");
  }

  @FuzzTest
  void receiptsVerifyOrAreRefused(FuzzedDataProvider data) {
    NetworkFile pinned = NetworkFile.of(TestChain.genesis(), NOWHERE);
    try {
      Receipts.verify(ByteString.copyFrom(data.consumeRemainingAsBytes()), pinned);
    } catch (InvalidReceipt e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @FuzzTest
  void theServiceAnswersAnyBytes(FuzzedDataProvider data) {
    String name =
        data.pickValue(
            new String[] {
              "status",
              "submit",
              "tx",
              "scan",
              "owned",
              "events",
              "light-block",
              "block",
              "genesis",
              "turns",
              "evidence"
            });
    byte[] body = data.consumeRemainingAsBytes();
    assertThat(Optional.of(service.answer(name, body).status())).isPresent();
  }

  /// A door that answers everything with the same bytes.
  @FuzzTest
  void noAnswerOfADoorIsBelievedUnproved(FuzzedDataProvider data) {
    int status = data.pickValue(new int[] {200, 200, 200, 404, 503});
    byte[] body = data.consumeRemainingAsBytes();
    RemoteLedger remote =
        new RemoteLedger(
            network,
            new LedgerTransport() {
              @Override
              public Reply post(String name, byte[] ignored, Duration timeout) {
                return new Reply(status, body);
              }

              @Override
              public void close() {}
            },
            now());
    answered(() -> remote.lightBlock(1).isEmpty());
    answered(() -> remote.tx(ByteString.copyFrom(new byte[32])) != null);
    answered(() -> remote.events(new Events.Cursor(0, 0), 10, Duration.ZERO) != null);
    answered(() -> remote.scan(new byte[] {1}, new byte[0], 10) != null);
    Address owner = new Address(ByteString.copyFrom(new byte[Address.SIZE]));
    answered(() -> remote.owned(Owned.Kind.SET, owner, 0, 10) != null);
    answered(() -> remote.status() != null);
    answered(() -> remote.read(List.of(TREASURY), 1, false) != null);
    answered(() -> remote.read(List.of(TREASURY), 1, true) == null);
    remote.close();
  }

  private static void answered(java.util.function.BooleanSupplier question) {
    try {
      assertThat(question.getAsBoolean()).isTrue();
    } catch (UntrustedAnswer | LedgerUnavailable e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
