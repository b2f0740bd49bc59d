package network.cairn.ledger.engine.comet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.ledger.engine.BlockData;
import network.cairn.ledger.engine.KnownSignatures;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.engine.comet.abci.AbciClient;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.rules.BlockContext;
import network.cairn.ledger.rules.Crypto;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.ProposalRules;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.abci.Request;
import network.cairn.proto.abci.RequestCheckTx;
import network.cairn.proto.abci.RequestCommit;
import network.cairn.proto.abci.RequestInfo;
import network.cairn.proto.abci.RequestQuery;
import network.cairn.proto.abci.ResponseFinalizeBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The ledger as an application, over its socket.
class LedgerAppTest {
  private static final long MAX = 4 << 20;

  @TempDir private Path folder;
  private final Genesis genesis = TestChain.genesis();

  private HandMadeComet comet() throws IOException {
    return new HandMadeComet(genesis, TestChain.keys(), folder, Crypto.strict());
  }

  private BlockData block(long height, List<ByteString> txs) {
    long time = (genesis.timeMs() + 250 * height) * 1_000_000L;
    return new BlockData(
        new BlockContext(height, time, genesis.validators().getFirst().address()), txs);
  }

  private static Address someone(long i) {
    return TestChain.address(TestChain.seed("someone " + i));
  }

  private static ByteString pay(long nonce) {
    return TestChain.transfer(
        TestChain.TREASURY, 0, nonce, someone(nonce), Amount.ofCairn(1), nonce + 100);
  }

  /// Proposes, accepts, finalizes and commits the next block.
  private ResponseFinalizeBlock next(HandMadeComet comet, long height) throws IOException {
    BlockData made = block(height, comet.prepare(block(height, List.of()), MAX));
    assertThat(comet.process(made)).isTrue();
    ResponseFinalizeBlock done = comet.finalizeBlock(made);
    comet.commit();
    return done;
  }

  private static boolean isPaid(HandMadeComet comet, long i) {
    return comet.tip.read(s -> new LedgerView(s).account(someone(i)).isPresent());
  }

  @Test
  void aTransactionGoesFromThePoolIntoABlockAndNothingIsStoredBeforeTheCommit() throws Exception {
    try (HandMadeComet comet = comet()) {
      ByteString root = comet.init();
      assertThat(root).isEqualTo(comet.tip.head().getAppHash());
      assertThat(comet.init()).isEqualTo(root);
      try (AbciClient pool = comet.connect()) {
        assertThat(check(pool, pay(1), 0)).isZero();
        assertThat(check(pool, pay(1), 0)).isZero();
        assertThat(check(pool, ByteString.copyFromUtf8("nonsense"), 0)).isEqualTo(1);
        assertThat(check(pool, pay(1), 1)).isZero();
      }
      BlockData made = block(1, comet.prepare(block(1, List.of()), MAX));
      assertThat(made.txs()).hasSize(2).endsWith(pay(1));
      assertThat(comet.process(made)).isTrue();
      ResponseFinalizeBlock done = comet.finalizeBlock(made);
      assertThat(done.getTxResultsList()).hasSize(2).allMatch(r -> r.getCode() == 0);
      assertThat(done.getAppHash()).isNotEqualTo(root);
      assertThat(comet.tip.head().getHeight()).isZero();
      assertThat(isPaid(comet, 1)).isFalse();
      assertThat(comet.info().getLastBlockHeight()).isZero();
      // CometBFT was killed before the commit: it replays.
      comet.reconnect();
      comet.init();
      assertThat(comet.finalizeBlock(made)).isEqualTo(done);
      comet.commit();
      assertThat(isPaid(comet, 1)).isTrue();
      assertThat(comet.info().getLastBlockHeight()).isEqualTo(1);
      assertThat(comet.info().getLastBlockAppHash()).isEqualTo(done.getAppHash());
      try (AbciClient pool = comet.connect()) {
        assertThat(check(pool, pay(1), 1)).isEqualTo(1);
        assertThat(check(pool, pay(1), 0)).isEqualTo(1);
      }
    }
    try (HandMadeComet again = comet()) {
      assertThat(again.info().getLastBlockHeight()).isEqualTo(1);
      assertThat(next(again, 2).getTxResultsCount()).isEqualTo(1);
      assertThat(again.fatal).isNotDone();
    }
  }

  /// Says what the strict one says, and counts the signatures that it was asked for.
  private static final class Counted implements Crypto {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public boolean verify(byte[] pubkey, byte[] message, byte[] signature) {
      asked.incrementAndGet();
      return Crypto.strict().verify(pubkey, message, signature);
    }

    @Override
    public Optional<byte[]> beacon(byte[] pubkey, byte[] alpha, byte[] pi) {
      return Crypto.strict().beacon(pubkey, alpha, pi);
    }
  }

