package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import network.cairn.base.time.SimScheduler;
import org.junit.jupiter.api.Test;

final class WarningsTest {
  private final TestProvider.Counted metrics = new TestProvider.Counted();
  private final SimScheduler sim = new SimScheduler(1);
  private final Warnings warnings = new Warnings(metrics, sim);

  private long counted() {
    return metrics.of(ProviderMetrics.Count.WARNINGS);
  }

  @Test
  void standUntilTheyAreOverNewestFirst() {
    warnings.raise("a", "first");
    warnings.raise("b", "second");
    assertThat(warnings.list()).containsExactly("second", "first");
    warnings.clear("b");
    warnings.clear("b");
    assertThat(warnings.list()).containsExactly("first");
  }

  /// What is over by itself, or only keeps further deals away, makes nobody unwell.
  @Test
  void keepTheRoleFromItsWorkWhileTheyLast() {
    warnings.raise("piece-a", "a cannot be proven");
    warnings.raise("late-7", "set 7 is late");
    warnings.raise("full", "no new deal is taken");
    warnings.happened("slash", "something was lost");
    assertThat(warnings.standing()).containsExactly("set 7 is late", "a cannot be proven");
    warnings.clear("late-7");
    assertThat(warnings.standing()).containsExactly("a cannot be proven");
  }

  @Test
  void countOnceWhatIsSaidAgain() {
    warnings.raise("a", "text");
    warnings.raise("a", "text");
    assertThat(counted()).isEqualTo(1);
    warnings.raise("a", "other text");
    assertThat(counted()).isEqualTo(2);
    assertThat(warnings.list()).containsExactly("other text");
    warnings.clear("a");
    warnings.raise("a", "other text");
    assertThat(counted()).isEqualTo(3);
  }

  /// A ledger that was rolled back is at another height each second.
  @Test
  void areLoggedOnceWhereOnlyNumbersChangeUnlessTheNumberMatters() {
    for (int height = 650; height < 700; height++) {
      warnings.raise("ledger", "the ledger answers from height " + height);
    }
    assertThat(counted()).isEqualTo(1);
    assertThat(warnings.list()).containsExactly("the ledger answers from height 699");
    warnings.count("missed", "not proven: 1 so far");
    warnings.count("missed", "not proven: 2 so far");
    warnings.count("missed", "not proven: 2 so far");
    assertThat(counted()).isEqualTo(3);
  }

  /// Nobody comes back to say that a deal which was turned away is over.
  @Test
  void ofWhatHappenedOnceEndByThemselvesAfterADayAndTellWhen() {
    sim.run(() -> {
      warnings.happened("room", "a deal was turned away");
      warnings.count("away", "3 periods were missed");
      warnings.show("missed-1", "set 1 was not proven");
      warnings.raise("clock", "this clock is wrong");
      assertThat(warnings.list()).hasSize(4);
      assertThat(warnings.list().getLast()).matches("[0-9-]{10} [0-9:]{5} UTC: a deal was .*");
      sleep(Duration.ofHours(23));
      warnings.happened("room", "a deal was turned away");
      assertThat(counted()).as("logged once a day").isEqualTo(3);
      sleep(Duration.ofHours(2));
      assertThat(warnings.list()).hasSize(2);
      assertThat(warnings.list().getFirst()).isEqualTo("this clock is wrong");
      sleep(Duration.ofDays(1));
      assertThat(warnings.list()).containsExactly("this clock is wrong");
    });
  }

  private void sleep(Duration time) {
    try {
      sim.sleep(time);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void areAtMostAHundredTheOldestGoFirst() {
    for (int i = 0; i < 150; i++) {
      warnings.raise("key-" + i, "text " + i);
    }
    assertThat(warnings.list()).hasSize(100);
    assertThat(warnings.list().getFirst()).isEqualTo("text 149");
    assertThat(warnings.list().getLast()).isEqualTo("text 50");
    assertThat(counted()).isEqualTo(150);
  }

  @Test
  void areNoNotes() {
    warnings.note("by the way");
    assertThat(warnings.list()).isEmpty();
    assertThat(counted()).isZero();
  }
}
