package network.cairn.ledger.engine.comet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.base.time.RealScheduler;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.engine.Beacons;
import network.cairn.ledger.engine.BlockData;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.EngineHome;
import network.cairn.ledger.engine.LedgerFolder;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.LedgerVerify;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.ValidatorSets;
import network.cairn.ledger.engine.choice.EngineChoice;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.engine.snapshot.Manifest;
import network.cairn.ledger.engine.snapshot.SnapshotFolder;
import network.cairn.ledger.rules.BlockContext;
import network.cairn.ledger.rules.Crypto;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.Keeping;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.Retention;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.SignedTx;
import network.cairn.proto.abci.ResponseApplySnapshotChunk;
import network.cairn.proto.abci.Snapshot;
import network.cairn.proto.comet.Header;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A chain that the embedded engine began goes on with other validators, over the same state.
final class MovedChainTest {
  private static final String LIAR = "0123456789abcdef0123456789abcdef01234567";
  private static final String HONEST = "76543210fedcba9876543210fedcba9876543210";

  @TempDir private Path folder;

  private static ValidatorKeys keys(int number) {
    return new ValidatorKeys(
        TestChain.seed("validator " + number), TestChain.seed("beacon " + number));
  }

  private static List<Genesis.Validator> next(int first) {
    List<Genesis.Validator> next = new ArrayList<>();
    for (int i = first; i < first + 4; i++) {
      next.add(new Genesis.Validator(keys(i).validatorKey(), 1, keys(i).beaconKey()));
    }
    next.sort(
        Comparator.comparing(
            Genesis.Validator::address, ByteString.unsignedLexicographicalComparator()));
    return next;
  }

  private EngineHome home() {
    return new EngineHome(
        new LedgerFolder(folder),
        TestChain.genesis(),
        TestChain.keys(),
        Keeping.standard(),
        Optional.empty());
  }

  private EmbeddedEngine begin() {
    EmbeddedEngine engine =
        EmbeddedEngine.open(home(), new RealScheduler(), TestChain.ticking(), LedgerMetrics.none());
    for (int i = 1; i <= 5; i++) {
      engine.submit(
          TestChain.transfer(
              TestChain.TREASURY,
              0,
              i,
              TestChain.address(TestChain.seed("b")),
              Amount.ofCairn(1),
              i + 50));
      engine.step();
    }
    return engine;
  }

  private ChainMove move(int first) {
    return EngineChoice.move(home(), next(first), new RealScheduler(), TestChain.ticking());
  }

  @Test
  void theLastBlockPromisesTheNextSetAndNoMoreAreMade() {
    begin().close();
    ChainMove move = move(1);
    assertThat(move.height()).isEqualTo(7);
    assertThat(ChainMove.decode(move.encode())).isEqualTo(move);
    assertThat(move(1)).isEqualTo(move);
    assertThatThrownBy(() -> move(2))
        .isInstanceOf(DamagedLedger.class)
        .hasMessageContaining("moved to other validators before");
    assertThatThrownBy(() ->
            EmbeddedEngine.open(
                home(), new RealScheduler(), TestChain.ticking(), LedgerMetrics.none()))
        .isInstanceOf(DamagedLedger.class)
        .hasMessageContaining("after height 7 other validators make its blocks");
    Validators next = ValidatorSets.of(next(1));
    try (EmbeddedEngine engine =
        EmbeddedEngine.openToMove(
            home(), new RealScheduler(), TestChain.ticking(), LedgerMetrics.none())) {
      Header last = engine.signedHeader(7).orElseThrow().getHeader();
      assertThat(last.getNextValidatorsHash()).isEqualTo(next.hash());
      assertThat(last.getValidatorsHash())
          .isEqualTo(ValidatorSets.ofGenesis(TestChain.genesis()).hash());
      assertThat(engine.transactions(7).orElseThrow()).hasSize(1);
      assertThatThrownBy(engine::step).isInstanceOf(DamagedLedger.class);
    }
  }

