package network.cairn.ledger.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.client.HeadFile;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.rules.Owned;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ledgerapi.EvidenceRequest;
import network.cairn.proto.ledgerapi.GetReply;
import network.cairn.proto.ledgerapi.LightBlockRequest;
import network.cairn.proto.ledgerapi.OwnedReply;
import network.cairn.proto.ledgerapi.ScanReply;
import network.cairn.proto.ledgerapi.StatusReply;
import network.cairn.proto.ledgerapi.TxReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One server of several may stop, lag or lie: the next is asked the same. Two chains that both
/// prove end what is done over either.
@Timeout(60)
final class ManyServersTest {
  private static final byte[] TREASURY = StateKeys.account(TestChain.address(TestChain.TREASURY));
  private static final NetworkFile NETWORK =
      NetworkFile.of(TestChain.genesis(), URI.create("http://127.0.0.1:1"));

  @TempDir private Path folder;
  private final List<EmbeddedEngine> engines = new ArrayList<>();
  private EmbeddedEngine engine;
  private LyingDoor first;
  private LyingDoor second;
  private Duration passed = Duration.ZERO;

  @BeforeEach
  void open() {
    engine = engine("a", TestChain.ticking());
    first = new LyingDoor(new LocalLedger(engine));
    second = new LyingDoor(new LocalLedger(engine));
    engine.step();
    engine.step();
  }

  private EmbeddedEngine engine(String name, InstantSource clock) {
    EmbeddedEngine opened =
        new EmbeddedEngine(
            TestChain.genesis(),
            TestChain.keys(),
            LmdbStateStore.open(folder.resolve(name).resolve("state")),
            BlockLog.open(folder.resolve(name).resolve("blocks")),
            clock,
            LedgerMetrics.none());
    engines.add(opened);
    return opened;
  }

  @AfterEach
  void close() {
    engines.forEach(EmbeddedEngine::close);
  }

  private RemoteLedger client(HeadStore heads) {
    return ManyDoors.over(
        NETWORK,
        List.of(first, second),
        () -> Times.instant(engine.head().getTime()).plusSeconds(1),
        () -> System.nanoTime() + passed.toNanos(),
        heads);
  }

  private static LyingDoor.Lie dead() {
    return (_, _, _) -> {
      throw new IOException("nobody is there");
    };
  }

  private ByteString treasury() {
    return engine.read(state -> state.get(TREASURY)).map(ByteString::copyFrom).orElseThrow();
  }

  /// Heights of others are hints: one that says nothing, or less, changes nothing.
  @Test
  void tellsHowFarTheOtherServersAreAhead() {
    RemoteLedger ledger = client(HeadStore.none());
    second.lie((door, name, request) ->
        name.equals("status")
            ? LedgerService.problem(503, "unavailable", "later")
            : door.answer(name, request));
    assertThat(ledger.report().orElseThrow().behind()).isZero();
    second.lie((door, name, request) -> {
      if (!name.equals("status")) {
        return door.answer(name, request);
      }
      StatusReply status = StatusReply.parseFrom(door.answer(name, request).body());
      return new LedgerTransport.Reply(
          200, status.toBuilder().setHeight(status.getHeight() + 5).build().toByteArray());
    });
    ServerReport report = ledger.report().orElseThrow();
    assertThat(report.behind()).isEqualTo(5);
    assertThat(report.height()).isEqualTo(engine.height());
    second.lie(dead());
    assertThat(ledger.report().orElseThrow().behind()).isZero();
  }

  @Test
  void readsAndSubmitsWhicheverServerDies() {
    RemoteLedger ledger = client(HeadStore.none());
    for (LyingDoor dies : List.of(first, second)) {
      dies.lie(dead());
      assertThat(ledger.get(TREASURY)).contains(treasury());
      ByteString tx = pay(engine.head().getHeight());
      ledger.submit(tx, WaitFor.ACCEPTED, Duration.ZERO);
      engine.step();
      engine.step();
      assertThat(ledger.outcome(tx)).isPresent();
      dies.honest();
      passed = passed.plusSeconds(400);
    }
    first.lie(dead());
    second.lie(dead());
    assertThatThrownBy(() -> ledger.get(TREASURY))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("no answer");
  }