  @Test
  void whatThePoolHasVerifiedIsNotVerifiedAgainInABlock() throws Exception {
    Counted counted = new Counted();
    Crypto known = new KnownSignatures(counted);
    try (HandMadeComet comet = HandMadeComet.asking(genesis, TestChain.keys(), folder, known);
        AbciClient pool = comet.connect()) {
      comet.init();
      for (long nonce = 1; nonce <= 3; nonce++) {
        assertThat(check(pool, pay(nonce), 0)).isZero();
      }
      assertThat(counted.asked).hasValue(3);
      assertThat(next(comet, 1).getTxResultsCount()).isEqualTo(4);
      assertThat(counted.asked).as("proposed, looked at and decided").hasValue(3);
      // What only the block brings is looked at.
      BlockData made = block(2, comet.prepare(block(2, List.of()), MAX));
      BlockData more = block(2, List.of(made.txs().getFirst(), pay(4)));
      assertThat(comet.process(more)).isTrue();
      assertThat(counted.asked).hasValue(4);
    }
  }

  private static int check(AbciClient pool, ByteString tx, int type) throws IOException {
    return pool.call(
            Request.newBuilder()
                .setCheckTx(RequestCheckTx.newBuilder().setTx(tx).setType(type))
                .build())
        .getCheckTx()
        .getCode();
  }

  @Test
  void aProposalThatNobodyPaysForOrThatIsNoBlockIsRefused() throws Exception {
    try (HandMadeComet comet = comet()) {
      comet.init();
      ByteString beacon = comet.prepare(block(1, List.of()), MAX).getFirst();
      assertThat(comet.process(block(1, List.of(beacon)))).isTrue();
      assertThat(comet.process(block(1, List.of(beacon, pay(1))))).isTrue();
      assertThat(comet.process(block(1, List.of()))).as("no beacon").isFalse();
      assertThat(comet.process(block(1, List.of(pay(1))))).as("no beacon first").isFalse();
      assertThat(comet.process(block(1, List.of(beacon, ByteString.copyFrom(new byte[1])))))
          .as("does not decode")
          .isFalse();
      assertThat(comet.process(block(1, List.of(beacon, pay(1), pay(1)))))
          .as("a void repeat")
          .isFalse();
      byte[] forged = pay(2).toByteArray();
      forged[forged.length - 1] ^= 1;
      assertThat(comet.process(block(1, List.of(beacon, ByteString.copyFrom(forged)))))
          .as("a false signature")
          .isFalse();
      BlockContext stranger =
          new BlockContext(1, genesis.timeMs() * 1_000_000L, ByteString.copyFrom(new byte[20]));
      assertThat(comet.process(new BlockData(stranger, List.of(beacon)))).isFalse();
      List<ByteString> many = new ArrayList<>(List.of(beacon));
      for (int i = 0; i <= ProposalRules.MAX_TXS; i++) {
        many.add(pay(1));
      }
      assertThat(comet.process(block(1, many))).as("too many").isFalse();
      assertThat(comet.process(block(1, List.of(beacon)))).isTrue();
      assertThat(comet.fatal).isNotDone();
    }
  }

  @Test
  void aProposalFitsIntoWhatCometBftAllows() throws Exception {
    try (HandMadeComet comet = comet()) {
      comet.init();
      for (int i = 1; i <= 40; i++) {
        assertThat(comet.tip.submit(pay(i), Submitter.local()).refusal()).isEmpty();
      }
      long max = 30_000;
      List<ByteString> txs = comet.prepare(block(1, List.of()), max);
      assertThat(txs.size()).isBetween(2, 41);
      assertThat(txs.stream().mapToLong(tx -> tx.size() + 5).sum()).isLessThanOrEqualTo(max);
      assertThat(comet.prepare(block(1, List.of()), MAX)).hasSize(41);
    }
  }

  @Test
  void aGenesisOfAnotherChainStopsTheProcess() throws Exception {
    try (HandMadeComet comet = comet();
        AbciClient client = comet.connect()) {
      comet.info();
      Request other =
          Request.newBuilder()
              .setInitChain(comet.initChain().setAppStateBytes(ByteString.copyFromUtf8("\"\"")))
              .build();
      assertThatThrownBy(() -> client.call(other)).isInstanceOf(IOException.class);
      assertThat(comet.fatal.get(30, TimeUnit.SECONDS)).hasMessageContaining("app state");
    }
  }

  @Test
  void aBlockThatIsNoneStopsTheProcessAndIsNoResult() throws Exception {
    try (HandMadeComet comet = comet()) {
      comet.init();
      assertThatThrownBy(() -> comet.finalizeBlock(block(1, List.of(pay(1)))))
          .isInstanceOf(IOException.class);
      assertThat(comet.fatal.get(30, TimeUnit.SECONDS)).hasMessageContaining("beacon");
      assertThat(comet.tip.head().getHeight()).isZero();
    }
  }

