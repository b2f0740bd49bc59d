package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.SetRecord;
import org.junit.jupiter.api.Test;

/// Proofs of an honest provider beside validators that leave them out of their blocks, and over
/// halts of the whole chain.
class ProofsComeThroughTest {
  private static final long SET = 1;
  private static final int TERM = 6;
  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  /// A chain with one live set, from the block in which its first period begins.
  private static final class Run {
    private final Map<EventKind, Integer> events = new LinkedHashMap<>();
    private final List<String> names;
    private final TestChain chain;
    private final PooledChain pool;
    private long nonce = 1;

    private Run(int validators) {
      names = IntStream.range(0, validators).mapToObj(i -> "v" + i).toList();
      Map<String, Amount> accounts = new LinkedHashMap<>();
      accounts.put("op", Amount.ofCairn(200));
      accounts.put("client", Amount.ofCairn(200));
      accounts.put("treasury", Amount.SUPPLY.minus(Amount.ofCairn(400)));
      chain = new TestChain("cairn-dev-through", Params.defaults(Profile.DEV), names, accounts);
      pool = new PooledChain(chain);
      TestPiece piece = chain.piece("through", 300);
      Amount price = Amount.ofCairn(1);
      Msg create = new Msg.CreateAgreement(piece.root, piece.cidBytes, 1, price, TERM, 1, 30);
      must(
          chain.tx("op", 0, nonce++, 50, chain.register("op", "peer", "op", Amount.ofCairn(100))),
          chain.tx("client", 0, 1, 50, create));
      Amount collateral = Amount.decode(chain.view.agreement(1).orElseThrow().getCollateral());
      Intent intent =
          new Intent(
              chain.chainRef, 1, 0, chain.address("op"), piece.cidBytes, price, collateral, 30);
      must(chain.tx("op", 0, nonce++, 50, new Msg.OpenSet(chain.intent(intent, "client"))));
    }

    private void must(ByteString... txs) {
      BlockResult result = chain.block("v0", chain.params.blockIntervalMs(), List.of(txs));
      pool.advance();
      assertThat(result.results()).allMatch(r -> r.code() == TxResult.DONE);
    }

    private SetRecord set() {
      return chain.view.set(SET).orElseThrow();
    }

    private long deadline() {
      return chain.params.deadline(set().getOpenedHeight(), set().getPeriod());
    }

    /// Whether the open period can be proven in the next block.
    private boolean isOpen() {
      return chain.height >= deadline() - chain.params.window();
    }

    /// Hands in the proof of the open period, once.
    private void prove() {
      ByteString entry = chain.entry(SET, set().getPeriod()).orElseThrow();
      Msg batch = new Msg.ProveBatch(List.of(entry));
      ByteString tx = chain.tx("op", 0, nonce++, chain.height + 1_000, batch);
      assertThat(pool.add(tx, Submitter.local())).isEmpty();
    }

    /// The next block, of a proposer that may leave out what waits.
    private void block(long dtMs, boolean leavesOut) {
      String proposer = names.get((int) ((chain.height + 1) % names.size()));
      List<ByteString> txs =
          leavesOut ? List.of() : pool.choose(Validation.MAX_BLOCK_BYTES, Long.MAX_VALUE);
      BlockResult result = chain.block(proposer, dtMs, txs);
      pool.advance();
      result.events().forEach(event -> events.merge(event.getKind(), 1, Integer::sum));
    }

    private String nextProposer() {
      return names.get((int) ((chain.height + 1) % names.size()));
    }

    /// Proves every period as soon as it opens, to the end of the term.
    private void runHonestly(Set<String> leavingOut) {
      long proven = 0;
      while (chain.height < set().getOpenedHeight() + TERM * chain.params.period()) {
        if (isOpen() && set().getPeriod() > proven) {
          proven = set().getPeriod();
          prove();
        }
        block(chain.params.blockIntervalMs(), leavingOut.contains(nextProposer()));
      }
    }
  }

  @Test
  void whatFaultyProposersLeaveOutTheNextOneTakes() {
    for (int n : new int[] {4, 7}) {
      int faulty = (n - 1) / 3;
      for (int first = 0; first < n; first++) {
        Run run = new Run(n);
        int from = first;
        Set<String> leavingOut =
            IntStream.range(0, faulty)
                .mapToObj(i -> run.names.get((from + i) % n))
                .collect(Collectors.toSet());
        run.runHonestly(leavingOut);
        assertThat(run.events).containsEntry(EventKind.PERIOD_PAID, TERM);
        assertThat(run.events)
            .doesNotContainKeys(EventKind.PERIOD_MISSED, EventKind.PERIOD_NEUTRAL);
      }
    }
  }

  @Test
  void oneProposerThatTakesProofsIsEnough() {
    Run run = new Run(7);
    run.runHonestly(Set.copyOf(run.names.subList(1, 7)));
    assertThat(run.events).containsEntry(EventKind.PERIOD_PAID, TERM);
    assertThat(run.events).doesNotContainKey(EventKind.SLASHED);
    Run none = new Run(7);
    none.runHonestly(Set.copyOf(none.names));
    assertThat(none.events)
        .as("nothing helps where all leave them out")
        .containsKey(EventKind.SLASHED);
  }

  /// Wherever in a window the chain stands still for a day, and whatever the provider does then:
  /// the period is no miss, and the next one is judged as ever.
  @Test
  void aHaltOfADaySlashesNobody() {
    long window = Params.defaults(Profile.DEV).window();
    for (long before = 0; before <= window + 2; before++) {
      Run run = new Run(4);
      long end = run.deadline();
      while (run.chain.height < end) {
        run.block(
            run.chain.height + 1 == end - before ? DAY_MS : run.chain.params.blockIntervalMs(),
            false);
      }
      boolean inWindow = before < window;
      assertThat(run.events.containsKey(EventKind.PERIOD_NEUTRAL))
          .as("a halt %d blocks before the deadline", before)
          .isEqualTo(inWindow);
      assertThat(run.set().getMisses()).isEqualTo(inWindow ? 0 : 1);
      while (run.chain.height < end + run.chain.params.period()) {
        run.block(run.chain.params.blockIntervalMs(), false);
      }
      assertThat(run.set().getMisses()).isEqualTo(inWindow ? 1 : 2);
      assertThat(run.events.containsKey(EventKind.SLASHED))
          .as("slashed only after two misses in windows that the chain ran through")
          .isEqualTo(!inWindow);
    }
  }

  @Test
  void aChainThatHaltsInEveryWindowChargesNobody() {
    Run run = new Run(4);
    while (run.chain.height < run.set().getOpenedHeight() + TERM * run.chain.params.period()) {
      boolean halts = run.chain.height + 1 == run.deadline() - 3;
      run.block(halts ? DAY_MS : run.chain.params.blockIntervalMs(), false);
    }
    assertThat(run.events).containsEntry(EventKind.PERIOD_NEUTRAL, TERM);
    assertThat(run.events)
        .doesNotContainKeys(EventKind.PERIOD_MISSED, EventKind.SLASHED, EventKind.PERIOD_PAID);
    assertThat(run.events).containsKey(EventKind.SET_CLOSED);
  }
}
