package network.cairn.store.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import network.cairn.base.files.Disk;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.Test;

/// What is kept in memory of blocks that many ask for.
final class HotBlocksTest {
  private static final int ROOM = 8_000;

  private final HotBlocks hot = new HotBlocks(ROOM);
  private final TestStore machine = new TestStore(1);

  private static Multihash name(int number) {
    return Multihash.sha256(ByteBuffer.allocate(4).putInt(number).array());
  }

  @Test
  void keepsWhatIsMetTwice() {
    byte[] content = new byte[1000];
    hot.met(name(1), content);
    assertThat(hot.get(name(1))).isEmpty();
    hot.met(name(1), content);
    assertThat(hot.get(name(1))).containsSame(content);
    assertThat(hot.bytes()).isEqualTo(1000);
  }

  @Test
  void keepsNoEndOfBlocksWithoutContent() {
    for (int i = 0; i <= HotBlocks.MOST_KEPT; i++) {
      hot.met(name(i), new byte[0]);
      hot.met(name(i), new byte[0]);
    }
    assertThat(hot.get(name(0))).isEmpty();
    assertThat(hot.get(name(1))).isPresent();
  }

  @Test
  void isNotDrivenOutByWhatIsReadOnce() {
    hot.met(name(1), new byte[1000]);
    hot.met(name(1), new byte[1000]);
    for (int i = 2; i < 10_000; i++) {
      hot.met(name(i), new byte[1000]);
    }
    assertThat(hot.get(name(1))).isPresent();
    assertThat(hot.bytes()).isEqualTo(1000);
  }

  @Test
  void forgetsWhatIsMetAgainTooLate() {
    hot.met(name(1), new byte[1000]);
    for (int i = 2; i < 11; i++) {
      hot.met(name(i), new byte[1000]);
    }
    hot.met(name(1), new byte[1000]);
    assertThat(hot.get(name(1))).isEmpty();
  }

  @Test
  void letsTheOneGoThatWasAskedForLongestAgo() {
    for (int i = 0; i < 8; i++) {
      hot.met(name(i), new byte[1000]);
      hot.met(name(i), new byte[1000]);
    }
    assertThat(hot.get(name(0))).isPresent();
    hot.met(name(8), new byte[1000]);
    hot.met(name(8), new byte[1000]);
    assertThat(hot.get(name(0))).isPresent();
    assertThat(hot.get(name(1))).isEmpty();
  }

  @Test
  void keepsNothingThatTakesMostOfTheRoom() {
    hot.met(name(1), new byte[ROOM / 4 + 1]);
    hot.met(name(1), new byte[ROOM / 4 + 1]);
    assertThat(hot.get(name(1))).isEmpty();
  }

  @Test
  void neverHoldsMoreThanItsRoom() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      hot.met(name(random.nextInt(30)), new byte[random.nextInt(2_500)]);
      assertThat(hot.bytes()).isBetween(0L, (long) ROOM);
    }
    assertThat(hot.bytes()).isPositive();
  }

  private Location place(Block block) {
    return machine
        .tables
        .get(Location.BLOCKS, block.cid().multihash().bytes())
        .map(Location::decode)
        .orElseThrow();
  }

  @Test
  void readsASharedBlockFromTheDiskTwiceAndThenNoMore() throws IOException {
    try (PackBlockstore store = machine.open(1 << 20)) {
      Block block = machine.leaves(1, 3_000).getFirst();
      store.put(block);
      assertThat(store.getShared(block.cid())).contains(block);
      assertThat(store.getShared(block.cid())).contains(block);
      Location place = place(block);
      try (Disk.File file = machine.disk.open(Pack.name(place.pack()))) {
        file.write(ByteBuffer.wrap(new byte[place.length()]), place.offset());
      }
      assertThat(store.getShared(block.cid())).contains(block);
    }
  }

  @Test
  void givesNothingOfABlockThatWasRemoved() throws IOException {
    try (PackBlockstore store = machine.open(1 << 20)) {
      Block block = machine.leaves(1, 3_000).getFirst();
      store.put(block);
      for (int i = 0; i < 3; i++) {
        assertThat(store.getShared(block.cid())).contains(block);
      }
      store.delete(List.of(block.cid().multihash()));
      assertThat(store.getShared(block.cid())).isEmpty();
    }
  }
}