  private static ByteString pay(long nonce) {
    return TestChain.transfer(
        TestChain.TREASURY,
        1,
        nonce,
        TestChain.address(TestChain.seed("b")),
        Amount.ofCairn(1),
        nonce + 50);
  }

  @Test
  void takesTheNextServersAnswerWhereOneDoesNotProve() {
    RemoteLedger ledger = client(HeadStore.none());
    int[] asked = {0};
    first.lie((door, name, request) -> {
      asked[0]++;
      LyingDoor.Lie lie =
          LyingDoor.changing(
              "get",
              GetReply.parser(),
              reply -> {
                GetReply.Builder changed = reply.toBuilder();
                changed.getEntriesBuilder(0).setValue(ByteString.copyFromUtf8("forged"));
                return changed.build();
              });
      return lie.answer(door, name, request);
    });
    assertThat(ledger.get(TREASURY)).contains(treasury());
    assertThat(asked[0]).isPositive();
    asked[0] = 0;
    for (int i = 0; i < 5; i++) {
      assertThat(ledger.get(TREASURY)).contains(treasury());
    }
    assertThat(asked[0]).as("a liar rests").isZero();
  }

  @Test
  void hasATransactionTakenByTheNextServerWhereOneRefusesIt() {
    first.lie((door, name, request) ->
        name.equals("submit")
            ? LyingDoor.ok(TxReply.newBuilder().setCode(2).setReason("WRONG_NONCE").build())
            : door.answer(name, request));
    RemoteLedger ledger = client(HeadStore.none());
    ByteString tx = pay(3);
    assertThat(ledger.submit(tx, WaitFor.ACCEPTED, Duration.ZERO).isRefused()).isFalse();
    engine.step();
    engine.step();
    assertThat(ledger.outcome(tx).orElseThrow().value().isDone()).isTrue();
  }

  /// A server that says that it took a transaction, and keeps it, does so once.
  @Test
  void sendsTheSameBytesToTheNextServerWhenTheyCameBackWithoutABlock() {
    List<byte[]> kept = new ArrayList<>();
    first.lie((door, name, request) -> {
      if (!name.equals("submit")) {
        return door.answer(name, request);
      }
      kept.add(request);
      return LyingDoor.ok(TxReply.newBuilder().setHeight(3).build());
    });
    RemoteLedger ledger = client(HeadStore.none());
    ByteString tx = pay(3);
    ledger.submit(tx, WaitFor.ACCEPTED, Duration.ZERO);
    ledger.submit(tx, WaitFor.ACCEPTED, Duration.ZERO);
    assertThat(kept).hasSize(1);
    engine.step();
    engine.step();
    assertThat(ledger.outcome(tx).orElseThrow().value().isDone()).isTrue();
  }

  @Test
  void asksAnotherFirstWhereOneStandsStill() {
    long stands = engine.head().getHeight();
    first.replace(ManyDoors.behind(new LocalLedger(engine), () -> stands));
    RemoteLedger ledger = client(HeadStore.none());
    assertThat(ledger.provable()).isEqualTo(stands - 1);
    engine.step();
    engine.step();
    assertThat(ledger.provable()).isEqualTo(stands - 1);
    passed = Duration.ofSeconds(30);
    assertThat(ledger.provable()).isEqualTo(stands + 1);
    assertThat(ledger.place()).isEqualTo(ManyDoors.url(1).toString());
  }

