package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.cairn.ledger.engine.Engine.Refused;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// Random, hostile histories whose blocks hold what a pool chose: whatever is sent, nothing of it
/// is void, nothing fails because the block was full, and every batch proves something.
class PoolPropertyTest {
  private static final int HISTORIES = 4;
  private static final long STEPS = Long.getLong("history.steps", 1_500);
  private static final long SMALL_BLOCK = 6_000;

  private static final RandomHistory.Laws[] LAWS = RandomHistory.Laws.values();
  private int histories;

  @Test
  void whatThePoolChoosesCostsItsPayer() {
    Map<String, Integer> codes = new TreeMap<>();
    Map<String, Integer> refused = new TreeMap<>();
    Property.check(
        HISTORIES,
        random -> {
          RandomHistory history = new RandomHistory(random, LAWS[histories++ % LAWS.length]);
          PooledChain pooled = new PooledChain(history.chain);
          long blockBytes = random.nextBoolean() ? Validation.MAX_BLOCK_BYTES : SMALL_BLOCK;
          Map<ByteString, Integer> included = new HashMap<>();
          history.through =
              (_, _, txs) -> {
                for (ByteString tx : txs) {
                  pooled
                      .add(tx, Submitter.local())
                      .map(Refused::reason)
                      .ifPresent(reason -> refused.merge(reason, 1, Integer::sum));
                }
                List<ByteString> chosen = pooled.choose(blockBytes);
                chosen.forEach(tx -> assertThat(included.merge(tx, 1, Integer::sum)).isOne());
                return chosen;
              };
          history.afterBlock =
              result -> {
                for (int i = 1; i < result.results().size(); i++) {
                  TxResult one = result.results().get(i);
                  assertThat(one.code()).as("%s", one).isNotEqualTo(TxResult.VOID);
                  assertThat(one.reason()).as("%s", one).isNotEqualTo(Reason.NEXT_BLOCK);
                  requireProof(pooled.last().get(i - 1), one);
                }
                pooled.advance();
              };
          history.run(STEPS);
          history.codes.forEach((code, n) -> codes.merge(code, n, Integer::sum));
        });
    System.out.println("pooled histories: " + codes + ", refused " + refused);
    assertThat(codes.keySet()).contains("0 NONE", "1 WRONG_STATE");
    assertThat(refused.keySet()).contains("WRONG_NONCE", "BAD_PROOF", "NOT_CANONICAL");
  }

  private static void requireProof(ByteString tx, TxResult result) {
    if (TxCheck.isProof(TxBody.decode(SignedTx.decode(tx).body()).msgs())) {
      assertThat(result.data().toByteArray()).as("what a batch proves").contains(1);
    }
  }
}
