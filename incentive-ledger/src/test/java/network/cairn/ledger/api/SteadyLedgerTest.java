package network.cairn.ledger.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import network.cairn.ledger.chain.HandMadeChain;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.light.TrustRoot;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A clock that is wrong keeps money still and proofs going.
final class SteadyLedgerTest {
  private static final URI NOWHERE = URI.create("http://127.0.0.1:1");
  private static final List<byte[]> TREASURY =
      List.of(StateKeys.account(TestChain.address(TestChain.TREASURY)));

  @TempDir private Path folder;
  private EmbeddedEngine engine;
  private RemoteLedger ledger;
  private LedgerClient steady;
  private Duration wrong = Duration.ZERO;
  private Duration run = Duration.ZERO;
  private Instant begun = Instant.EPOCH;

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
    LedgerService service = new LedgerService(new LocalLedger(engine));
    ledger =
        new RemoteLedger(
            NetworkFile.of(TestChain.genesis(), NOWHERE),
            new LedgerTransport() {
              @Override
              public Reply post(String name, byte[] body, Duration timeout) {
                return service.answer(name, body);
              }

              @Override
              public void close() {}
            },
            () -> head().plusMillis(100).plus(wrong),
            () -> run.toNanos(),
            HeadStore.none());
    steady = ledger.steady();
    engine.step();
    engine.step();
    begun = head();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Instant head() {
    return Times.instant(engine.head().getTime());
  }

  @ParameterizedTest
  @ValueSource(longs = {600, -600, 86_400 * 365L, -86_400 * 365L})
  void goesOnWhateverTimeThisMachineBelievesItIs(long seconds) {
    wrong = Duration.ofSeconds(seconds);
    for (int i = 0; i < 5; i++) {
      assertThat(steady.prove(TREASURY, 0).height()).isEqualTo(engine.head().getHeight() - 1);
      assertThatThrownBy(() -> ledger.prove(TREASURY, 0))
          .isInstanceOf(UntrustedAnswer.class)
          .hasMessageContaining(seconds > 0 ? "too old" : "in the future");
      engine.step();
      run = run.plusSeconds(5);
    }
    assertThatThrownBy(() -> ledger.prove(TREASURY, 0))
        .hasMessageContaining("this computer's clock is ")
        .hasMessageContaining(seconds > 0 ? "ahead of the ledger's" : "behind the ledger's")
        .hasMessageContaining("set it right");
  }

  @Test
  void tellsTheDifferenceByTheHeaderThatWasLeastOnItsWay() {
    assertThat(steady.clockAhead()).isEmpty();
    for (long late : List.of(9, 4, 7)) {
      readLate(30, late);
    }
    assertThat(steady.clockAhead().orElseThrow()).isEqualTo(Duration.ofMillis(34_100));
  }

  /// What was seen by the clock of before would else be told for as long as the newest headers are
  /// compared: for hours, where only a person asks.
  @ParameterizedTest
  @ValueSource(longs = {-3_600, 3_600})
  void forgetsWhatItSawBeforeTheClockWasSetRight(long seconds) {
    for (int i = 0; i < 5; i++) {
      readLate(seconds, 0);
    }
    assertThat(steady.clockAhead().orElseThrow().minusSeconds(seconds))
        .isLessThan(Duration.ofSeconds(1));
    readLate(0, 0);
    assertThat(ledger.clockAhead().orElseThrow()).isBetween(Duration.ZERO, Duration.ofMillis(100));
  }

  /// A read of the newest header when it is some seconds old, after which a block comes.
  ///
  /// @param ahead how far the clock is ahead
  private void readLate(long ahead, long late) {
    wrong = Duration.ofSeconds(ahead + late);
    run = Duration.between(begun, head()).plusSeconds(late);
    steady.read(TREASURY, 0, true);
    engine.step();
  }

  @Test
  void ofOneHeaderAloneTheTimeBetweenBlocksIsNoDifference() {
    wrong = Duration.ofMillis(200);
    steady.read(TREASURY, 0, true);
    assertThat(steady.clockAhead().orElseThrow())
        .isLessThan(Duration.ofMillis(100))
        .isGreaterThanOrEqualTo(Duration.ZERO);
  }

  /// Who holds new blocks back shows an old state for ever.
  @Test
  void reliesOnNoLedgerThatStandsStill() {
    steady.read(TREASURY, 0, true);
    run = run.plusSeconds(60);
    assertThat(steady.read(TREASURY, 0, true).height()).isPositive();
    run = run.plusSeconds(1);
    assertThatThrownBy(() -> steady.read(TREASURY, 0, true))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("no new block for 61 s");
    engine.step();
    assertThat(steady.read(TREASURY, 0, true).height()).isPositive();
  }

  /// Their time bounds how long they are followed from.
  @Test
  void believesNoHeaderOfOtherValidatorsFromTheFuture() {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    HandMadeChain chain =
        new HandMadeChain(
                "cairn-dev-test",
                start,
                Duration.ofSeconds(5),
                height -> height < 3 ? List.of("a") : List.of("b"))
            .upTo(3, com.google.protobuf.ByteString.copyFrom(new byte[32]));
    LightClient headers =
        new LightClient(
            new TrustRoot("cairn-dev-test", HandMadeChain.set(List.of("a"))),
            () -> start.minusSeconds(3_600),
            () -> 0,
            HeadStore.none());
    LightClient.Source source = height -> java.util.Optional.of(chain.block(height));
    assertThat(headers.believe(chain.block(2), source, LightClient.Check.NONE).height())
        .isEqualTo(2);
    assertThatThrownBy(() -> headers.believe(chain.block(3), source, LightClient.Check.NONE))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("in the future");
  }
}
