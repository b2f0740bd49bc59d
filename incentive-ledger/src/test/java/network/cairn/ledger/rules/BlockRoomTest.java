package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How many transactions a block holds, however short they are.
class BlockRoomTest {
  private static final int MOST = 4_095;

  private final TestChain chain = new Stage().chain;

  private static List<ByteString> junk(int count, int bytes) {
    return Collections.nCopies(count, ByteString.copyFrom(new byte[bytes]));
  }

  @Test
  void aBlockHoldsSoManyShortTransactionsAndNotOneMore() {
    assertThat(chain.dryRun(junk(MOST, 1)).results()).hasSize(MOST + 1);
    assertThatThrownBy(() -> chain.dryRun(junk(MOST + 1, 1)))
        .isInstanceOf(InvalidBlock.class)
        .hasMessageContaining("4097 transactions");
  }

  @Test
  void aLongTransactionTakesItsBytes() {
    List<ByteString> txs = new ArrayList<>(junk(MOST - 1, Validation.LEAST_TX_BYTES));
    txs.addAll(junk(1, 1_500));
    assertThat(chain.dryRun(txs).results()).hasSize(MOST + 1);
    txs.set(0, ByteString.copyFrom(new byte[1_500]));
    assertThatThrownBy(() -> chain.dryRun(txs)).isInstanceOf(InvalidBlock.class);
  }
}
