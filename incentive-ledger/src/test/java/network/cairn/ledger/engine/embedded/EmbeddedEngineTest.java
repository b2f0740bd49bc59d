package network.cairn.ledger.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import network.cairn.base.files.Power;
import network.cairn.base.files.PowerCut;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.ledger.chain.CommitCheck;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.chain.LightVerifier;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.LedgerVerify;
import network.cairn.ledger.engine.pool.Mempool;
import network.cairn.ledger.engine.tip.Tip;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.state.Ics23;
import network.cairn.ledger.state.Jmt;
import network.cairn.ledger.state.JmtProofs;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.TxBody;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.TxRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedEngineTest {
  @TempDir Path folder;

  private EmbeddedEngine open() {
    return open(BlockLog.open(folder.resolve("blocks")), "state");
  }

  private EmbeddedEngine open(BlockLog log, String state) {
    return open(log, state, TestChain.ticking());
  }

  private EmbeddedEngine open(BlockLog log, String state, InstantSource clock) {
    StateStore states = LmdbStateStore.open(folder.resolve(state));
    try {
      return new EmbeddedEngine(
          TestChain.genesis(), TestChain.keys(), states, log, clock, LedgerMetrics.none());
    } catch (RuntimeException e) {
      states.close();
      throw e;
    }
  }

  private static Address someone(int i) {
    return TestChain.address(TestChain.seed("someone " + i));
  }

  private static ByteString pay(EmbeddedEngine engine, int lane, long nonce, int to) {
    return pay(engine, lane, nonce, to, 100);
  }

  private static ByteString pay(
      EmbeddedEngine engine, int lane, long nonce, int to, long validity) {
    return TestChain.transfer(
        TestChain.TREASURY,
        lane,
        nonce,
        someone(to),
        Amount.ofCairn(1),
        engine.head().getHeight() + validity);
  }

  @Test
  void makesBlocksThatTheLightClientFollows() {
    try (EmbeddedEngine engine = open()) {
      SignedHeader trusted = null;
      Validators validators = null;
      for (int i = 1; i <= 5; i++) {
        assertThat(engine.step().getHeight()).isEqualTo(i);
        LightBlock block = engine.lightBlock(i).orElseThrow();
        Validators own = Validators.of(block.getValidatorSet()).orElseThrow();
        SignedHeader signed = block.getSignedHeader();
        if (trusted != null && validators != null) {
          assertThat(
                  LightVerifier.ofThird("cairn-dev-test", Duration.ofDays(1), Duration.ofSeconds(1))
                      .verify(trusted, validators, signed, own, TestChain.START.plusSeconds(60)))
              .isEqualTo(LightVerifier.Verdict.SUCCESS);
          assertThat(signed.getHeader().getLastBlockId())
              .isEqualTo(trusted.getCommit().getBlockId());
        }
        assertThat(
                new CommitCheck("cairn-dev-test", own)
                    .full(signed.getCommit().getBlockId(), i, signed.getCommit()))
            .isEqualTo(CommitCheck.Verdict.ENOUGH);
        assertThat(signed.getCommit().getBlockId().getHash())
            .isEqualTo(Headers.hash(signed.getHeader()));
        trusted = signed;
        validators = own;
      }
      assertThat(engine.lightBlock(6)).isEmpty();
    }
  }

  @Test
  void executesTransactionsAndRemembersWhatBecameOfThem() throws InterruptedException {
    try (EmbeddedEngine engine = open()) {
      ByteString first = pay(engine, 0, 1, 1);
      ByteString second = pay(engine, 0, 2, 2);
      Engine.Taken taken = engine.submit(first);
      assertThat(taken.refusal()).isEmpty();
      assertThat(engine.submit(first).refusal()).isEmpty();
      assertThat(engine.submit(second).refusal()).isEmpty();
      assertThat(engine.submit(pay(engine, 0, 2, 3)).refusal().orElseThrow().reason())
          .isEqualTo("WRONG_NONCE");
      engine.step();
      assertThat(engine.awaitHeight(1, Duration.ZERO)).isTrue();
      TxRecord record = engine.read(s -> s.tx(taken.bodyId().toByteArray())).orElseThrow();
      assertThat(record.getHeight()).isEqualTo(1);
      assertThat(record.getCode()).isZero();
      assertThat(engine.submit(first).refusal()).isEmpty();
      assertThat(engine.<Boolean>read(s -> new LedgerView(s).account(someone(2)).isPresent()))
          .isTrue();
      List<Long> heights = new ArrayList<>();
      engine.read(s -> {
        s.events(0, 0, (height, _, _) -> heights.add(height));
        return true;
      });
      assertThat(heights).isNotEmpty().containsOnly(1L);
    }
  }

  @Test
  void boundsTheTransactionsThatWaitPerPayer() {
    try (EmbeddedEngine engine = open()) {
      for (int i = 1; i <= Mempool.MAX_PER_PAYER; i++) {
        assertThat(engine.submit(pay(engine, 0, i, 1)).refusal()).isEmpty();
      }
      assertThat(engine.submit(pay(engine, 0, 999, 1)).refusal().orElseThrow().reason())
          .isEqualTo("BUSY");
      engine.step();
      assertThat(engine.submit(pay(engine, 0, 999, 1)).refusal()).isEmpty();
    }
  }

  @Test
  void provesTheStateOfAHeightUnderTheNextHeader() {
    try (EmbeddedEngine engine = open()) {
      for (int i = 1; i <= 4; i++) {
        engine.submit(pay(engine, 0, i, i));
        engine.step();
      }
      for (long height = 2; height <= 3; height++) {
        byte[] root =
            engine
                .lightBlock(height + 1)
                .orElseThrow()
                .getSignedHeader()
                .getHeader()
                .getAppHash()
                .toByteArray();
        byte[] present = StateKeys.account(someone((int) height));
        byte[] absent = StateKeys.account(someone(99));
        assertThat(
                engine
                    .readAt(
                        height,
                        s -> {
                          JmtProofs proofs = new JmtProofs(s, s);
                          return Ics23.ofState()
                                  .isPresent(
                                      root,
                                      present,
                                      s.get(present).orElseThrow(),
                                      proofs.prove(present).orElseThrow().toByteArray())
                              && Ics23.ofState()
                                  .isAbsent(
                                      root,
                                      absent,
                                      proofs.prove(absent).orElseThrow().toByteArray())
                              && Arrays.equals(Jmt.root(s), root);
                        })
                    .orElseThrow())
            .isTrue();
      }
      while (engine.head().getHeight() <= Tip.KEPT) {
        engine.step();
      }
      assertThat(engine.readAt(2, Snapshot::head)).isPresent();
      assertThat(engine.readAt(1, Snapshot::head)).isEmpty();
    }
  }

  @Test
  void goesOnAfterARestartAndReplaysToTheSameRoot() {
    LedgerHead head;
    try (EmbeddedEngine engine = open()) {
      for (int i = 1; i <= 6; i++) {
        engine.submit(pay(engine, 0, i, i % 3));
        engine.step();
      }
      head = engine.head();
    }
    try (EmbeddedEngine engine = open()) {
      assertThat(engine.head()).isEqualTo(head);
      engine.step();
      head = engine.head();
    }
    List<Long> seen = new ArrayList<>();
    try (StateStore fresh = LmdbStateStore.open(folder.resolve("again"));
        BlockLog log = BlockLog.open(folder.resolve("blocks"))) {
      assertThat(LedgerVerify.replay(TestChain.genesis(), log, fresh, seen::add)).isEqualTo(head);
    }
    assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void makesBlocksByItselfWhileReadersRead() throws InterruptedException {
    try (EmbeddedEngine engine = open()) {
      engine.start();
      for (int i = 1; i <= 20; i++) {
        // Hundreds of blocks are made while this thread gets no processor.
        ByteString payment = pay(engine, 0, i, i, TxBody.MAX_VALIDITY);
        assertThat(engine.submit(payment).refusal()).isEmpty();
        assertThat(engine.awaitHeight(i, Duration.ofSeconds(60))).isTrue();
        assertThat(engine.<Boolean>read(s -> new LedgerView(s).lastHeight().isPresent())).isTrue();
      }
    }
  }

  /// The bytes of blocks are the chain: these change only with the protocol.
  @Test
  void makesTheSameChainFromTheSameKeysClockAndTransactions() {
    BlockLog log = BlockLog.open(new SimulatedDisk(new Power(new Random(1), Long.MAX_VALUE, 0)));
    try (EmbeddedEngine engine = open(log, "state", InstantSource.fixed(TestChain.START))) {
      engine.submit(pay(engine, 0, 1, 1));
      engine.step();
      engine.step();
      assertThat(HexFormat.of().formatHex(engine.head().getAppHash().toByteArray()))
          .isEqualTo("e0ad12e3f68e1ac38535e0cb73f1fbc8430aae9f5c753eafe2b26115cf49b4b1");
      assertThat(HexFormat.of().formatHex(engine.head().getBlockId().getHash().toByteArray()))
          .isEqualTo("b2efc6efd18030a2e22ab486f3cb2ebb735cfd066fac88f357b17103d61a6443");
    }
  }

  @Test
  void refusesAStateAheadOfItsLog() {
    try (EmbeddedEngine engine = open()) {
      engine.step();
      engine.step();
    }
    assertThatThrownBy(() -> open(BlockLog.open(folder.resolve("other")), "state"))
        .isInstanceOf(DamagedLedger.class)
        .hasMessageContaining("the state stands at height 2");
  }

  @Test
  void losesNoCommittedBlockWhereverPowerFails() {
    Random random = new Random(7);
    SimulatedDisk disk = new SimulatedDisk(new Power(random, 0, 0));
    long committed = 0;
    int replayed = 0;
    int lives = 60;
    for (int life = 0; life < lives; life++) {
      disk = disk.survivor(new Power(random, random.nextInt(14), 0));
      try (EmbeddedEngine engine = open(BlockLog.open(disk), "state")) {
        assertThat(engine.head().getHeight()).isGreaterThanOrEqualTo(committed);
        replayed += engine.head().getHeight() > committed ? 1 : 0;
        committed = engine.head().getHeight();
        while (true) {
          engine.submit(pay(engine, life % 16, committed + 1, random.nextInt(5)));
          committed = engine.step().getHeight();
        }
      } catch (PowerCut _) {
        // The next life begins with what survived.
      }
    }
    LedgerHead head;
    disk = disk.survivor(new Power(random, Long.MAX_VALUE, 0));
    try (EmbeddedEngine engine = open(BlockLog.open(disk), "state")) {
      head = engine.step();
    }
    try (EmbeddedEngine engine = open(BlockLog.open(disk), "fresh")) {
      assertThat(engine.head()).isEqualTo(head);
    }
    System.out.println(
        "engine: "
            + lives
            + " power cuts over "
            + head.getHeight()
            + " blocks, "
            + replayed
            + " starts replayed a block");
    assertThat(head.getHeight()).isGreaterThan(lives / 2);
  }
}
