package network.cairn.ledger.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Amount;
import network.cairn.proto.ledgerapi.TxProof;
import network.cairn.proto.ledgerapi.TxReply;
import network.cairn.testing.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a door says, a proved answer of its client is the ledger's own or none.
final class LyingDoorTest {
  private static final byte[] TREASURY = StateKeys.account(TestChain.address(TestChain.TREASURY));
  private static final byte[] NOBODY = StateKeys.account(TestChain.address(new byte[32]));

  @TempDir private Path folder;
  private EmbeddedEngine engine;
  private LocalLedger local;
  private LyingDoor door;
  private RemoteLedger remote;

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
    local = new LocalLedger(engine);
    door = new LyingDoor(local);
    remote = client();
    engine.step();
    engine.step();
  }

  private RemoteLedger client() {
    InstantSource clock = () -> Times.instant(engine.head().getTime()).plusSeconds(1);
    NetworkFile network = NetworkFile.of(TestChain.genesis(), URI.create("http://127.0.0.1:1"));
    return new RemoteLedger(network, door, clock);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static ByteString pay(long nonce, Amount amount) {
    return TestChain.transfer(
        TestChain.TREASURY, 1, nonce, TestChain.address(TestChain.seed("b")), amount, 50);
  }

  private ByteString done(long nonce, Amount amount) {
    ByteString tx = pay(nonce, amount);
    remote.submit(tx, WaitFor.ACCEPTED, Duration.ZERO);
    engine.step();
    engine.step();
    return tx;
  }

  @Test
  void provesWhatBecameOfEveryTransactionOfABlock() {
    List<ByteString> txs =
        List.of(
            pay(1, Amount.ofCairn(1)),
            pay(2, Amount.ofCairn(2)),
            pay(3, Amount.ofCairn(3)),
            pay(4, Amount.ofCairn(4)),
            pay(5, Amount.SUPPLY));
    txs.forEach(tx -> remote.submit(tx, WaitFor.ACCEPTED, Duration.ZERO));
    engine.step();
    engine.step();
    for (int i = 0; i < txs.size(); i++) {
      Proved<TxReceipt> outcome = remote.outcome(txs.get(i)).orElseThrow();
      assertThat(outcome.height()).isEqualTo(engine.head().getHeight() - 1);
      assertThat(outcome.value().code()).as("transaction %s", i).isEqualTo(i == 4 ? 1 : 0);
      assertThat(outcome.value().height()).isEqualTo(outcome.header().getHeight() - 1);
    }
    assertThat(remote.outcome(pay(9, Amount.ofCairn(1)))).isEmpty();
  }

  @Test
  void believesNoOtherOutcomeThanTheBlocks() {
    ByteString tx = done(1, Amount.ofCairn(1));
    ByteString failed = done(2, Amount.SUPPLY);
    engine.step();
    TxReply other = reply(failed);
    List<UnaryOperator<TxReply>> lies =
        List.of(
            r -> r.toBuilder().setCode(1).build(),
            r -> r.toBuilder().setData(ByteString.copyFrom(new byte[8])).build(),
            r -> r.toBuilder().setHeight(r.getHeight() + 1).build(),
            r -> r.toBuilder().setHeight(Long.MAX_VALUE).build(),
            r -> r.toBuilder().setIndex(0).build(),
            r -> r.toBuilder().setIndex(-1).build(),
            r -> other,
            r -> r.toBuilder().setProof(other.getProof()).build(),
            r -> r.toBuilder().setProof(TxProof.getDefaultInstance()).build(),
            r -> {
              TxReply.Builder b = r.toBuilder();
              b.getProofBuilder().setTotal(1).clearTxAunts().clearResultAunts();
              return b.build();
            });
    for (UnaryOperator<TxReply> lie : lies) {
      door.lie(LyingDoor.changing("tx", TxReply.parser(), lie));
      assertThatThrownBy(() -> remote.outcome(tx)).isInstanceOf(UntrustedAnswer.class);
    }
    door.lie(
        LyingDoor.changing(
            "tx", TxReply.parser(), r -> r.toBuilder().clearProof().setCode(1).build()));
    assertThat(remote.outcome(tx)).isEmpty();
    door.honest();
    assertThat(remote.outcome(tx).orElseThrow().value().isDone()).isTrue();
    assertThat(remote.outcome(failed).orElseThrow().value().code()).isEqualTo(1);
  }

  private TxReply reply(ByteString tx) {
    TxReceipt receipt = local.tx(LocalLedger.bodyId(tx)).orElseThrow();
    return Wire.tx(receipt).toBuilder()
        .setProof(local.proof(receipt, Duration.ZERO).orElseThrow())
        .build();
  }

  @Test
  void knowsNoHeightThatNobodySigned() {
    door.lie(
        LyingDoor.changing(
            "status",
            network.cairn.proto.ledgerapi.StatusReply.parser(),
            r -> r.toBuilder().setHeight(Long.MAX_VALUE).build()));
    assertThat(remote.provable()).isEqualTo(engine.head().getHeight() - 1);
    door.lie(
        LyingDoor.changing(
            "light-block",
            network.cairn.proto.comet.LightBlock.parser(),
            b -> {
              var lie = b.toBuilder();
              lie.getSignedHeaderBuilder().getHeaderBuilder().setHeight(1_000);
              return lie.build();
            }));
    assertThatThrownBy(() -> remote.provable()).isInstanceOf(UntrustedAnswer.class);
  }

  @Test
  void provesTheLedgersOwnAnswersOrNoneUnderAnyLies() {
    ByteString tx = done(1, Amount.ofCairn(1));
    ByteString failed = done(2, Amount.SUPPLY);
    ByteString never = pay(99, Amount.ofCairn(1));
    int[] answers = {0, 0};
    Property.check(
        20,
        random -> {
          RemoteLedger client = client();
          door.lie(LyingDoor.random(random, () -> random.nextInt(3) > 0));
          for (int i = 0; i < 15; i++) {
            attempt(answers, () -> client.get(TREASURY).equals(local.get(TREASURY)));
            attempt(answers, () -> client.get(NOBODY).isEmpty());
            attempt(answers, () -> client.provable() <= engine.head().getHeight() - 1);
            attempt(answers, () -> isEmptyOr(client.outcome(tx), 0));
            attempt(answers, () -> isEmptyOr(client.outcome(failed), 1));
            attempt(answers, () -> client.outcome(never).isEmpty());
          }
        });
    assertThat(answers[0]).isPositive();
    assertThat(answers[1]).isPositive();
  }

  private static boolean isEmptyOr(Optional<Proved<TxReceipt>> outcome, int code) {
    return outcome.isEmpty() || outcome.get().value().code() == code;
  }

  private static void attempt(int[] answers, Supplier<Boolean> isTrue) {
    try {
      assertThat(isTrue.get()).isTrue();
      answers[0]++;
    } catch (UntrustedAnswer | LedgerUnavailable e) {
      answers[1]++;
    }
  }
}