  @Test
  void waitsForAWitnessThatIsALittleBehind() {
    int[] asked = {0};
    second.lie((door, name, request) ->
        name.equals("light-block") && asked[0]++ < 3
            ? new LedgerTransport.Reply(404, new byte[0])
            : door.answer(name, request));
    assertThat(client(HeadStore.none()).get(TREASURY)).contains(treasury());
    assertThat(asked[0]).isEqualTo(4);
  }

  @Test
  void goesOnWhereAWitnessShowsAHeaderThatNobodySigned() {
    second.lie(
        LyingDoor.changing(
            "light-block",
            LightBlock.parser(),
            block -> {
              LightBlock.Builder changed = block.toBuilder();
              changed
                  .getSignedHeaderBuilder()
                  .getHeaderBuilder()
                  .setAppHash(ByteString.copyFrom(new byte[32]));
              return changed.build();
            }));
    RemoteLedger ledger = client(HeadStore.none());
    assertThat(ledger.get(TREASURY)).contains(treasury());
  }

  /// A witness answers with a genuine header of the same chain, but of another height.
  @Test
  void seesNoSecondChainInAHeaderOfAnotherHeight() throws IOException {
    List<LongUnaryOperator> others = List.of(at -> at - 1, at -> at + 1, _ -> 1, at -> at - 2);
    long[] stands = {engine.head().getHeight()};
    first.replace(ManyDoors.behind(new LocalLedger(engine), () -> stands[0]));
    for (LongUnaryOperator other : others) {
      for (boolean followed : List.of(false, true)) {
        Path its = Files.createDirectory(folder.resolve("home" + stands[0]));
        HeadStore home = HeadFile.of(its, NETWORK.chainId(), NETWORK.chainRef());
        RemoteLedger ledger = client(home);
        if (followed) {
          second.honest();
          ledger.get(TREASURY);
        }
        second.lie((door, name, request) ->
            door.answer(name, name.equals("light-block") ? moved(request, other) : request));
        engine.step();
        engine.step();
        stands[0] = engine.head().getHeight() - 1;
        assertThat(ledger.get(TREASURY)).isPresent();
        assertThat(home.divergence()).isEmpty();
        assertThat(ledger.get(TREASURY)).isPresent();
      }
    }
  }

  private static byte[] moved(byte[] request, LongUnaryOperator to) throws IOException {
    long height = LightBlockRequest.parseFrom(request).getHeight();
    return LightBlockRequest.newBuilder()
        .setHeight(height == 0 ? 0 : to.applyAsLong(height))
        .build()
        .toByteArray();
  }

  @Test
  void restsWhoDidNotShowInTimeWhatLeadsToItsAnswer() {
    for (int i = 0; i < 10; i++) {
      engine.step();
    }
    RemoteLedger ledger = client(HeadStore.none());
    ledger.get(TREASURY);
    int[] reads = {0};
    first.lie((door, name, request) -> {
      if (name.equals("light-block")) {
        passed = passed.plusSeconds(10);
      } else if (name.equals("get")) {
        reads[0]++;
      }
      return door.answer(name, request);
    });
    ledger.read(List.of(TREASURY), 1, true);
    assertThat(reads[0]).isEqualTo(1);
    ledger.get(TREASURY);
    assertThat(reads[0]).as("who is late rests").isEqualTo(1);
  }

  @Test
  void givesAWitnessOneShortTimeForAllThatItShows() {
    client(HeadStore.none()).get(TREASURY);
    EmbeddedEngine other = fork();
    List<Duration> given = new ArrayList<>();
    LyingDoor shows = new LyingDoor(new LocalLedger(engine));
    LedgerTransport slow =
        new LedgerTransport() {
          @Override
          public Reply post(String name, byte[] body, Duration timeout) throws IOException {
            if (name.equals("light-block")) {
              given.add(timeout);
              passed = passed.plusSeconds(3);
            }
            return shows.post(name, body, timeout);
          }

          @Override
          public void close() {}
        };
    RemoteLedger ledger =
        ManyDoors.over(
            NETWORK,
            List.of(first, slow),
            () -> Times.instant(engine.head().getTime()).plusSeconds(1),
            () -> passed.toNanos(),
            HeadStore.none());
    ledger.get(TREASURY);
    assertThat(given).containsExactly(CrossCheck.LONGEST);
    shows.replace(new LocalLedger(other));
    for (EmbeddedEngine chain : List.of(engine, other)) {
      chain.step();
      chain.step();
    }
    given.clear();
    assertThat(ledger.get(TREASURY)).contains(treasury());
    assertThat(given).containsExactly(CrossCheck.LONGEST, CrossCheck.LONGEST.minusSeconds(3));
  }

