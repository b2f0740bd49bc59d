package network.cairn.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

class PieceCidTest {
  private static final String ROOT = "0f".repeat(32);

  private static byte[] v2(String lengthPaddingHeight) {
    return HexFormat.of().parseHex("01559120" + lengthPaddingHeight + ROOT);
  }

  @Test
  void returnsFromItsBytesForAnySize() {
    Property.check(
        500,
        random -> {
          long raw = 1 + random.nextLong(1L << random.nextInt(1, 56)) % PieceCid.capacity(50);
          PieceCid piece = PieceCid.of(raw, Property.bytes(random, 32));
          assertThat(PieceCid.decode(piece.encode())).isEqualTo(piece).hasSameHashCodeAs(piece);
          assertThat(piece.rawSize()).isEqualTo(raw);
          assertThat(piece.isCanonical()).isEqualTo(raw <= PieceCid.MAX_RAW_SIZE);
          assertThat(PieceCid.rootOfV1(piece.toCidV1())).isEqualTo(piece.root());
          assertThat(1L << piece.height()).isGreaterThanOrEqualTo(piece.leafCount());
          assertThat(piece.height() == 2 || 1L << (piece.height() - 1) < piece.leafCount())
              .isTrue();
        });
  }

  @Test
  void countsOnlyLeavesOverPayload() {
    byte[] root = new byte[32];
    assertThat(PieceCid.of(1, root).leafCount()).isEqualTo(1);
    assertThat(PieceCid.of(31, root).leafCount()).isEqualTo(1);
    assertThat(PieceCid.of(32, root).leafCount()).isEqualTo(2);
    assertThat(PieceCid.of(127, root).leafCount()).isEqualTo(4);
    assertThat(PieceCid.of(128, root).leafCount()).isEqualTo(5);
    assertThat(PieceCid.of(PieceCid.MAX_RAW_SIZE, root).leafCount()).isEqualTo(1L << 30);
  }

  @Test
  void readsFormsThatAreNotCanonicalAndSaysSo() {
    assertThat(PieceCid.decode(v2("220002")).isCanonical()).isTrue();
    assertThat(PieceCid.decode(v2("227f02")).isCanonical()).as("no bytes").isFalse();
    assertThat(PieceCid.decode(v2("227f03")).isCanonical()).as("height 3 for 127 bytes").isFalse();
    assertThat(PieceCid.decode(v2("227e03")).isCanonical()).isTrue();
    assertThat(PieceCid.decode(v2("22001e")).isCanonical()).as("32 GiB").isTrue();
    assertThat(PieceCid.decode(v2("22001f")).isCanonical()).as("64 GiB").isFalse();
  }

  @Test
  void refusesBytesThatAreNoPieceCid() {
    String[] bad = {
      "220001", // height 1
      "220033", // height 51
      "2200ff",
      "23800002", // padding not minimal
      "23800102", // padding 128 in a tree of 127 bytes
      "2aff808080808080808002", // a varint of more than 63 bits
      "210002", // length too small
      "230002", // length too large
      "a2000002", // length not minimal
    };
    for (String head : bad) {
      assertThatThrownBy(() -> PieceCid.decode(v2(head)))
          .as(head)
          .isInstanceOf(InvalidPieceCid.class);
    }
    byte[] good = v2("220002");
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> PieceCid.decode(cut)).isInstanceOf(InvalidPieceCid.class);
    }
    assertThatThrownBy(() -> PieceCid.decode(Arrays.copyOf(good, good.length + 1)))
        .isInstanceOf(InvalidPieceCid.class);
    assertThatThrownBy(() -> PieceCid.decode(new byte[1 << 20]))
        .isInstanceOf(InvalidPieceCid.class);
  }

  @Test
  void refusesOrReturnsExactlyWhateverIsMutated() {
    Property.check(
        3000,
        random -> {
          byte[] bytes =
              PieceCid.of(1 + random.nextLong(1L << random.nextInt(1, 50)), new byte[32]).encode();
          byte[] mutated = Arrays.copyOf(bytes, bytes.length - 1 + random.nextInt(3));
          for (int i = random.nextInt(4); i > 0; i--) {
            mutated[random.nextInt(Math.min(mutated.length, 12))] ^=
                (byte) (1 << random.nextInt(8));
          }
          try {
            assertThat(PieceCid.decode(mutated).encode()).isEqualTo(mutated);
          } catch (InvalidPieceCid e) {
            assertThat(e).hasMessageContaining(" ");
          }
        });
  }

  @Test
  void refusesV1OfAnotherKindOrLength() {
    PieceCid piece = PieceCid.of(5, new byte[32]);
    assertThatThrownBy(() -> PieceCid.rootOfV1(piece.toCid())).isInstanceOf(InvalidPieceCid.class);
    assertThatThrownBy(() -> PieceCid.parse(piece.toCidV1())).isInstanceOf(InvalidPieceCid.class);
    Cid sealed = Cid.v1(0xf102, piece.toCidV1().multihash());
    assertThatThrownBy(() -> PieceCid.rootOfV1(sealed)).isInstanceOf(InvalidPieceCid.class);
    for (int length : new int[] {0, 31, 33}) {
      Cid other = Cid.v1(0xf101, Multihash.of(0x1012, new byte[length]));
      assertThatThrownBy(() -> PieceCid.rootOfV1(other)).isInstanceOf(InvalidPieceCid.class);
    }
  }

  @Test
  void refusesSizesAndRootsOutOfRange() {
    assertThatThrownBy(() -> PieceCid.of(-1, new byte[32])).isInstanceOf(InvalidPieceCid.class);
    assertThatThrownBy(() -> PieceCid.of(Long.MAX_VALUE, new byte[32]))
        .isInstanceOf(InvalidPieceCid.class);
    assertThatThrownBy(() -> PieceCid.of(1, new byte[31])).isInstanceOf(InvalidPieceCid.class);
  }

  @Test
  void doesNotLeakItsRoot() {
    byte[] root = new byte[32];
    PieceCid piece = PieceCid.of(1, root);
    root[0] = 1;
    piece.root()[1] = 1;
    assertThat(piece).isEqualTo(PieceCid.of(1, new byte[32]));
  }
}
