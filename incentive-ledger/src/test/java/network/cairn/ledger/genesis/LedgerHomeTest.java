package network.cairn.ledger.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.StoredBlocks;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.DamagedState;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.Retention;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.store.StoreFailure;
import network.cairn.ledger.types.Amount;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.StoredBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerHomeTest {
  private static final URI URL = URI.create("http://127.0.0.1:5004");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-01T00:00:00Z"));

  @TempDir Path folder;

  private LedgerHome init() {
    return LedgerHome.init(folder, LedgerHome.Plan.of("cairn-dev-home", URL), new Random(5), CLOCK);
  }

  @Test
  void makesAChainThatOpensAgainAndRuns() throws InterruptedException {
    LedgerHome made = init();
    LedgerHome opened = LedgerHome.open(folder);
    assertThat(opened.genesis()).isEqualTo(made.genesis());
    assertThat(opened.network()).isEqualTo(made.network());
    assertThat(opened.network().chainRef())
        .isEqualTo(ByteString.copyFrom(made.genesis().chainRef()));
    LedgerHead head;
    try (LedgerHome.Running running = opened.engine(InstantSource.system(), LedgerMetrics.none())) {
      running.engine().start();
      assertThat(running.engine().awaitHeight(2, Duration.ofSeconds(60))).isTrue();
      String balance =
          running
              .engine()
              .read(state ->
                  new LedgerView(state)
                      .account(opened.treasury().address())
                      .orElseThrow()
                      .balance()
                      .decimal());
      assertThat(balance).isEqualTo(Amount.SUPPLY.decimal());
      assertThatThrownBy(() -> LedgerHome.open(folder).engine(CLOCK, LedgerMetrics.none()))
          .isInstanceOf(InvalidHome.class)
          .hasMessageContaining("another process");
    }
    try (LedgerHome.Running running = opened.engine(CLOCK, LedgerMetrics.none())) {
      head = running.engine().head();
    }
    assertThat(head.getHeight()).isGreaterThanOrEqualTo(2);
    assertThat(opened.verify(folder.resolve("scratch"), _ -> {}))
        .isEqualTo(new HomeVerification.Verified(head.getHeight(), head.getAppHash(), false));
  }

  @Test
  void namesADamagedBlockAndNeitherStartNorVerifyChangesAnything() throws Exception {
    LedgerHome home = init();
    try (LedgerHome.Running running = home.engine(InstantSource.system(), LedgerMetrics.none())) {
      running.engine().start();
      assertThat(running.engine().awaitHeight(4, Duration.ofSeconds(60))).isTrue();
    }
    Path log = folder.resolve("blocks").resolve("0000000000000001.blocks");
    byte[] bytes = Files.readAllBytes(log);
    byte[] flipped = bytes.clone();
    flipped[20] ^= 1;
    Files.write(log, flipped);
    assertThatThrownBy(() -> home.verify(folder.resolve("scratch"), _ -> {}))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("block 1 in 0000000000000001.blocks at byte 0 is damaged");
    assertThatThrownBy(() -> home.engine(CLOCK, LedgerMetrics.none()))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("restore this file from a backup");
    assertThat(Files.readAllBytes(log)).isEqualTo(flipped);

    // A part of a block that nobody has seen is no damage: verify says so, a start moves it aside.
    Files.write(log, Arrays.copyOf(bytes, bytes.length + 100));
    assertThat(home.verify(folder.resolve("again"), _ -> {}).torn()).isTrue();
    assertThat(Files.size(log)).isEqualTo(bytes.length + 100L);
    home.engine(CLOCK, LedgerMetrics.none()).close();
    assertThat(Files.readAllBytes(log)).isEqualTo(bytes);
    assertThat(log.resolveSibling(log.getFileName() + ".torn-" + bytes.length)).hasSize(100);
  }

  /// The blocks give the state again, so a start goes on without the damaged one and keeps it.
  @Test
  void movesADamagedStateAsideAndReplaysTheBlocks() throws Exception {
    LedgerHome home = init();
    LedgerHead head;
    try (LedgerHome.Running running = home.engine(InstantSource.system(), LedgerMetrics.none())) {
      running.engine().start();
      assertThat(running.engine().awaitHeight(3, Duration.ofSeconds(60))).isTrue();
    }
    try (LedgerHome.Running running = home.engine(CLOCK, LedgerMetrics.none())) {
      head = running.engine().head();
    }
    Path state = folder.resolve("state");
    Path data = state.resolve("data.mdb");
    byte[] cut = Arrays.copyOf(Files.readAllBytes(data), 10_000);
    Files.write(data, cut);
    assertThatThrownBy(() -> home.verify(folder.resolve("scratch"), _ -> {}))
        .isInstanceOf(DamagedState.class)
        .hasMessageContaining(data.toString())
        .hasMessageContaining("move its folder aside");
    assertThat(Files.readAllBytes(data)).isEqualTo(cut);
    for (int i = 0; i < 2; i++) {
      try (LedgerHome.Running running = home.engine(CLOCK, LedgerMetrics.none())) {
        assertThat(running.engine().head()).isEqualTo(head);
      }
    }
    assertThat(Files.readAllBytes(folder.resolve("state.damaged-1").resolve("data.mdb")))
        .isEqualTo(cut);
    assertThat(home.verify(folder.resolve("again"), _ -> {}).appHash())
        .isEqualTo(head.getAppHash());
  }

  /// A state of another form is no sign of damage: whoever runs the ledger is told the way out.
  @Test
  void saysWhatToDoWithAStateOfAnotherForm() throws Exception {
    LedgerHome home = withBlocks(2);
    try (StateStore states = LmdbStateStore.open(folder.resolve("state"), Retention.all())) {
      LedgerHead head;
      try (Snapshot state = states.snapshot()) {
        head = state.head().orElseThrow();
      }
      states.commit(
          new StateStore.Change(
              head.toBuilder().setHeight(head.getHeight() + 1).setSchema(1).build(),
              new TreeMap<>(Arrays::compareUnsigned),
              new TreeMap<>(Arrays::compareUnsigned),
              List.of(),
              Map.of()));
    }
    String wayOut = "the state has form 1, this program reads 2; move the folder 'state'";
    assertThatThrownBy(() -> home.verify(folder.resolve("scratch"), _ -> {}))
        .isInstanceOf(DamagedLedger.class)
        .hasMessageContaining(wayOut);
    assertThatThrownBy(() -> home.engine(CLOCK, LedgerMetrics.none()))
        .isInstanceOf(DamagedLedger.class)
        .hasMessageContaining(wayOut);
    Files.move(folder.resolve("state"), folder.resolve("aside"));
    try (LedgerHome.Running running = home.engine(CLOCK, LedgerMetrics.none())) {
      assertThat(running.engine().head().getHeight()).isGreaterThanOrEqualTo(2);
    }
  }

  /// A process that is killed while it verifies.
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static HomeVerification.Progress killedAt(long height) {
    return at -> {
      if (at == height) {
        throw new Killed();
      }
    };
  }

  private LedgerHome withBlocks(int blocks) throws Exception {
    LedgerHome home = init();
    try (LedgerHome.Running running = home.engine(InstantSource.system(), LedgerMetrics.none())) {
      running.engine().start();
      assertThat(running.engine().awaitHeight(blocks, Duration.ofSeconds(60))).isTrue();
    }
    return home;
  }

  @Test
  void aVerificationGoesOnWhereOneWasInterrupted() throws Exception {
    LedgerHome home = withBlocks(5);
    Path scratch = folder.resolve("verify");
    assertThatThrownBy(() -> home.verify(scratch, killedAt(3))).isInstanceOf(Killed.class);
    List<Long> from = new ArrayList<>();
    HomeVerification.Verified verified =
        home.verify(
            scratch,
            new HomeVerification.Progress() {
              @Override
              public void begin(long replayed, long last) {
                from.add(replayed);
              }

              @Override
              public void at(long height) {}
            });
    assertThat(from).containsExactly(3L);
    assertThat(verified).isEqualTo(home.verify(folder.resolve("fresh"), _ -> {}));
  }

  /// What the interrupted run has seen may have been changed since.
  @Test
  void aVerificationGoesOnOverTheSameBlocksOnly() throws Exception {
    LedgerHome home = withBlocks(5);
    Path scratch = folder.resolve("verify");
    assertThatThrownBy(() -> home.verify(scratch, killedAt(4))).isInstanceOf(Killed.class);
    Path blocks = folder.resolve("blocks");
    Path moved = Files.move(blocks, folder.resolve("moved"));
    try (BlockLog old = BlockLog.open(moved);
        BlockLog other = BlockLog.open(blocks)) {
      other.recover(OptionalLong.of(0));
      for (long height = 1; height <= old.lastHeight(); height++) {
        StoredBlock block = StoredBlocks.read(old, height).orElseThrow();
        if (height == 2) {
          StoredBlock.Builder changed = block.toBuilder();
          changed.getBlockBuilder().getDataBuilder().addTxs(ByteString.copyFromUtf8("one more"));
          block = changed.build();
        }
        StoredBlocks.append(other, Optional.empty(), block);
      }
    }
    assertThatThrownBy(() -> home.verify(scratch, _ -> {}))
        .isInstanceOf(DamagedLedger.class)
        .hasMessage("block 3 does not follow from the block before it");
  }

  /// What signs a block stands beside it, so no hash of another block's covers all of it.
  @Test
  void aVerificationThatGoesOnChecksWhatSignsTheBlocksBelow() throws Exception {
    LedgerHome home = withBlocks(36);
    Path scratch = folder.resolve("verify");
    assertThatThrownBy(() -> home.verify(scratch, killedAt(35))).isInstanceOf(Killed.class);
    Path blocks = folder.resolve("blocks");
    Path whole = Files.move(blocks, folder.resolve("whole"));
    for (long forged : new long[] {1, 32, 35}) {
      copyWithOtherSignature(whole, blocks, forged);
      assertThatThrownBy(() -> home.verify(scratch, _ -> {}))
          .as("block %s", forged)
          .isInstanceOf(DamagedLedger.class)
          .hasMessage("block " + forged + " is not signed by its validators");
      try (Stream<Path> files = Files.list(blocks)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
    copyWithOtherSignature(whole, blocks, 0);
    assertThat(home.verify(scratch, _ -> {}).height()).isGreaterThanOrEqualTo(36);
  }

  /// Each block whole, so that one is changed and no other with it.
  private static void copyWithOtherSignature(Path from, Path to, long forged) {
    try (BlockLog old = BlockLog.open(from);
        BlockLog other = BlockLog.open(to)) {
      other.recover(OptionalLong.of(0));
      for (long height = 1; height <= old.lastHeight(); height++) {
        StoredBlock block = StoredBlocks.read(old, height).orElseThrow();
        if (height == forged) {
          StoredBlock.Builder changed = block.toBuilder();
          changed
              .getCommitBuilder()
              .getSignaturesBuilder(0)
              .setSignature(ByteString.copyFrom(new byte[64]));
          block = changed.build();
        }
        StoredBlocks.append(other, Optional.empty(), block);
      }
    }
  }

  @Test
  void blocksOfCometBftAreReplayedWithoutStateAndSnapshots() throws Exception {
    LedgerHome home = init();
    Files.createDirectories(folder.resolve("comet").resolve("data").resolve("blockstore.db"));
    assertThatThrownBy(() -> home.verify(folder.resolve("scratch"), _ -> {}))
        .isInstanceOf(InvalidHome.class)
        .hasMessageContaining("move the folders state and snapshots aside");
  }

  @Test
  void filesThatDoNotBelongTogetherAreNamed() throws Exception {
    init();
    Path file = folder.resolve("network");
    String text = Files.readString(file);
    int power = text.indexOf(" 1\nledger-url");
    Files.writeString(file, text.substring(0, power) + " 2" + text.substring(power + 2));
    assertThatThrownBy(() -> LedgerHome.open(folder))
        .isInstanceOf(InvalidHome.class)
        .hasMessageContaining("genesis and network")
        .hasMessageContaining("restore");
  }

  @Test
  void neverOverwritesAChain() {
    init();
    assertThatThrownBy(this::init).isInstanceOf(InvalidHome.class).hasMessageContaining("already");
    assertThatThrownBy(() -> LedgerHome.open(folder.resolve("none")))
        .isInstanceOf(InvalidHome.class)
        .hasMessageContaining("cairn ledger init");
  }

  @Test
  void writesTheNetworkFileInPlainLines() {
    NetworkFile network = init().network();
    assertThat(network.format())
        .startsWith("cairn-network 1\nchain-id cairn-dev-home\ngenesis-hash ")
        .endsWith("ledger-url http://127.0.0.1:5004\n");
    assertThat(NetworkFile.parse(network.format())).isEqualTo(network);
    for (String line : network.format().lines().toList()) {
      String without = network.format().replace(line + "\n", "");
      assertThatThrownBy(() -> NetworkFile.parse(without)).isInstanceOf(InvalidNetworkFile.class);
    }
    assertThatThrownBy(() -> NetworkFile.parse(network.format() + "colour blue\n"))
        .hasMessageContaining("unknown line");
    assertThatThrownBy(() -> NetworkFile.parse(network.format() + "chain-id other\n"))
        .hasMessageContaining("twice");
  }

  @FuzzTest
  void networkFilesParseOrAreRefused(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();
    for (String file : List.of(text, "cairn-network 1\n" + text)) {
      try {
        NetworkFile.parse(file);
      } catch (InvalidNetworkFile e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }
}
