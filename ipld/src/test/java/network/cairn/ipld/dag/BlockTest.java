package network.cairn.ipld.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.Test;

class BlockTest {
  private static final byte[] BYTES = {1, 2, 3};
  private static final Cid CID = Cid.v1(Multicodec.RAW, Multihash.sha256(BYTES));
  private static final Cid NODE = Cid.v1(Multicodec.DAG_PB, Multihash.sha256(BYTES));
  private static final Cid OTHER = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {4}));

  /// Counts how often it is asked.
  private static final class Counting implements Hashing {
    int asked;

    @Override
    public Multihash hash(long code, byte[] data, int off, int len, int length) {
      asked++;
      return Hashing.jdk().hash(code, data, off, len, length);
    }

    @Override
    public boolean supports(long code) {
      return Hashing.jdk().supports(code);
    }
  }

  private final Counting hashing = new Counting();

  private Block hashed() {
    return Block.hashed(
        BYTES, hashing, Multihash.SHA2_256, 32, hash -> Cid.v1(Multicodec.RAW, hash));
  }

  @Test
  void aHashedBlockIsNotHashedAgain() {
    Block block = hashed();
    assertThat(Block.verified(CID, block, hashing).bytes()).isSameAs(BYTES);
    assertThat(Block.verified(NODE, block.as(NODE), hashing).cid()).isEqualTo(NODE);
    assertThat(hashing.asked).isEqualTo(1);
  }

  @Test
  void aBlockThatSomebodyVouchesForIsHashed() {
    assertThat(Block.verified(CID, Block.of(CID, BYTES), hashing)).isEqualTo(hashed());
    assertThat(hashing.asked).isEqualTo(2);
    Block lie = Block.of(CID, new byte[] {5});
    assertThatThrownBy(() -> Block.verified(CID, lie, hashing)).isInstanceOf(HashMismatch.class);
    assertThatThrownBy(() -> Block.verified(NODE, lie.as(NODE), hashing))
        .isInstanceOf(HashMismatch.class);
  }

  @Test
  void aHashedBlockIsNoOtherBlock() {
    Block block = hashed();
    assertThatThrownBy(() -> Block.verified(OTHER, block, hashing))
        .isInstanceOf(HashMismatch.class);
    assertThatThrownBy(() -> block.as(OTHER)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Block.hashed(BYTES, hashing, Multihash.SHA2_256, 32, _ -> OTHER))
        .isInstanceOf(HashMismatch.class);
  }

  @Test
  void aShorterDigestIsAnotherHash() {
    Multihash half = hashing.hash(Multihash.SHA2_256, BYTES, 0, BYTES.length, 20);
    Block block = Block.verified(Cid.v1(Multicodec.RAW, half), hashed(), hashing);
    assertThat(block.cid().multihash()).isEqualTo(half);
    assertThat(hashing.asked).isEqualTo(3);
  }
}
