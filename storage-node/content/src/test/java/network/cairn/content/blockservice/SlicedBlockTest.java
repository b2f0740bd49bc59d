package network.cairn.content.blockservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collection;
import java.util.Random;
import network.cairn.base.memory.ByteBudget;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.Test;

class SlicedBlockTest {
  private static final int SIZE = 5 * ByteBudget.SLICE / 2;

  private final byte[] content = new byte[SIZE];
  private final Disk disk = new Disk();
  private final Cid cid;

  SlicedBlockTest() {
    new Random(1).nextBytes(content);
    cid = Cid.v1(Multicodec.RAW, Multihash.sha256(content));
    disk.bytes = content.clone();
  }

  /// One block as a disk has it, and how often all of it was read.
  private final class Disk implements BlockSource {
    byte[] bytes = {};
    int whole;

    @Override
    public Block get(Cid asked) {
      whole++;
      if (!Arrays.equals(bytes, content)) {
        throw new IllegalStateException("the block is spoilt");
      }
      return Block.of(asked, bytes);
    }

    @Override
    public byte[] piece(Cid asked, int offset, int length) {
      return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    @Override
    public void prefetch(Collection<Cid> cids) {}
  }

  @Test
  void givesEachRangeAndReadsNoBlockAsAWhole() {
    Random random = new Random(2);
    for (int run = 0; run < 200; run++) {
      int from = random.nextInt(SIZE);
      int end = from + random.nextInt(SIZE - from + 1);
      SlicedBlock sliced = new SlicedBlock(disk, cid, content, from, end);
      byte[] all = new byte[sliced.length()];
      for (int at = 0; sliced.hasNext(); ) {
        byte[] slice = sliced.next();
        assertThat(slice.length).isBetween(1, ByteBudget.SLICE);
        System.arraycopy(slice, 0, all, at, slice.length);
        at += slice.length;
      }
      assertThat(all).isEqualTo(Arrays.copyOfRange(content, from, end));
    }
    assertThat(disk.whole).isZero();
  }

  @Test
  void givesNothingThatWasSpoiltAfterTheCheck() {
    Random random = new Random(3);
    for (int run = 0; run < 50; run++) {
      disk.bytes = content.clone();
      SlicedBlock sliced = new SlicedBlock(disk, cid, content, 0, SIZE);
      sliced.next();
      int at = ByteBudget.SLICE + random.nextInt(ByteBudget.SLICE);
      disk.bytes[at] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(sliced::next).hasMessage("the block is spoilt");
    }
  }

  @Test
  void takesWhatWasReadBadlyOnceFromTheWholeBlock() {
    BlockSource flaky =
        new BlockSource() {
          @Override
          public Block get(Cid asked) {
            return disk.get(asked);
          }

          @Override
          public byte[] piece(Cid asked, int offset, int length) {
            return new byte[length];
          }

          @Override
          public void prefetch(Collection<Cid> cids) {}
        };
    SlicedBlock sliced = new SlicedBlock(flaky, cid, content, 0, SIZE);
    assertThat(sliced.next()).isEqualTo(Arrays.copyOf(content, ByteBudget.SLICE));
    assertThat(disk.whole).isEqualTo(1);
  }
}