  @Test
  void aQueryReadsTheStateAndNothingElse() throws Exception {
    try (HandMadeComet comet = comet();
        AbciClient query = comet.connect()) {
      comet.init();
      byte[] key = StateKeys.params();
      RequestQuery.Builder ask =
          RequestQuery.newBuilder().setPath("/state").setData(ByteString.copyFrom(key));
      assertThat(query.call(Request.newBuilder().setQuery(ask).build()).getQuery().getValue())
          .isEqualTo(genesis.params().encode());
      assertThat(
              query
                  .call(Request.newBuilder().setQuery(ask.setPath("/store")).build())
                  .getQuery()
                  .getCode())
          .isEqualTo(1);
    }
  }

  @Test
  void whoAsksWhereTheStateStandsWaitsForACommitUnderWay() throws Exception {
    CountDownLatch within = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicLong now = new AtomicLong();
    Runnable votes =
        () -> {
          within.countDown();
          uninterrupted(goOn);
        };
    try (HandMadeComet comet =
        new HandMadeComet(genesis, TestChain.keys(), folder, Crypto.strict(), now::get, votes)) {
      comet.init();
      now.set(LedgerApp.NOTES.toNanos());
      BlockData made = block(1, comet.prepare(block(1, List.of()), MAX));
      comet.finalizeBlock(made);
      Request commit = Request.newBuilder().setCommit(RequestCommit.getDefaultInstance()).build();
      Thread committing = Thread.ofPlatform().start(() -> comet.app.answer(commit));
      within.await();
      Request info = Request.newBuilder().setInfo(RequestInfo.getDefaultInstance()).build();
      AtomicLong told = new AtomicLong(-1);
      Thread asking =
          Thread.ofPlatform()
              .start(() -> told.set(comet.app.answer(info).getInfo().getLastBlockHeight()));
      while (asking.getState() != Thread.State.WAITING
          && asking.getState() != Thread.State.TERMINATED) {
        Thread.onSpinWait();
      }
      long meanwhile = told.get();
      goOn.countDown();
      asking.join();
      committing.join();
      assertThat(meanwhile).isEqualTo(-1);
      assertThat(told).hasValue(1);
    }
  }

  private static void uninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theLastVoteIsNotedWhileBlocksAreMade() throws Exception {
    AtomicLong now = new AtomicLong();
    List<Long> notes = new ArrayList<>();
    long half = LedgerApp.NOTES.toNanos() / 2;
    try (HandMadeComet comet =
        new HandMadeComet(
            genesis,
            TestChain.keys(),
            folder,
            Crypto.strict(),
            now::get,
            () -> notes.add(now.get()))) {
      comet.init();
      for (int height = 1; height <= 5; height++) {
        now.addAndGet(half);
        next(comet, height);
      }
    }
    assertThat(notes).containsExactly(2 * half, 4 * half);
  }

  /// The one that counts, until it is told to fail.
  private static final class FailingCrypto implements Crypto {
    private final Crypto strict = Crypto.strict();
    private volatile Optional<RuntimeException> fault = Optional.empty();

    @Override
    public boolean verify(byte[] pubkey, byte[] message, byte[] signature) {
      return strict.verify(pubkey, message, signature);
    }

    @Override
    public Optional<byte[]> beacon(byte[] pubkey, byte[] alpha, byte[] pi) {
      fault.ifPresent(f -> {
        throw f;
      });
      return strict.beacon(pubkey, alpha, pi);
    }
  }

  @Test
  void aProposalOnWhichTheRulesFailIsRefusedAndEndsNobody() throws Exception {
    FailingCrypto crypto = new FailingCrypto();
    try (HandMadeComet comet = new HandMadeComet(genesis, TestChain.keys(), folder, crypto)) {
      comet.init();
      BlockData made = block(1, comet.prepare(block(1, List.of()), MAX));
      BlockData other = block(1, List.of(made.txs().getFirst(), pay(1)));
      crypto.fault = Optional.of(new ArithmeticException("a rule divides by zero"));
      assertThat(comet.process(other)).isFalse();
      assertThat(comet.fatal).isNotDone();
      crypto.fault = Optional.of(new UncheckedIOException(new IOException("the disk is gone")));
      assertThatThrownBy(() -> comet.process(other)).isInstanceOf(IOException.class);
      assertThat(comet.fatal.get(30, TimeUnit.SECONDS)).hasMessageContaining("the disk is gone");
    }
  }

  @Test
  void aDecidedBlockOnWhichTheRulesFailStopsTheProcess() throws Exception {
    FailingCrypto crypto = new FailingCrypto();
    try (HandMadeComet comet = new HandMadeComet(genesis, TestChain.keys(), folder, crypto)) {
      comet.init();
      BlockData made = block(1, comet.prepare(block(1, List.of()), MAX));
      BlockData other = block(1, List.of(made.txs().getFirst(), pay(1)));
      crypto.fault = Optional.of(new ArithmeticException("a rule divides by zero"));
      assertThatThrownBy(() -> comet.finalizeBlock(other)).isInstanceOf(IOException.class);
      assertThat(comet.fatal.get(30, TimeUnit.SECONDS)).hasMessageContaining("divides by zero");
    }
  }
}
