package network.cairn.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

class CommPTest {
  private static PieceCid whole(byte[] payload) {
    CommP commP = new CommP();
    commP.update(payload, 0, payload.length);
    return commP.finish();
  }

  private static PieceCid inParts(byte[] payload, Random random, int most) {
    CommP commP = new CommP();
    for (int at = 0; at < payload.length; ) {
      int length = Math.min(payload.length - at, random.nextInt(most + 1));
      commP.update(payload, at, length);
      at += length;
    }
    return commP.finish();
  }

  static UpperTree joined(byte[] payload) {
    UpperLayout layout = new UpperLayout(payload.length);
    int count = (int) layout.count(layout.base());
    byte[] roots = new byte[32 * count];
    Subtree subtree = new Subtree(layout.base());
    for (int i = count - 1; i >= 0; i--) {
      subtree.load(payload, i * Subtree.RAW_BYTES, layout.rawLength(i));
      subtree.root(roots, 32 * i);
    }
    return UpperTree.of(payload.length, roots);
  }

  private static void agrees(byte[] payload, Random random) {
    NaiveTree naive = new NaiveTree(payload);
    PieceCid expected = PieceCid.of(payload.length, naive.root());
    assertThat(expected.height()).isEqualTo(naive.height());
    assertThat(expected.isCanonical()).isTrue();
    assertThat(whole(payload)).isEqualTo(expected);
    assertThat(inParts(payload, random, Math.max(1, payload.length / 3))).isEqualTo(expected);
    assertThat(joined(payload).piece()).isEqualTo(expected);
  }

  @Test
  void agreesWithTheWholeTreeForEveryTinySize() {
    Random random = new Random(7);
    for (int size = 1; size <= 300; size++) {
      agrees(Property.bytes(random, size), random);
    }
  }

  @Test
  void agreesWithTheWholeTreeAroundPowersOfTwoAndMultiplesOf127() {
    Property.check(
        60,
        random -> {
          int unit = random.nextBoolean() ? 127 : 128;
          int size = (unit << random.nextInt(1, 11)) * random.nextInt(1, 4) + random.nextInt(-2, 3);
          agrees(Property.bytes(random, size), random);
        });
  }

  @Test
  void agreesWithTheWholeTreeAroundSubtrees() {
    Random random = new Random(8);
    for (int subtrees : new int[] {1, 2, 3, 5}) {
      for (int off : new int[] {-1, 0, 1, 127, 130_048}) {
        agrees(Property.bytes(random, subtrees * Subtree.RAW_BYTES + off), random);
      }
    }
  }

  @Test
  void joinsSubtreesAsTheStreamDoesForManyCounts() {
    Property.check(
        25,
        random -> {
          byte[] payload = new byte[random.nextInt(1, 24 * Subtree.RAW_BYTES)];
          random.nextBytes(payload);
          PieceCid streamed = inParts(payload, random, 3 * Subtree.RAW_BYTES);
          assertThat(joined(payload).piece()).isEqualTo(streamed);
          assertThat(whole(payload)).isEqualTo(streamed);
        });
  }

  @Test
  void givesZerosTheRootsOfZeros() {
    byte[] zeros = new byte[9 * Subtree.RAW_BYTES];
    for (int size : new int[] {1, 127, 128, 1000, Subtree.RAW_BYTES + 1, zeros.length}) {
      PieceCid piece = whole(Arrays.copyOf(zeros, size));
      byte[] root = new byte[32];
      NodeHasher.zero(piece.height(), root, 0);
      assertThat(piece).isEqualTo(PieceCid.of(size, root));
    }
  }

  @Test
  void namesNothingAsFrc0069DoesAndNotCanonically() {
    PieceCid nothing = new CommP().finish();
    assertThat(nothing.rawSize()).isZero();
    assertThat(nothing.padding()).isEqualTo(127);
    assertThat(nothing.isCanonical()).isFalse();
  }

  @Test
  void keepsNoTraceOfAnEarlierLoad() {
    byte[] noise = Property.bytes(new Random(9), Subtree.RAW_BYTES);
    Subtree used = new Subtree(Subtree.HEIGHT);
    Subtree fresh = new Subtree(Subtree.HEIGHT);
    byte[] first = new byte[32];
    byte[] second = new byte[32];
    for (int length : new int[] {0, 1, 126, 127, 128, 100_000, Subtree.RAW_BYTES - 1}) {
      used.load(noise, 0, noise.length);
      used.load(noise, 0, length);
      fresh.load(noise, 0, length);
      for (int position = 0; position < 1 << Subtree.HEIGHT; position++) {
        used.node(0, position, first, 0);
        fresh.node(0, position, second, 0);
        assertThat(first).isEqualTo(second);
      }
      used.root(first, 0);
      fresh.root(second, 0);
      assertThat(first).isEqualTo(second);
    }
  }
}
