package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is said to be at risk is what the chain takes.
class StandstillTest {
  private static final long SET = 1;

  private final Stage stage = new Stage();
  private final TestChain chain = stage.chain;
  private final Params params = chain.params;
  private long nonce = 3;

  private SetRecord set() {
    return new LedgerView(chain.state).set(SET).orElseThrow();
  }

  /// One block more.
  private void step(boolean proving) {
    Optional<ByteString> entry =
        proving && !set().isProven() ? chain.entry(SET, set().period()) : Optional.empty();
    List<ByteString> txs =
        entry
            .map(proof ->
                List.of(
                    chain.tx(
                        "op0", 0, nonce, chain.height + 20, new Msg.ProveBatch(List.of(proof)))))
            .orElse(List.of());
    BlockResult result = chain.block("v" + chain.height % 2, 250, txs);
    if (!txs.isEmpty()) {
      assertThat(result.results().getLast().code()).isEqualTo(TxResult.DONE);
      nonce++;
    }
  }

  /// Proves some periods and misses others, then stops.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsSaidOfAProviderThatStopsIsWhatItLoses(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long stop = set().period() + random.nextInt(0, (int) set().endPeriod());
    boolean proving = random.nextInt(4) > 0;
    for (long period = set().period(); set().isLive() && set().period() < stop; ) {
      if (set().period() > period) {
        period = set().period();
        proving = random.nextInt(4) > 0;
      }
      step(proving);
    }
    BigInteger said = Standstill.loss(set(), params).pebbles().add(set().slashed().pebbles());
    while (set().isLive()) {
      step(false);
      if (set().isLive()) {
        BigInteger now = Standstill.loss(set(), params).pebbles().add(set().slashed().pebbles());
        assertThat(now).as("at height %d", chain.height).isEqualTo(said);
      }
    }
    assertThat(set().slashed().pebbles()).isEqualTo(said);
    assertThat(Standstill.loss(set(), params)).isEqualTo(Amount.ZERO);
  }
}
