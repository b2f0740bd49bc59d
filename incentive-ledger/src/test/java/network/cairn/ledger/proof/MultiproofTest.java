package network.cairn.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

class MultiproofTest {
  private static byte[] prove(NaiveTree tree, long... indices) throws IOException {
    return Multiproof.build(tree.height(), tree, indices);
  }

  private static boolean verify(NaiveTree tree, long[] indices, byte[] proof) {
    return Multiproof.verify(tree.root(), tree.height(), indices, ByteBuffer.wrap(proof));
  }

  private static long[] indices(Random random, long leaves, int count) {
    return random.longs(count, 0, leaves).toArray();
  }

  @Test
  void acceptsWhatItBuilds() {
    Property.check(
        300,
        random -> {
          NaiveTree tree = new NaiveTree(Property.bytes(random, 1 + random.nextInt(6000)));
          long[] indices = indices(random, 1L << tree.height(), 1 + random.nextInt(80));
          byte[] proof = prove(tree, indices);
          assertThat(verify(tree, indices, proof)).isTrue();
          assertThat(proof).hasSize(ProofPlan.of(tree.height(), indices).encodedLength());
        });
  }

  @Test
  void acceptsLeavesRepeatedAndInAnyOrder() throws IOException {
    NaiveTree tree = new NaiveTree(Property.bytes(new Random(1), 1000));
    byte[] proof = prove(tree, 3, 9, 3, 30);
    assertThat(verify(tree, new long[] {30, 9, 9, 3}, proof)).isTrue();
  }

  @Test
  void holdsNoSiblingWhenAllLeavesAreShown() throws IOException {
    NaiveTree tree = new NaiveTree(Property.bytes(new Random(2), 127));
    byte[] proof = prove(tree, 0, 1, 2, 3);
    assertThat(proof).hasSize(1 + 4 * 32 + 2);
    assertThat(verify(tree, new long[] {0, 1, 2, 3}, proof)).isTrue();
  }

  @Test
  void laysOutLeavesThenSiblingsBottomUpLeftToRight() throws IOException {
    NaiveTree tree = new NaiveTree(Property.bytes(new Random(3), 254));
    ByteBuffer expected = ByteBuffer.allocate(1 + 2 * 32 + 2 + 4 * 32);
    expected.put((byte) 2).put(tree.node(0, 1)).put(tree.node(0, 6)).putShort((short) 4);
    expected.put(tree.node(0, 0)).put(tree.node(0, 7)).put(tree.node(1, 1)).put(tree.node(1, 2));
    assertThat(prove(tree, 6, 1)).isEqualTo(expected.array());
  }

  @Test
  void refusesEverySingleBitFlipTruncationAndExtraByte() {
    Property.check(
        12,
        random -> {
          NaiveTree tree = new NaiveTree(Property.bytes(random, 1 + random.nextInt(1500)));
          long[] indices = indices(random, 1L << tree.height(), 1 + random.nextInt(12));
          byte[] proof = prove(tree, indices);
          for (int bit = 0; bit < proof.length * 8; bit++) {
            byte[] bad = proof.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(verify(tree, indices, bad)).as("bit %d", bit).isFalse();
          }
          for (int length = 0; length < proof.length; length++) {
            assertThat(verify(tree, indices, Arrays.copyOf(proof, length))).isFalse();
          }
          assertThat(verify(tree, indices, Arrays.copyOf(proof, proof.length + 1))).isFalse();
          assertThat(verify(tree, indices, Arrays.copyOf(proof, proof.length + 32))).isFalse();
        });
  }

  @Test
  void refusesTheProofOfOtherLeaves() {
    Property.check(
        200,
        random -> {
          NaiveTree tree = new NaiveTree(Property.bytes(random, 200 + random.nextInt(2000)));
          long[] shown = indices(random, 1L << tree.height(), 1 + random.nextInt(4));
          long[] asked = indices(random, 1L << tree.height(), 1 + random.nextInt(4));
          boolean same = Arrays.equals(distinct(shown), distinct(asked));
          assertThat(verify(tree, asked, prove(tree, shown))).isEqualTo(same);
        });
  }

  private static long[] distinct(long[] indices) {
    return Arrays.stream(indices).sorted().distinct().toArray();
  }

  @Test
  void refusesAnInnerNodeShownAsLeafUnderALesserHeight() throws IOException {
    NaiveTree tree = new NaiveTree(Property.bytes(new Random(4), 1000));
    TreeReader lifted = (level, position, out, at) -> tree.node(level + 1, position, out, at);
    byte[] proof = Multiproof.build(tree.height() - 1, lifted, new long[] {5});
    assertThat(
            Multiproof.verify(tree.root(), tree.height(), new long[] {5}, ByteBuffer.wrap(proof)))
        .isFalse();
    assertThat(
            Multiproof.verify(tree.root(), tree.height(), new long[] {10}, ByteBuffer.wrap(proof)))
        .isFalse();
  }

  @Test
  void readsFromPositionToLimitAndLeavesTheBufferAlone() throws IOException {
    NaiveTree tree = new NaiveTree(Property.bytes(new Random(5), 300));
    byte[] proof = prove(tree, 7);
    ByteBuffer framed = ByteBuffer.allocate(proof.length + 10).position(4).put(proof);
    framed.limit(4 + proof.length).position(4);
    assertThat(
            Multiproof.verify(
                tree.root(), tree.height(), new long[] {7}, framed.asReadOnlyBuffer()))
        .isTrue();
    assertThat(Multiproof.verify(tree.root(), tree.height(), new long[] {7}, framed)).isTrue();
    assertThat(framed.position()).isEqualTo(4);
  }

  @Test
  void refusesIndicesThatNoVerifierMayAsk() {
    ByteBuffer none = ByteBuffer.allocate(0);
    byte[] root = new byte[32];
    assertThatThrownBy(() -> Multiproof.verify(root, 2, new long[] {}, none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Multiproof.verify(root, 2, new long[] {4}, none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Multiproof.verify(root, 2, new long[] {-1}, none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Multiproof.verify(root, 51, new long[] {0}, none))
        .isInstanceOf(IllegalArgumentException.class);
    long[] many = java.util.stream.LongStream.range(0, 256).toArray();
    assertThatThrownBy(() -> Multiproof.verify(root, 9, many, none))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
