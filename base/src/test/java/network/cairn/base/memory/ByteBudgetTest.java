package network.cairn.base.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ByteBudgetTest {
  @Test
  void givesWhatThereIsAndNoMore() {
    ByteBudget budget = ByteBudget.ofHeap(80);
    assertThat(budget.take(7)).isTrue();
    assertThat(budget.take(4)).isFalse();
    assertThat(budget.take(3)).isTrue();
    assertThat(budget.take(1)).isFalse();
    assertThat(budget.held()).isEqualTo(10);
    budget.give(7);
    assertThat(budget.take(7)).isTrue();
    assertThat(budget.held()).isEqualTo(10);
  }

  @Test
  void doesNotGrowWithALargeMachine() {
    ByteBudget budget = ByteBudget.ofHeap(Long.MAX_VALUE);
    assertThat(budget.take(24 << 20)).isTrue();
    assertThat(budget.take(1)).isFalse();
  }

  @Test
  void isNotTakenInByLargeNumbers() {
    ByteBudget budget = ByteBudget.unbounded();
    assertThat(budget.take(Long.MAX_VALUE - 1)).isTrue();
    assertThat(budget.take(Long.MAX_VALUE)).isFalse();
    assertThat(budget.take(1)).isTrue();
  }

  @Test
  void noticesWhoGivesBackTwice() {
    ByteBudget budget = new ByteBudget(5);
    assertThat(budget.take(5)).isTrue();
    budget.give(5);
    assertThatThrownBy(() -> budget.give(5)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new ByteBudget(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
