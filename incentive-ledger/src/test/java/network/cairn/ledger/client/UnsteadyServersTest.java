package network.cairn.ledger.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.base.time.RealScheduler;
import network.cairn.ledger.api.HeadStore;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.api.LyingDoor;
import network.cairn.ledger.api.ManyDoors;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.genesis.NetworkFile;
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
  private LivingChain living;

  @BeforeEach
  void open() {
    living = new LivingChain(folder, 4);
  }

  @AfterEach
  void close() throws InterruptedException {
    living.close();
  }

  private enum Part {
    HONEST,
    DEAD,
    LAGS,
    LIES,
    FLAPS
  }

  private long phase() {
    return living.height() / PHASE;
  }

  private Part part(int seed, int server) {
    long phase = phase();
    boolean honest = Math.floorMod(phase + seed, SERVERS) == server;
    SplittableRandom random = new SplittableRandom(31 * (31 * phase + server) + seed);
    return honest ? Part.HONEST : Part.values()[random.nextInt(Part.values().length)];
  }

  private LyingDoor door(int seed, int server) {
    LocalLedger truth = new LocalLedger(living.engine());
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

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void paysOnceWhicheverServersStopLagLieAndFlap(int seed) throws Exception {
    List<LyingDoor> doors = new ArrayList<>();
    for (int server = 0; server < SERVERS; server++) {
      doors.add(door(seed, server));
    }
    NetworkFile network = NetworkFile.of(TestChain.genesis(), URI.create("http://127.0.0.1:1"));
    RealScheduler scheduler = new RealScheduler();
    RemoteLedger ledger =
        ManyDoors.over(
            network, doors, living.clock(), () -> System.nanoTime() * FASTER, HeadStore.none());
    Sender sender =
        new Sender(
            ClientChain.of(ledger, network.chainRef(), scheduler),
            new Signer(TestChain.TREASURY),
            scheduler,
            new Sender.Limits(60, Duration.ofMillis(300), Duration.ofMinutes(2)));
    int done = 0;
    for (int number = 0; number < PAYMENTS; number++) {
      Optional<Outcome> outcome = LivingChain.pay(sender, number);
      living.awaitBlocks(3);
      if (outcome.isPresent()) {
        assertThat(living.paid(number)).isEqualTo(outcome.get().isDone() ? 1 : 0);
      }
      done += outcome.filter(Outcome::isDone).isPresent() ? 1 : 0;
    }
    // What a liar kept may still come, until it is no longer valid.
    living.awaitBlocks(70);
    for (int number = 0; number < PAYMENTS; number++) {
      assertThat(living.paid(number)).as("payment %s", number).isBetween(0L, 1L);
    }
    assertThat(done).isGreaterThan(PAYMENTS / 2);
  }
}