  @Test
  void aReplayComesOutWhereTheMoveSays() {
    begin().close();
    ChainMove move = move(1);
    try (StateStore fresh = LmdbStateStore.open(folder.resolve("again"));
        BlockLog log = BlockLog.open(folder.resolve("blocks"))) {
      assertThat(LedgerVerify.replay(TestChain.genesis(), log, fresh, _ -> {}))
          .isEqualTo(move.head());
    }
  }

  @Test
  void theNewValidatorsGoOnOverTheSameState() throws IOException {
    begin().close();
    ChainMove move = move(1);
    ValidatorKeys keys = keys(2);
    try (HandMadeComet comet =
        new HandMadeComet(
            TestChain.genesis(),
            Optional.of(move),
            keys,
            folder.resolve("state"),
            Crypto.strict(),
            System::nanoTime,
            () -> {})) {
      assertThat(comet.info().getLastBlockHeight()).isZero();
      assertThat(comet.init()).isEqualTo(move.head().getAppHash());
      long time = Times.nanos(move.head().getTime()) + 1_000_000L;
      BlockContext context = new BlockContext(8, time, keys.address());
      BlockData block = new BlockData(context, List.of(Beacons.next(comet.tip.own(), keys)));
      assertThat(comet.process(block)).isTrue();
      comet.finalizeBlock(block);
      comet.commit();
      assertThat(comet.info().getLastBlockHeight()).isEqualTo(8);
      LedgerHead head = comet.tip.head();
      assertThat(head.getChainRef()).isEqualTo(move.head().getChainRef());
      assertThat(comet.info().getLastBlockAppHash()).isEqualTo(head.getAppHash());
    }
  }

  private HandMadeComet comet(ChainMove move, String name) throws IOException {
    return new HandMadeComet(
        TestChain.genesis(),
        Optional.of(move),
        keys(2),
        folder.resolve(name).resolve("state"),
        Crypto.strict(),
        System::nanoTime,
        () -> {});
  }

  private void copyState(String to) throws IOException {
    Files.createDirectories(folder.resolve(to).resolve("state"));
    Files.copy(
        folder.resolve("state").resolve("data.mdb"),
        folder.resolve(to).resolve("state").resolve("data.mdb"));
  }

  /// What a validator has after its first block.
  private record Served(Manifest manifest, ByteString chunk) {}

  private Served served(ChainMove move) throws IOException {
    try (HandMadeComet one = comet(move, "one")) {
      one.init();
      ValidatorKeys keys = keys(2);
      BlockContext context =
          new BlockContext(8, Times.nanos(move.head().getTime()) + 1_000_000L, keys.address());
      one.finalizeBlock(new BlockData(context, List.of(Beacons.next(one.tip.own(), keys))));
      one.commit();
      SnapshotFolder snapshots = SnapshotFolder.open(folder.resolve("one").resolve("snapshots"));
      Manifest manifest = one.tip.read(state -> snapshots.take(state, 2));
      return new Served(manifest, one.load(8, Manifest.FORMAT, 0));
    }
  }

  /// Its state before was no genesis's: nothing must go on from there as if it were.
  @Test
  void aRefusedSnapshotLeavesAMovedHomeWithoutAStateAndEndsIt() throws IOException {
    begin().close();
    ChainMove move = move(1);
    copyState("one");
    copyState("two");
    Served served = served(move);
    Manifest manifest = served.manifest();
    ByteString chunk = served.chunk();
    LedgerHead lie = manifest.head().toBuilder().setAppHash(move.head().getAppHash()).build();
    Manifest lying = new Manifest(lie, manifest.entries(), manifest.chunks());
    try (HandMadeComet two = comet(move, "two")) {
      two.info();
      assertThat(two.offer(shown(lying), lie.getAppHash()))
          .isEqualTo(StateSync.Offered.ACCEPT.code);
      assertThatThrownBy(() -> two.apply(0, chunk, LIAR)).isInstanceOf(IOException.class);
      assertThat(two.fatal.join())
          .isInstanceOf(DamagedLedger.class)
          .hasMessageContaining("start this ledger again");
    }
    try (StateStore left = LmdbStateStore.open(folder.resolve("two").resolve("state"))) {
      assertThat(LedgerVerify.stateHeight(left)).isEmpty();
      RefusedSync refused = new RefusedSync(folder.resolve("two").resolve("sync-refused"));
      assertThat(refused.isSnapshot(lying.hash())).isTrue();
      assertThat(refused.isSender(LIAR)).isTrue();
      assertThat(refused.isSender(HONEST)).isFalse();
    }
  }