  @Test
  void leavesADoorWhosePagesAreNotFullAndNeverTheLast() {
    first.lie(
        LyingDoor.changing(
            "scan", ScanReply.parser(), page -> page.toBuilder().setMore(true).build()));
    RemoteLedger ledger = client(HeadStore.none());
    assertThat(ledger.scan(new byte[] {TREASURY[0]}, new byte[0], 1_000).more()).isFalse();
    second.lie(
        LyingDoor.changing(
            "scan", ScanReply.parser(), page -> page.toBuilder().setMore(true).build()));
    assertThatThrownBy(() -> ledger.scan(new byte[] {TREASURY[0]}, new byte[0], 1_000))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("not full");
  }

  @Test
  void leavesADoorWhosePagesOfIdsAreNone() {
    Address owner = new Address(ByteString.copyFrom(new byte[Address.SIZE]));
    List<OwnedReply> lies =
        List.of(
            OwnedReply.newBuilder().setMore(true).addIds(8).build(),
            OwnedReply.newBuilder().addIds(9).addIds(8).build(),
            OwnedReply.newBuilder().addIds(7).build(),
            OwnedReply.newBuilder().addIds(8).addIds(9).addIds(10).build());
    for (OwnedReply lie : lies) {
      RemoteLedger ledger = client(HeadStore.none());
      first.lie(LyingDoor.changing("owned", OwnedReply.parser(), _ -> lie));
      second.lie(LyingDoor.changing("owned", OwnedReply.parser(), page -> page));
      assertThat(ledger.owned(Owned.Kind.SET, owner, 7, 2).ids()).isEmpty();
      second.lie(LyingDoor.changing("owned", OwnedReply.parser(), _ -> lie));
      assertThatThrownBy(() -> ledger.owned(Owned.Kind.SET, owner, 7, 2))
          .isInstanceOf(UntrustedAnswer.class);
    }
  }

  /// The validator signed two chains, and each server shows one.
  private EmbeddedEngine fork() {
    Instant[] now = {TestChain.START};
    EmbeddedEngine other = engine("fork", () -> now[0] = now[0].plusMillis(257));
    other.step();
    other.step();
    return other;
  }

