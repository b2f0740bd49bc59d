package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WarningsTest {
  private final TestProvider.Counted metrics = new TestProvider.Counted();
  private final Warnings warnings = new Warnings(metrics);

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
