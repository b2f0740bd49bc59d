package network.cairn.ledger.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import network.cairn.base.time.RealScheduler;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.api.LyingDoor;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Amount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A home that saw a ledger refuses the one that was restored from a backup of it, in the same
/// process and after a restart, below and above what it saw, until its owner says otherwise.
final class RolledBackLedgerTest {
  @TempDir private Path folder;
  private Instant now = TestChain.START;

  private EmbeddedEngine engine(String name) {
    return new EmbeddedEngine(
        TestChain.genesis(),
        TestChain.keys(),
        LmdbStateStore.open(folder.resolve(name).resolve("state")),
        BlockLog.open(folder.resolve(name).resolve("blocks")),
        () -> now,
        LedgerMetrics.none());
  }

  private void steps(EmbeddedEngine engine, int count) {
    for (int i = 0; i < count; i++) {
      now = now.plus(Duration.ofMillis(250));
      engine.step();
    }
  }

  private void copy(String from, String to) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder.resolve(from))) {
      files = all.toList();
    }
    for (Path file : files) {
      Path target = folder.resolve(to).resolve(folder.resolve(from).relativize(file));
      if (Files.isDirectory(file)) {
        Files.createDirectories(target);
      } else {
        Files.copy(file, target);
      }
    }
  }

  private RemoteLedger client(LyingDoor door, EmbeddedEngine engine) {
    NetworkFile network = NetworkFile.of(TestChain.genesis(), URI.create("http://127.0.0.1:1"));
    return new RemoteLedger(
        network,
        door,
        () -> Times.instant(engine.head().getTime()).plusSeconds(1),
        HeadFile.of(folder, network.chainId(), network.chainRef()));
  }

  private static ClientChain chain(RemoteLedger ledger) {
    return ClientChain.of(
        ledger,
        NetworkFile.of(TestChain.genesis(), URI.create("http://127.0.0.1:1")).chainRef(),
        new RealScheduler());
  }

  private static void requireRefused(RemoteLedger ledger, String why) {
    assertThatThrownBy(() -> chain(ledger).head())
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("the ledger at http://127.0.0.1:1 gave an answer that does not prove")
        .hasMessageContaining(why)
        .hasMessageContaining("rolled back")
        .hasMessageContaining("ledger-head");
  }

  @Test
  void believesNoOutcomeOfAChainThatBeganAgainBelowWhatItSaw() throws Exception {
    try (EmbeddedEngine first = engine("ledger")) {
      steps(first, 5);
    }
    copy("ledger", "backup");
    try (EmbeddedEngine ledger = engine("ledger");
        EmbeddedEngine restored = engine("backup")) {
      steps(ledger, 7);
      LyingDoor door = new LyingDoor(new LocalLedger(ledger));
      RemoteLedger running = client(door, ledger);
      assertThat(chain(running).head().height()).isEqualTo(11);
      ByteString payment =
          TestChain.transfer(
              TestChain.TREASURY,
              0,
              1,
              TestChain.address(TestChain.seed("b")),
              Amount.ofCairn(2),
              50);
      door.replace(new LocalLedger(restored));
      assertThat(restored.submit(payment, Submitter.local()).refusal()).isEmpty();
      steps(restored, 10);
      assertThat(new LocalLedger(restored).outcome(payment)).isPresent();
      assertThatThrownBy(() -> chain(running).outcome(payment))
          .isInstanceOf(LedgerUnavailable.class)
          .hasMessageContaining("is not the chain's");
    }
  }

  @Test
  void refusesALedgerThatBeganAgainFromABackup() throws Exception {
    try (EmbeddedEngine first = engine("ledger")) {
      steps(first, 5);
    }
    copy("ledger", "backup");
    try (EmbeddedEngine ledger = engine("ledger")) {
      steps(ledger, 7);
      LyingDoor door = new LyingDoor(new LocalLedger(ledger));
      RemoteLedger running = client(door, ledger);
      assertThat(chain(running).head().height()).isEqualTo(11);
      now = now.plusSeconds(5);
      try (EmbeddedEngine restored = engine("backup")) {
        door.replace(new LocalLedger(restored));
        steps(restored, 3);
        // As after a kill: the running client is not closed.
        requireRefused(running, "but was at 12");
        requireRefused(client(door, restored), "but was at 12");
        steps(restored, 4);
        requireRefused(running, "two headers of height 12");
        steps(restored, 30);
        requireRefused(running, "another block of height 12");
        requireRefused(client(door, restored), "another block of height 12");
        Files.delete(folder.resolve("ledger-head"));
        assertThat(chain(client(door, restored)).head().height()).isEqualTo(41);
      }
    }
  }
}
