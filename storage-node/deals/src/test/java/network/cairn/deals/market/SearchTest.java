package network.cairn.deals.market;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SearchTest {
  private final Search search = new Search(10);

  private boolean searches(long height) {
    boolean due = search.isDue(height);
    if (due) {
      search.done(height);
    }
    return due;
  }

  @Test
  void searchesOnceAHeightAsLongAsAnEarlierTransactionMayCount() {
    assertThat(searches(100)).isTrue();
    assertThat(searches(100)).as("nothing new").isFalse();
    assertThat(searches(99)).as("an older head").isFalse();
    assertThat(searches(105)).isTrue();
    assertThat(searches(110)).as("the last height that may take it").isTrue();
    assertThat(searches(111)).as("shows all that it may have left").isTrue();
    assertThat(searches(112)).isFalse();
    assertThat(searches(1_000_000)).isFalse();
  }

  @Test
  void searchesOnceMoreWhereItWasNotLookedAtMeanwhile() {
    assertThat(searches(100)).isTrue();
    assertThat(searches(500)).isTrue();
    assertThat(searches(501)).isFalse();
  }

  @Test
  void searchesAnewAfterATransactionOfUnknownFate() {
    assertThat(searches(100)).isTrue();
    assertThat(searches(500)).isTrue();
    search.again();
    assertThat(searches(500)).as("nothing new").isFalse();
    assertThat(searches(501)).isTrue();
    assertThat(searches(511)).isTrue();
    assertThat(searches(512)).isFalse();
  }

  @Test
  void triesASearchThatFailedAgain() {
    assertThat(search.isDue(100)).isTrue();
    assertThat(search.isDue(100)).isTrue();
  }
}
