package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import network.cairn.ledger.state.NaiveJmt;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Four and seven validators' programs, over sockets and stores of their own, under a simulated
/// consensus: whatever it does to them within CometBFT's grammar, they find the same, and the
/// protocol's invariants hold. `-Dsimulation.blocks=N` sets the blocks of each history.
class SimulatedConsensusTest {
  private static final int BLOCKS = Integer.getInteger("simulation.blocks", 90);

  @TempDir private Path folder;
  private final Map<String, Integer> counts = new TreeMap<>();
  private int runs;

  @Test
  void fourValidatorsAgreeWhateverBecomesOfThem() {
    Property.check(2, random -> simulate(random, 4));
    report(4);
  }

  @Test
  void sevenValidatorsAgreeWhateverBecomesOfThem() {
    Property.check(1, random -> simulate(random, 7));
    report(7);
  }

  private void simulate(Random random, int validators) throws Exception {
    List<String> names = IntStream.range(0, validators).mapToObj(i -> "v" + i).toList();
    Path home = folder.resolve("run" + runs++);
    try (SimulatedConsensus consensus = new SimulatedConsensus(random, home)) {
      RandomHistory history = new RandomHistory(random, names, Crypto.strict(), consensus);
      consensus.start(history.chain);
      history.through = consensus::take;
      history.blocks(BLOCKS);
      consensus.allCatchUp();
      assertThat(consensus.heights()).allMatch(height -> height == history.chain.height);
      assertThat(consensus.root().toByteArray())
          .as("the root of what the rules alone leave")
          .isEqualTo(NaiveJmt.root(history.chain.state.entries()));
      consensus.counts.forEach((what, n) -> counts.merge(what, n, Integer::sum));
      history.codes.forEach((code, n) -> counts.merge("code " + code, n, Integer::sum));
    }
  }

  private void report(int validators) {
    System.out.println(
        "simulated consensus, "
            + validators
            + " validators, "
            + runs
            + " histories of "
            + BLOCKS
            + " blocks: "
            + counts);
    assertThat(counts).containsKeys("taken", "not taken", "left behind", "code 0 NONE");
    assertThat(counts.keySet()).anyMatch(what -> what.startsWith("killed"));
    assertThat(counts.keySet()).noneMatch(code -> code.startsWith("code 2"));
  }
}
