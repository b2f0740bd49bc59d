package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.records.RecordCodec;
import network.cairn.ledger.records.StakeRecord;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What four validators by stake, real processes, do about one that votes twice, and when their
/// program is too old for what they voted.
@Timeout(1200)
class StakedFaultsIT extends ClusterFaults {
  private static final Amount STAKE = Amount.ofCairn(100);

  /// Without 5 %.
  private static final Amount LEFT = Amount.ofCairn(95);

  /// Its turns to propose come every fourth block.
  private static final long MOST_BLOCKS = 400;

  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final String TOO_OLD = "needs a program of app version 2 (release 9.9.9)";

  /// A round takes several of them: both twins propose before either has heard of the other.
  private static final Duration FAR = Duration.ofMillis(100);

  StakedFaultsIT() {
    super("--staking");
  }

  @Test
  void whoVotesTwiceLosesStakeAndSeatAndOldProgramsStopAtAnUpgrade() throws Exception {
    punishes();
    stopsOldPrograms();
  }

  private void punishes() throws Exception {
    Validator guilty = cluster.get(4);
    Address operator = LedgerHome.open(guilty.home).operator().address();
    assertThat(stake(operator).stake()).isEqualTo(STAKE);
    cluster.everyLink(new Link.Quality(FAR, 0, false));
    long begun = cluster.highest();
    Validator twin = cluster.twin(guilty);
    twin.start();
    try {
      long last = begun + MOST_BLOCKS;
      Waiting.until(
          LONGEST,
          "the end of the stake of who voted twice",
          () -> {
            twin.requireAlive();
            assertThat(Cluster.heights(cluster.validators).getMax())
                .as("no proof of two votes")
                .isLessThan(last);
            return isBarred(operator);
          });
    } finally {
      twin.kill();
      cluster.everyLink(Link.Quality.GOOD);
    }
    System.out.printf("fault: votes twice: punished %d blocks later%n", cluster.highest() - begun);
    StakeRecord punished = stake(operator);
    assertThat(punished.stake()).isEqualTo(Amount.ZERO);
    assertThat(punished.unbondings()).hasSize(1);
    assertThat(unbonding(punished.unbondings().getFirst())).isEqualTo(LEFT);
    assertThat(guilty.run("stake", "show")).contains("0 CAIRN, barred");
    assertThat(guilty.command("stake", "add", "50").errors()).contains("BARRED");
    assertThat(cluster.blocksWithEvidence()).isPositive();
    invariants.requireOneHistory();
  }

  private boolean isBarred(Address operator) {
    return cluster
        .get(1)
        .ask(ledger -> ledger.get(StateKeys.stake(operator)))
        .map(bytes -> RecordCodec.stake(bytes.toByteArray()).status())
        .filter(StakeRecord.Status.BARRED::equals)
        .isPresent();
  }

  private StakeRecord stake(Address operator) throws InterruptedException {
    return RecordCodec.stake(cluster.get(1).value(StateKeys.stake(operator)).orElseThrow());
  }

  private Amount unbonding(long id) throws InterruptedException {
    return RecordCodec.unbonding(cluster.get(1).value(StateKeys.unbonding(id)).orElseThrow())
        .amount();
  }

  /// All validators voted for what their program does not know: none makes the block, none forks.
  private void stopsOldPrograms() throws InterruptedException {
    cluster.get(1).run("propose", "--app-version", "2", "--release", "9.9.9");
    for (Validator voter : cluster.validators.subList(0, 3)) {
      voter.run("vote", "1", "yes");
    }
    Set<String> heights = new TreeSet<>();
    for (Validator old : cluster.validators) {
      assertThat(old.awaitEnd()).as("how %s ended", old.name()).isNotZero();
      assertThat(old.said()).contains(TOO_OLD).contains("install it and start the ledger again");
      Command.Result again = old.attempt();
      assertThat(again.exit()).isEqualTo(1);
      assertThat(again.errors()).contains(TOO_OLD).doesNotContain("\tat ");
      heights.add(again.errors().replaceAll("(?s).*block ([0-9]+) needs.*", "$1"));
    }
    assertThat(heights).as("the block that no old program makes").hasSize(1);
    System.out.println("fault: upgrade: four old programs stop before block " + heights);
  }
}
