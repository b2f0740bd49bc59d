package network.cairn.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.base.time.RealScheduler;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.api.TxReceipt;
import network.cairn.ledger.api.WaitFor;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.EngineHome;
import network.cairn.ledger.engine.LedgerFolder;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.LedgerVerify;
import network.cairn.ledger.engine.StoredBlocks;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.engine.snapshot.SnapshotFolder;
import network.cairn.ledger.engine.snapshot.SnapshotStart;
import network.cairn.ledger.types.Amount;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.TxProof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A ledger that took the transactions out of its old blocks proves all that it proved before, and
/// is made again from its snapshot.
@Timeout(300)
final class ShortenedBlocksTest {
  private static final int FILE = 4_000;
  private static final int BLOCKS = 25;

  /// What happened in a block is proved by the header after it.
  private static final int SHOWN = BLOCKS - 1;

  private static final int SNAPSHOT = 30;
  private static final int PAYMENTS = 6;

  @TempDir private Path folder;

  /// What a ledger shows of a block and of a payment in it.
  private record Shown(Optional<LightBlock> light, Optional<TxProof> proof) {}

  /// Blocks in small files; the ids of a payment of each.
  private List<ByteString> make() {
    List<ByteString> ids = new ArrayList<>();
    try (EmbeddedEngine engine =
        new EmbeddedEngine(
            TestChain.genesis(),
            TestChain.keys(),
            LmdbStateStore.open(folder.resolve("state")),
            BlockLog.open(folder.resolve("blocks"), FILE),
            TestChain.ticking(),
            LedgerMetrics.none())) {
      LocalLedger ledger = new LocalLedger(engine);
      for (int i = 0; i < BLOCKS; i++) {
        for (int k = 1; k <= PAYMENTS; k++) {
          ByteString pay =
              TestChain.transfer(
                  TestChain.TREASURY,
                  0,
                  (long) i * PAYMENTS + k,
                  TestChain.address(TestChain.seed("b")),
                  Amount.ofCairn(1),
                  i + 50L);
          ByteString id = ledger.submit(pay, WaitFor.ACCEPTED, Duration.ZERO).bodyId();
          if (k == PAYMENTS) {
            ids.add(id);
          }
        }
        engine.step();
      }
    }
    return ids;
  }

  private EmbeddedEngine open(boolean archive) {
    return EmbeddedEngine.open(
        new EngineHome(
            new LedgerFolder(folder),
            TestChain.genesis(),
            TestChain.keys(),
            new Keeping(Retention.all(), SNAPSHOT, 2, archive),
            Optional.empty()),
        new RealScheduler(),
        TestChain.ticking(),
        LedgerMetrics.none());
  }

  private static List<Shown> shown(EmbeddedEngine engine, List<ByteString> ids) {
    LocalLedger ledger = new LocalLedger(engine);
    List<Shown> all = new ArrayList<>();
    for (int i = 0; i < SHOWN; i++) {
      TxReceipt receipt = ledger.tx(ids.get(i)).orElseThrow();
      assertThat(receipt.isDone()).isTrue();
      all.add(new Shown(ledger.lightBlock(i + 1), ledger.proof(receipt, Duration.ZERO)));
    }
    return all;
  }

  private static void stepTo(EmbeddedEngine engine, long height) {
    while (engine.height() < height) {
      engine.step();
    }
  }

  private boolean isThere(String name) {
    return Files.exists(folder.resolve(name));
  }