  /// It began again from its own blocks: the liar's snapshot is known, and nothing of it is heard.
  @Test
  void aLiarEndsAMovedHomeOnce() throws IOException {
    begin().close();
    ChainMove move = move(1);
    copyState("one");
    copyState("two");
    Served served = served(move);
    Manifest manifest = served.manifest();
    ByteString chunk = served.chunk();
    RefusedSync refused = new RefusedSync(folder.resolve("two").resolve("sync-refused"));
    LedgerHead lie = manifest.head().toBuilder().setAppHash(move.head().getAppHash()).build();
    Manifest lying = new Manifest(lie, manifest.entries(), manifest.chunks());
    refused.add(lying.hash(), Set.of(LIAR));
    try (HandMadeComet two = comet(move, "two")) {
      two.info();
      assertThat(two.offer(shown(lying), lie.getAppHash()))
          .isEqualTo(StateSync.Offered.REJECT.code);
      assertThat(two.offer(shown(manifest), manifest.head().getAppHash()))
          .isEqualTo(StateSync.Offered.ACCEPT.code);
      ResponseApplySnapshotChunk answer = two.apply(0, chunk, LIAR);
      assertThat(answer.getResult()).isEqualTo(StateSync.Applied.RETRY.code);
      assertThat(answer.getRejectSendersList()).containsExactly(LIAR);
      assertThat(two.apply(0, chunk, HONEST).getResult()).isEqualTo(StateSync.Applied.ACCEPT.code);
      assertThat(two.tip.head().getHeight()).isEqualTo(8);
    }
  }

  private static Snapshot shown(Manifest manifest) {
    return Snapshot.newBuilder()
        .setHeight(8)
        .setFormat(Manifest.FORMAT)
        .setChunks(1)
        .setHash(manifest.hash())
        .setMetadata(manifest.encode())
        .build();
  }

  /// The two last blocks are no reason to let go of anything, or to take a snapshot beside.
  @Test
  void aMoveKeepsAllThatTheHomeHas() {
    try (EmbeddedEngine engine = begin()) {
      assertThat(events(engine)).isTrue();
    }
    EngineHome forgetful =
        new EngineHome(
            new LedgerFolder(folder),
            TestChain.genesis(),
            TestChain.keys(),
            new Keeping(new Retention(1), 6, 2, false),
            Optional.empty());
    EngineChoice.move(forgetful, next(1), new RealScheduler(), TestChain.ticking());
    assertThat(SnapshotFolder.open(folder.resolve("snapshots")).heights()).containsExactly(7L);
    try (EmbeddedEngine engine =
        EmbeddedEngine.openToMove(
            home(), new RealScheduler(), TestChain.ticking(), LedgerMetrics.none())) {
      assertThat(events(engine)).isTrue();
    }
  }

  /// Whether what became of the first payment is known.
  private static boolean events(EmbeddedEngine engine) {
    byte[] first =
        SignedTx.decode(
                TestChain.transfer(
                    TestChain.TREASURY,
                    0,
                    1,
                    TestChain.address(TestChain.seed("b")),
                    Amount.ofCairn(1),
                    51))
            .bodyId();
    return engine.read(state -> state.tx(first)).isPresent();
  }

  @Test
  void cometsGenesisSaysWhereItGoesOn() {
    begin().close();
    ChainMove move = move(1);
    String json = CometGenesis.json(TestChain.genesis(), Optional.of(move));
    assertThat(json)
        .contains("\"initial_height\": \"8\"")
        .contains(Times.instant(move.head().getTime()).plusMillis(1).toString());
    for (Genesis.Validator validator : move.validators()) {
      assertThat(json)
          .contains(Base64.getEncoder().encodeToString(validator.pubkey().toByteArray()));
    }
    assertThat(json)
        .doesNotContain(Base64.getEncoder().encodeToString(Ed25519.publicKey(TestChain.VALIDATOR)));
  }
}