  @Test
  void believesNeitherOfTwoChainsThatBothProve() {
    second.replace(new LocalLedger(fork()));
    HeadStore home = HeadFile.of(folder, NETWORK.chainId(), NETWORK.chainRef());
    RemoteLedger ledger = client(home);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> ledger.get(TREASURY))
          .isInstanceOf(UntrustedAnswer.class)
          .hasMessageContaining("two blocks of height")
          .hasMessageContaining(ManyDoors.url(0).toString())
          .hasMessageContaining(ManyDoors.url(1).toString())
          .hasMessageContaining("ledger-evidence");
    }
    Divergence seen =
        HeadFile.of(folder, NETWORK.chainId(), NETWORK.chainRef()).divergence().orElseThrow();
    assertThat(seen.primary().block().getSignedHeader().getHeader())
        .isNotEqualTo(seen.witness().block().getSignedHeader().getHeader());
    second.replace(new LocalLedger(engine));
    HeadStore again = HeadFile.of(folder, NETWORK.chainId(), NETWORK.chainRef());
    assertThatThrownBy(() -> client(again).get(TREASURY))
        .as("a restart forgets nothing")
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("two blocks of height");
    assertThat(client(HeadStore.none()).get(TREASURY)).contains(treasury());
  }

  @Test
  void tellsBothServersOfTheOthersBlock() {
    second.replace(new LocalLedger(fork()));
    List<List<ByteString>> told = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < 2; i++) {
      List<ByteString> seen = told.get(i);
      (i == 0 ? first : second)
          .lie((door, name, request) -> {
            if (name.equals("evidence")) {
              seen.add(
                  Headers.hash(
                      EvidenceRequest.parseFrom(request).getBlock().getSignedHeader().getHeader()));
            }
            return door.answer(name, request);
          });
    }
    HeadStore home = HeadFile.of(folder, NETWORK.chainId(), NETWORK.chainRef());
    RemoteLedger ledger = client(home);
    assertThatThrownBy(() -> ledger.get(TREASURY)).hasMessageContaining("two blocks of height");
    Divergence seen = home.divergence().orElseThrow();
    ByteString one = Headers.hash(seen.primary().block().getSignedHeader().getHeader());
    ByteString other = Headers.hash(seen.witness().block().getSignedHeader().getHeader());
    assertThat(told.get(0)).containsExactly(one, other);
    assertThat(told.get(1)).containsExactly(one, other);
    assertThatThrownBy(() -> ledger.get(TREASURY)).hasMessageContaining("two blocks of height");
    assertThat(told.get(0)).as("once").hasSize(2);
    List<Runnable> beside = new ArrayList<>();
    Pause held =
        new Pause() {
          @Override
          public void forA(Duration time) {
            throw new AssertionError("nobody says to come again");
          }

          @Override
          public void beside(Runnable task) {
            beside.add(task);
          }
        };
    try (RemoteLedger _ =
        ManyDoors.over(
            NETWORK, List.of(first, second), TestChain.ticking(), System::nanoTime, held, home)) {
      assertThat(told.get(0)).as("a start waits for nobody").hasSize(2);
      beside.forEach(Runnable::run);
    }
    assertThat(told.get(0)).as("and once more").containsExactly(one, other, one, other);
    assertThat(told.get(1)).containsExactly(one, other, one, other);
  }

  @Test
  void whereOneProcessMakesTheBlocksNobodyPunishes() {
    assertThat(
            client(HeadStore.none())
                .accuse(LightBlock.getDefaultInstance(), 0)
                .orElseThrow()
                .reason())
        .isEqualTo("NO_PUNISHMENT");
  }

  /// Two hundred validators' signatures are 44 KB a read.
  @Test
  void isNotSentTheSignaturesOfAHeaderThatItBelieves() {
    List<Integer> commits = new ArrayList<>();
    first.lie((door, name, request) -> {
      LedgerTransport.Reply reply = door.answer(name, request);
      if (name.equals("get")) {
        GetReply get = GetReply.parseFrom(reply.body());
        commits.add(get.getNext().getSignedHeader().getCommit().getSignaturesCount());
      }
      return reply;
    });
    RemoteLedger ledger = client(HeadStore.none());
    ledger.get(TREASURY);
    ledger.get(TREASURY);
    Reading reading = ledger.read(List.of(TREASURY), engine.head().getHeight() - 1, true);
    assertThat(commits).containsExactly(1, 0, 0, 0);
    assertThat(reading.next().orElseThrow().getSignedHeader().getCommit().getSignaturesCount())
        .as("what was verified comes with it")
        .isEqualTo(1);
    engine.step();
    ledger.get(TREASURY);
    assertThat(commits.getLast()).isEqualTo(1);
  }

  @Test
  void knowsThatAHomeOfBeforeHasNoEvidence() {
    Optional<Divergence> none =
        HeadFile.of(folder, NETWORK.chainId(), NETWORK.chainRef()).divergence();
    assertThat(none).isEmpty();
  }
}
