package network.cairn.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

class SumTreeTest {
  /// The published example of the contract whose tree this is: its counts, removals, sums and
  /// places.
  @Test
  void givesThePublishedSumsAndPlaces() {
    SumTree tree = new SumTree();
    for (long count : new long[] {200, 100, 1, 30, 50, 1, 400, 40}) {
      tree.add(count);
    }
    tree.remove(2);
    tree.remove(5);
    long[] sums = {200, 300, 0, 330, 50, 50, 400, 820};
    for (int i = 0; i < sums.length; i++) {
      assertThat(tree.sum(i)).as("sum %d", i).isEqualTo(sums[i]);
    }
    long[][] places = {
      {0, 0, 0}, {199, 0, 199}, {200, 1, 0}, {299, 1, 99}, {300, 3, 0}, {329, 3, 29},
      {330, 4, 0}, {379, 4, 49}, {380, 6, 0}, {779, 6, 399}, {780, 7, 0}, {819, 7, 39}
    };
    for (long[] place : places) {
      assertThat(tree.find(place[0])).isEqualTo(new SumTree.Place((int) place[1], place[2]));
    }
    assertThatThrownBy(() -> tree.find(820)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tree.find(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void findsEveryLeafWhereAWalkFindsIt() {
    Property.check(
        200,
        random -> {
          SumTree tree = new SumTree();
          List<Long> counts = new ArrayList<>();
          for (int step = 0; step < 60; step++) {
            if (counts.isEmpty() || random.nextInt(4) > 0) {
              counts.add(random.nextLong(5));
              tree.add(counts.getLast());
            } else {
              int gone = random.nextInt(counts.size());
              counts.set(gone, 0L);
              tree.remove(gone);
            }
          }
          long leaf = 0;
          for (int piece = 0; piece < counts.size(); piece++) {
            for (long offset = 0; offset < counts.get(piece); offset++) {
              assertThat(tree.find(leaf++)).isEqualTo(new SumTree.Place(piece, offset));
            }
          }
          assertThat(tree.total()).isEqualTo(leaf);
        });
  }

  @Test
  void refusesCountsThatOverflow() {
    SumTree tree = new SumTree();
    tree.add(Long.MAX_VALUE);
    assertThatThrownBy(() -> tree.add(1)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> tree.add(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tree.remove(1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
