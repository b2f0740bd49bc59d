package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.ledger.api.HeadStore;
import network.cairn.ledger.api.LedgerService;
import network.cairn.ledger.api.LedgerTransport;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.client.HeadFile;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.genesis.ValidatorHomes;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Staking;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/// A joined home remembers what it followed, and says when that is too old.
@Isolated
final class TrustNoteTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private final Logger ledger = (Logger) LoggerFactory.getLogger("network.cairn.ledger");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Instant now = START;

  @BeforeEach
  void listen() {
    log.start();
    ledger.addAppender(log);
  }

  @AfterEach
  void leave() {
    ledger.detachAppender(log);
  }

  private LedgerHome home() {
    Params params = Params.defaults(Profile.DEV).with(Staking.defaults(Profile.DEV));
    return ValidatorHomes.init(
            folder.resolve("chain"),
            new LedgerHome.Plan(
                "cairn-dev-note", Optional.of(params), URI.create("http://127.0.0.1:1")),
            1,
            "127.0.0.1:26656",
            new SplittableRandom(3),
            InstantSource.fixed(START))
        .getFirst();
  }

  private void blocks(LedgerHome.Running running, int days) {
    now = START.plus(Duration.ofDays(days));
    for (int i = 0; i < 3; i++) {
      now = now.plusMillis(250);
      ((EmbeddedEngine) running.engine()).step();
    }
  }

  private record Inside(LedgerService service) implements LedgerTransport {
    @Override
    public Reply post(String name, byte[] body, Duration timeout) {
      return service.answer(name, body);
    }

    @Override
    public void close() {
      // Nothing was opened.
    }
  }

  private TrustNote note(NetworkFile network, LedgerHome.Running running, SimScheduler scheduler) {
    LedgerTransport door = new Inside(new LedgerService(new LocalLedger(running.engine())));
    return new TrustNote(
        () -> new RemoteLedger(network, door, () -> now, heads(network)), scheduler);
  }

  private HeadStore heads(NetworkFile network) {
    return HeadFile.of(folder, network.chainId(), network.chainRef());
  }

  private long noted(NetworkFile network) {
    return heads(network).load().map(HeadStore.Kept::height).orElse(0L);
  }

  private List<String> lines() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void itFollowsFromNoteToNoteAndSaysOnceWhatHelpsWhenItCannot() throws IOException {
    LedgerHome home = home();
    NetworkFile network = home.network();
    SimScheduler sim = new SimScheduler(1);
    try (LedgerHome.Running running = home.engine(() -> now, LedgerMetrics.none());
        TrustNote note = note(network, running, sim)) {
      long before = 0;
      for (int days : new int[] {1, 14, 27, 40}) {
        blocks(running, days);
        note.note();
        assertThat(noted(network)).isGreaterThan(before);
        before = noted(network);
      }
      assertThat(lines()).isEmpty();
      blocks(running, 55);
      note.note();
      note.note();
      assertThat(noted(network)).isEqualTo(before);
      assertThat(lines()).hasSize(1);
      assertThat(lines().getFirst())
          .contains("this home notes no newer header to trust", "take a newer one")
          .doesNotContain("\n", "Exception");
      Files.writeString(folder.resolve("ledger-head"), "broken");
      note.note();
      assertThat(lines()).hasSize(2);
      assertThat(lines().getLast()).contains("ledger-head is damaged");
    }
  }

  /// A chain that stands shows nothing fresh: that is no fault of the home's.
  @Test
  void aChainThatStandsIsNoFault() {
    LedgerHome home = home();
    SimScheduler sim = new SimScheduler(1);
    try (LedgerHome.Running running = home.engine(() -> now, LedgerMetrics.none());
        TrustNote note = note(home.network(), running, sim)) {
      blocks(running, 1);
      now = now.plus(Duration.ofHours(2));
      note.note();
      assertThat(lines()).isEmpty();
      assertThat(noted(home.network())).isPositive();
    }
  }
}
