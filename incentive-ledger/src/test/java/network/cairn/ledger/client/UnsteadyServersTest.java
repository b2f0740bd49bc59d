package network.cairn.ledger.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.base.time.RealScheduler;
import network.cairn.ledger.api.HeadStore;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.api.LyingDoor;
import network.cairn.ledger.api.ManyDoors;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Three servers stop, lag, lie and flap by turns, one of them is honest at a time: nothing is paid
/// twice, what is said to be paid is, and payments go on. Blocks are made all the while.
@Timeout(180)
final class UnsteadyServersTest {
  private static final int SERVERS = 3;
  private static final int PAYMENTS = 10;

  /// Blocks after which the servers' parts change.
  private static final int PHASE = 10;

  /// How much faster rests pass than blocks are made, so that a test sees many.
  private static final int FASTER = 20;

  @TempDir private Path folder;
  private EmbeddedEngine engine;
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
    for (int i = 0; i < 4; i++) {
      engine.step();
    }
    blocks = Thread.ofPlatform().start(this::makeBlocks);
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

  private enum Part {
    HONEST,
    DEAD,
    LAGS,
    LIES,
    FLAPS
  }

  private long phase() {
    return engine.head().getHeight() / PHASE;
  }

  private Part part(int seed, int server) {
    long phase = phase();
    boolean honest = Math.floorMod(phase + seed, SERVERS) == server;
    SplittableRandom random = new SplittableRandom(31 * (31 * phase + server) + seed);
    return honest ? Part.HONEST : Part.values()[random.nextInt(Part.values().length)];
  }

  private LyingDoor door(int seed, int server) {
    LocalLedger truth = new LocalLedger(engine);
    LyingDoor late = new LyingDoor(ManyDoors.behind(truth, () -> Math.max(2, phase() * PHASE)));
    LyingDoor.Lie lies =
        LyingDoor.random(new SplittableRandom(seed), () -> part(seed, server) == Part.LIES);
    SplittableRandom flaps = new SplittableRandom(seed + 1);
    LyingDoor door = new LyingDoor(truth);
    door.lie((there, name, request) ->
        switch (part(seed, server)) {
          case HONEST -> there.answer(name, request);
          case DEAD -> throw new IOException("stopped");
          case LAGS -> late.answer(name, request);
          case LIES -> lies.answer(there, name, request);
          case FLAPS -> {
            boolean down;
            synchronized (flaps) {
              down = flaps.nextBoolean();
            }
            if (down) {
              throw new IOException("flaps");
            }
            yield there.answer(name, request);
          }
        });
    return door;
  }

  private static Address receiver(int number) {
    return TestChain.address(TestChain.seed("receiver " + number));
  }

  private long paid(int number) {
    return engine
        .read(state -> new LedgerView(state).account(receiver(number)))
        .map(account -> account.balance().pebbles().divide(Amount.ofCairn(1).pebbles()).longValue())
        .orElse(0L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void paysOnceWhicheverServersStopLagLieAndFlap(int seed) throws Exception {
    List<LyingDoor> doors = new ArrayList<>();
    for (int server = 0; server < SERVERS; server++) {
      doors.add(door(seed, server));
    }
    NetworkFile network = NetworkFile.of(TestChain.genesis(), URI.create("http://127.0.0.1:1"));
    InstantSource clock = () -> Times.instant(engine.head().getTime()).plusSeconds(1);
    RealScheduler scheduler = new RealScheduler();
    RemoteLedger ledger =
        ManyDoors.over(network, doors, clock, () -> System.nanoTime() * FASTER, HeadStore.none());
    Sender sender =
        new Sender(
            ClientChain.of(ledger, network.chainRef(), scheduler),
            new Signer(TestChain.TREASURY),
            scheduler,
            new Sender.Limits(60, Duration.ofMillis(300), Duration.ofMinutes(2)));
    int done = 0;
    for (int number = 0; number < PAYMENTS; number++) {
      Optional<Outcome> outcome = pay(sender, number);
      engine.awaitHeight(engine.head().getHeight() + 3, Duration.ofSeconds(60));
      if (outcome.isPresent()) {
        assertThat(paid(number)).isEqualTo(outcome.get().isDone() ? 1 : 0);
      }
      done += outcome.filter(Outcome::isDone).isPresent() ? 1 : 0;
    }
    // What a liar kept may still come, until it is no longer valid.
    engine.awaitHeight(engine.head().getHeight() + 70, Duration.ofSeconds(100));
    for (int number = 0; number < PAYMENTS; number++) {
      assertThat(paid(number)).as("payment %s", number).isBetween(0L, 1L);
    }
    assertThat(done).isGreaterThan(PAYMENTS / 2);
  }

  private static Optional<Outcome> pay(Sender sender, int number) throws InterruptedException {
    try {
      return Optional.of(
          sender.send(List.of(new Msg.Transfer(receiver(number), Amount.ofCairn(1)))).value());
    } catch (LedgerUnavailable e) {
      return Optional.empty();
    }
  }
}
