package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.proto.ledger.EventKind;
import org.junit.jupiter.api.Test;

/// What the health of a window costs at the end of a block, counted in reads of the beacons.
class WindowWorkTest {
  private static final int SETS = 64;
  private static final int OPERATORS = 4;
  private static final int FILL_UNTIL = 30;

  /// Counts the beacons that are read.
  private static final class Counted implements StateView {
    private final StateView below;
    private int beacons;

    Counted(StateView below) {
      this.below = below;
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
      beacons += key[0] == StateKeys.BEACON ? 1 : 0;
      return below.get(key);
    }

    @Override
    public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
      below.scan(fromInclusive, toExclusive, visitor);
    }
  }

  /// As many sets as one block may close, none of them proven.
  private static TestChain chain() {
    Map<String, Amount> accounts = new LinkedHashMap<>();
    for (int i = 0; i < OPERATORS; i++) {
      accounts.put("op" + i, Amount.ofCairn(200));
    }
    accounts.put("client", Amount.ofCairn(1_000));
    accounts.put("treasury", Amount.SUPPLY.minus(Amount.ofCairn(1_000 + 200 * OPERATORS)));
    TestChain chain =
        new TestChain(
            "cairn-dev-windows", Params.defaults(Profile.DEV), List.of("v0", "v1"), accounts);
    TestPiece piece = chain.piece("windows", 300);
    List<ByteString> txs = new ArrayList<>();
    for (int i = 0; i < OPERATORS; i++) {
      Msg register = chain.register("op" + i, "peer" + i, "op" + i, Amount.ofCairn(100));
      txs.add(chain.tx("op" + i, 0, 1, 50, register));
      Msg[] creates = new Msg[SETS / OPERATORS];
      java.util.Arrays.fill(
          creates,
          new Msg.CreateAgreement(
              piece.root, piece.cidBytes, 1, Amount.ofCairn(1), 20, 1, FILL_UNTIL));
      txs.add(chain.tx("client", 0, i + 1, 50, creates));
    }
    must(chain, txs);
    txs.clear();
    for (int i = 0; i < OPERATORS; i++) {
      Msg[] opens = new Msg[SETS / OPERATORS];
      for (int j = 0; j < opens.length; j++) {
        opens[j] = open(chain, piece, 1 + i * opens.length + j, "op" + i);
      }
      txs.add(chain.tx("op" + i, 0, 2, 50, opens));
    }
    must(chain, txs);
    return chain;
  }

  private static Msg open(TestChain chain, TestPiece piece, long agreement, String operator) {
    Intent intent =
        new Intent(
            chain.chainRef,
            agreement,
            0,
            chain.address(operator),
            piece.cidBytes,
            Amount.ofCairn(1),
            chain.params.minCollateral(),
            FILL_UNTIL);
    return new Msg.OpenSet(chain.intent(intent, "client"));
  }

  private static void must(TestChain chain, List<ByteString> txs) {
    BlockResult result = chain.block("v0", 250, txs);
    assertThat(result.results()).allMatch(r -> r.code() == TxResult.DONE);
  }

  @Test
  void aWindowIsLookedAtOnceABlock() {
    TestChain chain = chain();
    while (chain.height < chain.params.deadline(2, 1) - 1) {
      chain.emptyBlock();
    }
    Counted state = new Counted(chain.state);
    BlockResult result = chain.dryRun(state, List.of());
    long closed =
        result.events().stream().filter(e -> e.getKind() == EventKind.PERIOD_MISSED).count();
    System.out.println(
        closed
            + " sets closed over a window of "
            + chain.params.window()
            + " blocks: "
            + state.beacons
            + " beacons read");
    assertThat(closed).isEqualTo(SETS);
    // Those of the window, and the two that every block looks at.
    assertThat(state.beacons).isLessThanOrEqualTo((int) chain.params.window() + 3);
  }
}