  private void delete(String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(name))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private long bytes() throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(folder.resolve("blocks"))) {
      for (Path file : files.toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  /// Makes a snapshot, behind which blocks are shortened.
  private LedgerHead shorten(List<ByteString> ids) {
    try (EmbeddedEngine engine = open(false)) {
      List<Shown> before = shown(engine, ids);
      assertThat(before).allMatch(s -> s.light().isPresent() && s.proof().isPresent());
      long whole = lastFile();
      stepTo(engine, SNAPSHOT);
      while (isThere("blocks/%016d.blocks".formatted(fileBelow(whole)))) {
        Thread.onSpinWait();
      }
      assertThat(shown(engine, ids)).isEqualTo(before);
      assertThat(engine.transactions(1)).isEmpty();
      assertThat(engine.names(1).orElseThrow()).hasSize(1 + PAYMENTS);
      assertThat(engine.transactions(whole).orElseThrow()).hasSize(1 + PAYMENTS);
      stepTo(engine, SNAPSHOT + 3);
      return engine.head();
    }
  }

  private List<Long> files() {
    try (Stream<Path> files = Files.list(folder.resolve("blocks"))) {
      return files
          .map(file -> Segment.firstHeight(String.valueOf(file.getFileName())))
          .flatMap(height -> height.stream().boxed())
          .distinct()
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new StoreFailure("the blocks cannot be listed", e);
    }
  }

  private long lastFile() {
    return files().getLast();
  }

  private long fileBelow(long height) {
    return files().stream().filter(first -> first < height).toList().getLast();
  }

  @Test
  void provesAllThatItProvedBeforeAndTakesLess() throws IOException {
    List<ByteString> ids = make();
    long before = bytes();
    LedgerHead head = shorten(ids);
    assertThat(bytes()).isLessThan(before * 3 / 5);
    try (EmbeddedEngine engine = open(false)) {
      assertThat(engine.head()).isEqualTo(head);
      assertThat(shown(engine, ids)).hasSize(SHOWN).allMatch(s -> s.proof().isPresent());
    }
  }

  @Test
  void itsLostStateComesFromTheSnapshotOrNotAtAll() throws IOException {
    LedgerHead head = shorten(make());
    delete("state");
    try (EmbeddedEngine engine = open(false)) {
      assertThat(engine.head()).isEqualTo(head);
    }
    delete("state");
    delete("snapshots");
    long whole = lastFile();
    assertThatThrownBy(() -> open(false))
        .isInstanceOf(DamagedLedger.class)
        .hasMessage(
            "the blocks begin at height "
                + whole
                + " and no snapshot above it is whole; restore the folder snapshots or state from"
                + " a backup");
  }

  @Test
  void itsBlocksAreVerifiedFromTheFirstOn() {
    LedgerHead head = shorten(make());
    try (BlockLog log = BlockLog.open(folder.resolve("blocks"));
        StateStore fresh = LmdbStateStore.open(folder.resolve("again"))) {
      assertThat(log.firstHeight()).isEqualTo(1);
      assertThatThrownBy(() -> LedgerVerify.replay(TestChain.genesis(), log, fresh, _ -> {}))
          .isInstanceOf(DamagedLedger.class)
          .hasMessageContaining(
              "the state stands at height 0 but the block log begins at " + log.firstWhole());
    }
    List<Long> looked = new ArrayList<>();
    try (BlockLog log = BlockLog.open(folder.resolve("blocks"));
        StateStore other = LmdbStateStore.open(folder.resolve("other"))) {
      SnapshotStart.fill(
          TestChain.genesis(),
          SnapshotFolder.open(folder.resolve("snapshots")),
          log,
          other,
          _ -> {});
      LedgerVerify.requireLinked(TestChain.genesis(), log, other, looked::add);
      assertThat(LedgerVerify.replay(TestChain.genesis(), log, other, _ -> {})).isEqualTo(head);
    }
    assertThat(looked).hasSize(SNAPSHOT).startsWith(1L);
  }

  @Test
  void anArchiveKeepsAll() throws IOException {
    List<ByteString> ids = make();
    try (EmbeddedEngine engine = open(true)) {
      stepTo(engine, SNAPSHOT);
      while (!isThere("snapshots/%016d.manifest".formatted(SNAPSHOT))) {
        Thread.onSpinWait();
      }
    }
    try (EmbeddedEngine engine = open(true)) {
      for (long height = 1; height <= BLOCKS; height++) {
        assertThat(engine.transactions(height).orElseThrow()).hasSize(1 + PAYMENTS);
      }
      assertThat(shown(engine, ids)).hasSize(SHOWN);
    }
    try (BlockLog log = BlockLog.open(folder.resolve("blocks"))) {
      assertThat(log.firstWhole()).isEqualTo(1);
      StoredBlocks.shorten(log, SNAPSHOT);
      assertThat(log.firstWhole()).isEqualTo(lastFile());
    }
  }
}
