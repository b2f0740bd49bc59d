package network.cairn.ledger.engine.comet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.ledger.engine.BlockData;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.Program;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.rules.BlockContext;
import network.cairn.ledger.rules.Crypto;
import network.cairn.ledger.rules.Envelope;
import network.cairn.ledger.rules.Envelopes;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is executed once for three requests, and half of it beside them.
class OnceExecutedTest {
  private static final long MAX = 4 << 20;

  @TempDir private Path folder;
  private final Genesis genesis = TestChain.genesis();

  private BlockData block(long height, List<ByteString> txs) {
    long time = (genesis.timeMs() + 250 * height) * 1_000_000L;
    return new BlockData(
        new BlockContext(height, time, genesis.validators().getFirst().address()), txs);
  }

  private static ByteString pay(long nonce) {
    Address to = TestChain.address(TestChain.seed("someone " + nonce));
    return TestChain.transfer(TestChain.TREASURY, 0, nonce, to, Amount.ofCairn(1), nonce + 100);
  }

  /// Counts how often a transaction is asked for, and fails each second time: in the half of an
  /// execution that follows the rules.
  private record Watched(Envelopes real, ByteString tx, boolean fails, AtomicInteger asked)
      implements Envelopes {
    @Override
    public Optional<Envelope> known(ByteString bytes) {
      if (bytes.equals(tx) && asked.incrementAndGet() % 2 == 0 && fails) {
        throw new ArithmeticException("a root that cannot be");
      }
      return real.known(bytes);
    }
  }

  private HandMadeComet comet(boolean fails, AtomicInteger asked) throws Exception {
    return HandMadeComet.executing(
        genesis,
        TestChain.keys(),
        folder,
        tip ->
            new BlockExecution(
                Crypto.strict(),
                new Watched(tip.envelopes(), pay(1), fails, asked),
                Program.current()));
  }

  @Test
  void aProposalIsExecutedOnceForAllThatIsAskedOfIt() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (HandMadeComet comet = comet(false, asked)) {
      comet.init();
      assertThat(comet.tip.submit(pay(1), Submitter.local()).refusal()).isEmpty();
      BlockData made = block(1, comet.prepare(block(1, List.of()), MAX));
      assertThat(made.txs()).hasSize(2);
      assertThat(comet.process(made)).isTrue();
      ByteString root = comet.finalizeBlock(made).getAppHash();
      comet.commit();
      assertThat(asked).as("by the rules, and for its outcome").hasValue(2);
      assertThat(comet.tip.head().getAppHash()).isEqualTo(root);
    }
  }

  @Test
  void whatFailsBesideAProposalIsRefusedOnceAndLeftOutOfTheNext() throws Exception {
    try (HandMadeComet comet = comet(true, new AtomicInteger())) {
      comet.init();
      assertThat(comet.tip.submit(pay(1), Submitter.local()).refusal()).isEmpty();
      assertThat(comet.tip.submit(pay(2), Submitter.local()).refusal()).isEmpty();
      BlockData made = block(1, comet.prepare(block(1, List.of()), MAX));
      assertThat(made.txs()).endsWith(pay(1), pay(2));
      assertThat(comet.process(made)).isFalse();
      BlockData next = block(1, comet.prepare(block(1, List.of()), MAX));
      assertThat(next.txs()).doesNotContain(pay(1));
      assertThat(comet.process(next)).isTrue();
      comet.finalizeBlock(next);
      comet.commit();
      assertThat(comet.tip.head().getHeight()).isEqualTo(1);
      assertThat(comet.fatal).isNotDone();
    }
  }

  @Test
  void whatWaitsInThePoolIsDecodedUntilABlockHasIt() throws Exception {
    try (HandMadeComet comet = comet(false, new AtomicInteger())) {
      comet.init();
      assertThat(comet.tip.envelopes().known(pay(1))).isEmpty();
      assertThat(comet.tip.submit(pay(1), Submitter.local()).refusal()).isEmpty();
      assertThat(comet.tip.envelopes().known(pay(1))).contains(Envelope.decode(pay(1)));
      BlockData without = block(1, comet.prepare(block(1, List.of()), MAX).subList(0, 1));
      comet.finalizeBlock(without);
      comet.commit();
      assertThat(comet.tip.envelopes().known(pay(1))).contains(Envelope.decode(pay(1)));
      BlockData made = block(2, comet.prepare(block(2, List.of()), MAX));
      assertThat(made.txs()).endsWith(pay(1));
      comet.finalizeBlock(made);
      comet.commit();
      assertThat(comet.tip.envelopes().known(pay(1))).isEmpty();
    }
  }
}
