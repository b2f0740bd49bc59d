package network.cairn.ledger.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import network.cairn.base.time.RealScheduler;
import network.cairn.ledger.api.LedgerTransport;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.api.LyingDoor;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.wallet.Signer;
import network.cairn.proto.ledgerapi.TxReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A door that lies about transactions makes nobody pay twice, nor believe in a payment that is
/// none. Blocks are made all the while.
@Timeout(120)
final class LiesToSendersTest {
  @TempDir private Path folder;
  private EmbeddedEngine engine;
  private LyingDoor door;
  private Sender sender;
  private Thread blocks;
  private volatile boolean closed;

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
    engine.step();
    engine.step();
    blocks = Thread.ofPlatform().start(this::makeBlocks);
    door = new LyingDoor(new LocalLedger(engine));
    NetworkFile network = NetworkFile.of(TestChain.genesis(), URI.create("http://127.0.0.1:1"));
    InstantSource clock = () -> Times.instant(engine.head().getTime()).plusSeconds(1);
    RealScheduler scheduler = new RealScheduler();
    ClientChain chain =
        ClientChain.of(new RemoteLedger(network, door, clock), network.chainRef(), scheduler);
    Sender.Limits limits = new Sender.Limits(40, Duration.ofMillis(500), Duration.ofMinutes(2));
    sender = new Sender(chain, new Signer(TestChain.TREASURY), scheduler, limits);
  }

  private void makeBlocks() {
    RealScheduler pace = new RealScheduler();
    try {
      while (!closed) {
        engine.step();
        pace.sleep(Duration.ofMillis(25));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void close() throws InterruptedException {
    closed = true;
    blocks.join();
    engine.close();
  }

  private static Address receiver(int number) {
    return TestChain.address(TestChain.seed("receiver " + number));
  }

  private Outcome pay(int number) throws InterruptedException {
    return sender.send(List.of(new Msg.Transfer(receiver(number), Amount.ofCairn(1)))).value();
  }

  /// How often a receiver was paid.
  private long paid(int number) {
    return engine
        .read(state -> new LedgerView(state).account(receiver(number)))
        .map(account -> account.balance().pebbles().divide(Amount.ofCairn(1).pebbles()).longValue())
        .orElse(0L);
  }

  @Test
  void paysOnceThoughTheDoorKeepsWhatItSaysItRefused() throws Exception {
    List<byte[]> kept = new ArrayList<>();
    int[] refused = {0};
    door.lie((door, name, request) -> {
      if (!name.equals("submit")) {
        return door.answer(name, request);
      }
      if (refused[0]++ < 6) {
        kept.add(request);
        return LyingDoor.ok(TxReply.newBuilder().setCode(2).setReason("WRONG_NONCE").build());
      }
      kept.forEach(earlier -> door.answer("submit", earlier));
      return door.answer(name, request);
    });
    assertThat(pay(1).isDone()).isTrue();
    engine.awaitHeight(engine.head().getHeight() + 3, Duration.ofSeconds(60));
    assertThat(kept).hasSize(6);
    assertThat(paid(1)).isEqualTo(1);
  }

  @Test
  void believesNoPaymentThatIsInNoBlock() throws Exception {
    int[] lies = {0};
    door.lie((door, name, request) -> {
      boolean lie = (name.equals("submit") || name.equals("tx")) && lies[0]++ < 6;
      return lie
          ? LyingDoor.ok(
              TxReply.newBuilder().setHeight(3).setData(ByteString.copyFrom(new byte[8])).build())
          : door.answer(name, request);
    });
    assertThat(pay(1).isDone()).isTrue();
    assertThat(paid(1)).isEqualTo(1);
  }

  @Test
  void saysThatNothingIsProvedWhereTheDoorHidesTheOutcome() throws Exception {
    door.lie((door, name, request) ->
        name.equals("tx")
            ? new LedgerTransport.Reply(404, new byte[0])
            : door.answer(name, request));
    Optional<Outcome> outcome = attempt(1);
    assertThat(outcome).isEmpty();
    assertThat(paid(1)).isEqualTo(1);
  }

  private Optional<Outcome> attempt(int number) throws InterruptedException {
    try {
      return Optional.of(pay(number));
    } catch (LedgerUnavailable e) {
      return Optional.empty();
    }
  }

  @Test
  void paysAtMostOnceUnderAnyLiesAndKnowsWhatItPaid() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    long[] phase = {0};
    door.lie(LyingDoor.random(random, () -> engine.head().getHeight() / 16 % 2 == phase[0]));
    Set<String> seen = new HashSet<>();
    for (int number = 0; number < 12; number++) {
      Optional<Outcome> outcome = attempt(number);
      seen.add(outcome.map(o -> "" + o.isDone()).orElse("unknown"));
      long height = engine.head().getHeight();
      engine.awaitHeight(height + 3, Duration.ofSeconds(60));
      if (outcome.isPresent()) {
        assertThat(paid(number)).isEqualTo(outcome.get().isDone() ? 1 : 0);
      }
    }
    engine.awaitHeight(engine.head().getHeight() + 60, Duration.ofSeconds(100));
    for (int number = 0; number < 12; number++) {
      assertThat(paid(number)).isBetween(0L, 1L);
    }
    assertThat(seen).contains("true");
  }
}
