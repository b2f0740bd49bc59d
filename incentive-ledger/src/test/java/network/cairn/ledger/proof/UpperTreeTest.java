package network.cairn.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

class UpperTreeTest {
  @Test
  void placesEveryNodeOverPayload() {
    byte[] payload = Property.bytes(new Random(1), 5 * Subtree.RAW_BYTES + 1);
    NaiveTree naive = new NaiveTree(payload);
    UpperTree upper = CommPTest.joined(payload);
    UpperLayout layout = upper.layout();
    byte[] bytes = upper.bytes();
    assertThat(bytes).hasSize(Math.toIntExact(layout.length()));
    for (int level = layout.base(); level <= layout.height(); level++) {
      for (long i = 0; i < layout.count(level); i++) {
        int at = (int) layout.offset(level, i);
        assertThat(Arrays.copyOfRange(bytes, at, at + 32)).isEqualTo(naive.node(level, i));
      }
    }
  }

  @Test
  void takesEightMebibytesFor32GiB() {
    UpperLayout layout = new UpperLayout(PieceCid.MAX_RAW_SIZE);
    assertThat(layout.length()).isEqualTo((8 << 20) - 32);
    assertThat(layout.count(13)).isEqualTo(1 << 17);
    assertThat(layout.rawLength((1 << 17) - 1)).isEqualTo(Subtree.RAW_BYTES);
  }

  @Test
  void isTheRootAloneForAPieceOfOneSubtree() {
    for (long size : new long[] {1, 127, 1000, Subtree.RAW_BYTES}) {
      UpperLayout layout = new UpperLayout(size);
      assertThat(layout.length()).isEqualTo(32);
      assertThat(layout.base()).isEqualTo(layout.height());
    }
    assertThat(new UpperLayout(Subtree.RAW_BYTES + 1).length()).isEqualTo(96);
  }

  @Test
  void refusesSizesRootsAndPlacesThatDoNotFit() {
    assertThatThrownBy(() -> new UpperLayout(0)).isInstanceOf(InvalidPieceCid.class);
    assertThatThrownBy(() -> new UpperLayout(PieceCid.MAX_RAW_SIZE + 1))
        .isInstanceOf(InvalidPieceCid.class);
    assertThatThrownBy(() -> UpperTree.of(1000, new byte[64]))
        .isInstanceOf(IllegalArgumentException.class);
    UpperLayout layout = new UpperLayout(Subtree.RAW_BYTES + 1);
    assertThatThrownBy(() -> layout.offset(13, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> layout.count(12)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> layout.count(15)).isInstanceOf(IllegalArgumentException.class);
  }
}
