package network.cairn.ledger.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.base.time.RealScheduler;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.EngineHome;
import network.cairn.ledger.engine.LedgerFolder;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.LedgerVerify;
import network.cairn.ledger.engine.snapshot.SnapshotFolder;
import network.cairn.ledger.engine.snapshot.SnapshotStart;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.Keeping;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.Retention;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.store.StoreFailure;
import network.cairn.ledger.types.Amount;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A home takes snapshots as it goes, and makes a state that it lost from the newest good one.
final class SnapshotStartTest {
  private static final int EVERY = 10;

  @TempDir private Path folder;

  private EmbeddedEngine open() {
    return EmbeddedEngine.open(
        new EngineHome(
            new LedgerFolder(folder),
            TestChain.genesis(),
            TestChain.keys(),
            new Keeping(Retention.all(), EVERY, 2, false),
            Optional.empty()),
        new RealScheduler(),
        TestChain.ticking(),
        LedgerMetrics.none());
  }

  /// Makes blocks; each life waits for the snapshot that is under way.
  private LedgerHead live(int blocks) throws IOException {
    LedgerHead head = LedgerHead.getDefaultInstance();
    for (int i = 0; i < blocks; i++) {
      try (EmbeddedEngine engine = open()) {
        engine.submit(
            TestChain.transfer(
                TestChain.TREASURY,
                0,
                engine.height() + 1,
                TestChain.address(TestChain.seed("b")),
                Amount.ofCairn(1),
                engine.height() + 50));
        head = engine.step();
        if (head.getHeight() % EVERY == 0) {
          awaitSnapshot(head.getHeight());
        }
      }
    }
    return head;
  }

  private void awaitSnapshot(long height) throws IOException {
    Path manifest = folder.resolve("snapshots").resolve("%016d.manifest".formatted(height));
    while (!Files.exists(manifest)) {
      Thread.onSpinWait();
    }
  }

  private void delete(String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(name))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private List<String> refill() {
    List<String> told = new ArrayList<>();
    try (BlockLog log = BlockLog.open(folder.resolve("blocks"));
        StateStore states = LmdbStateStore.open(folder.resolve("other"))) {
      SnapshotStart.fill(
          TestChain.genesis(),
          SnapshotFolder.open(folder.resolve("snapshots")),
          log,
          states,
          told::add);
    }
    return told;
  }

  @Test
  void aLostStateComesFromTheNewestGoodSnapshot() throws IOException {
    LedgerHead head = live(25);
    assertThat(SnapshotFolder.open(folder.resolve("snapshots")).heights())
        .containsExactly(20L, 10L);
    delete("state");
    try (EmbeddedEngine engine = open()) {
      assertThat(engine.head()).isEqualTo(head);
    }
    assertThat(refill()).containsExactly("the state of height 20 comes from its snapshot");
    delete("other");
    Path chunk = folder.resolve("snapshots").resolve("0000000000000020.0.chunk");
    byte[] bytes = Files.readAllBytes(chunk);
    bytes[100] ^= 1;
    Files.write(chunk, bytes);
    assertThat(refill())
        .containsExactly(
            "the snapshot of height 20 is of no use: chunk 0 is not the one that its manifest"
                + " names",
            "the state of height 10 comes from its snapshot");
    delete("state");
    try (EmbeddedEngine engine = open()) {
      assertThat(engine.head()).isEqualTo(head);
    }
  }

  @Test
  void aSnapshotOfOtherBlocksIsOfNoUse() throws IOException {
    live(12);
    delete("blocks");
    delete("state");
    Files.move(folder.resolve("snapshots"), folder.resolve("kept"));
    try (EmbeddedEngine engine = open()) {
      for (int i = 0; i < 12; i++) {
        engine.step();
      }
    }
    delete("state");
    delete("snapshots");
    Files.move(folder.resolve("kept"), folder.resolve("snapshots"));
    assertThat(refill())
        .containsExactly(
            "the snapshot of height 10 is of no use: block 10 of the log is not its own");
    try (EmbeddedEngine engine = open()) {
      assertThat(engine.height()).isEqualTo(12);
    }
  }

  @Test
  void aSnapshotThatTheDiskDoesNotGiveIsOfNoUse() throws IOException {
    LedgerHead head = live(22);
    Path chunk = folder.resolve("snapshots").resolve("0000000000000020.0.chunk");
    Files.delete(chunk);
    Files.createDirectory(chunk); // It opens, and reading it fails.
    delete("state");
    assertThat(refill())
        .hasSize(2)
        .first(InstanceOfAssertFactories.STRING)
        .startsWith("the snapshot of height 20 is of no use: " + chunk + " cannot be read");
    try (EmbeddedEngine engine = open()) {
      assertThat(engine.head()).isEqualTo(head);
    }
  }

  @Test
  void aStateBelowTheFirstBlockIsNamedWithItsCure() throws IOException {
    live(25);
    copy("state", "older state");
    LedgerHead head = live(17);
    Files.createFile(folder.resolve("blocks").resolve("0000000000000033.first"));
    delete("state");
    copy("older state", "state");
    String cure =
        "the state stands at height 25 but the block log begins at 33; move the folder 'state'";
    assertThatThrownBy(this::open).isInstanceOf(DamagedLedger.class).hasMessageContaining(cure);
    try (BlockLog log = BlockLog.open(folder.resolve("blocks"));
        StateStore states = LmdbStateStore.open(folder.resolve("state"))) {
      assertThatThrownBy(
              () -> LedgerVerify.requireLinked(TestChain.genesis(), log, states, _ -> {}))
          .isInstanceOf(DamagedLedger.class)
          .hasMessageContaining(cure);
    }
    delete("state");
    try (EmbeddedEngine engine = open()) {
      assertThat(engine.head()).isEqualTo(head);
    }
  }

  /// Cuts into the last block of the log.
  private void cut() throws IOException {
    Path last = folder.resolve("blocks").resolve("0000000000000001.blocks");
    byte[] bytes = Files.readAllBytes(last);
    Files.write(last, Arrays.copyOf(bytes, bytes.length - 1));
  }

  @Test
  void aCutEndIsNoTornOneBecauseThereIsASnapshot() throws IOException {
    live(12);
    cut();
    byte[] before = Files.readAllBytes(folder.resolve("blocks").resolve("0000000000000001.blocks"));
    delete("state");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreFailure.class)
          .hasMessageContaining("block 12")
          .hasMessageContaining("there is no state to tell which");
    }
    assertThat(folder.resolve("blocks").resolve("0000000000000001.blocks"))
        .hasBinaryContent(before);
  }

  @Test
  void aLogBelowASnapshotOfItsChainIsRefused() throws IOException {
    live(9);
    copy("blocks", "older");
    copy("state", "older state");
    live(12);
    for (boolean keepsState : List.of(false, true)) {
      delete("blocks");
      delete("state");
      copy("older", "blocks");
      if (keepsState) {
        copy("older state", "state");
      }
      assertThatThrownBy(this::open)
          .isInstanceOf(DamagedLedger.class)
          .hasMessageContaining(
              "there is a snapshot of height 20 but the block log ends at 9; restore the log");
    }
    Path manifest = folder.resolve("snapshots").resolve("0000000000000020.manifest");
    byte[] bytes = Files.readAllBytes(manifest);
    bytes[40] ^= 1;
    Files.write(manifest, bytes);
    assertThatThrownBy(this::open)
        .isInstanceOf(DamagedLedger.class)
        .hasMessageContaining("there is a snapshot of height 10 but the block log ends at 9");
  }

  private void copy(String from, String to) throws IOException {
    Files.createDirectories(folder.resolve(to));
    try (Stream<Path> files = Files.list(folder.resolve(from))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(to).resolve(file.getFileName()));
      }
    }
  }

  @Test
  void withoutOldBlocksASnapshotIsNeeded() throws IOException {
    live(42);
    Files.createFile(folder.resolve("blocks").resolve("0000000000000033.first"));
    delete("state");
    try (EmbeddedEngine engine = open()) {
      assertThat(engine.height()).isEqualTo(42);
      assertThat(engine.signedHeader(32)).isEmpty();
      assertThat(engine.signedHeader(33)).isPresent();
    }
    delete("state");
    delete("snapshots");
    assertThatThrownBy(this::open)
        .isInstanceOf(DamagedLedger.class)
        .hasMessageContaining("the blocks begin at height 33 and no snapshot above it is whole");
  }
}
