package network.cairn.store.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.files.Disk;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.blockstore.CorruptBlock;
import network.cairn.store.blockstore.DiskAllowance;
import org.junit.jupiter.api.Test;

/// The sums that are kept with the places of blocks, and what they spare.
final class SumsTest {
  private static final long PACK = 1 << 20;

  private final TestStore machine = new TestStore(1);
  private final AtomicInteger hashed = new AtomicInteger();
  private final Hashing counting =
      new Hashing() {
        @Override
        public boolean supports(long code) {
          return Hashing.jdk().supports(code);
        }

        @Override
        public Multihash hash(long code, byte[] bytes, int offset, int count, int length) {
          hashed.incrementAndGet();
          return Hashing.jdk().hash(code, bytes, offset, count, length);
        }
      };

  private PackBlockstore open() throws IOException {
    return PackBlockstore.open(
        machine.disk,
        machine.home,
        machine.tables,
        new StoreOptions(
            PACK,
            counting,
            TestDag::links,
            DiskAllowance.UNLIMITED,
            machine.metrics(),
            new DurableSteps(1000, 1 << 20, Runnable::run)));
  }

  private Location place(Block block) {
    return machine
        .tables
        .get(Location.BLOCKS, block.cid().multihash().bytes())
        .map(Location::decode)
        .orElseThrow();
  }

  private void put(Block block, Location place) {
    machine.tables.write(change -> {
      change.put(Location.BLOCKS, block.cid().multihash().bytes(), place.encode());
      return true;
    });
  }

  /// Changes one bit of a block's content on the disk.
  private void spoil(Block block) throws IOException {
    Location place = place(block);
    long at = place.offset() + machine.random.nextInt(place.length());
    try (Disk.File file = machine.disk.open(Pack.name(place.pack()))) {
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 1 << machine.random.nextInt(8))).flip();
      file.write(one, at);
    }
  }

  @Test
  void whatIsSentIsCheckedWithoutAHash() throws IOException {
    PackBlockstore store = open();
    List<Block> blocks = machine.leaves(20, 3_000);
    blocks.forEach(store::put);
    hashed.set(0);
    for (Block block : blocks) {
      assertThat(store.getToSend(block.cid())).contains(block);
    }
    assertThat(hashed).hasValue(0);
    assertThat(store.get(blocks.getFirst().cid())).contains(blocks.getFirst());
    assertThat(hashed).hasValue(1);
  }

  @Test
  void whatTheDiskSpoiledIsNotSent() throws IOException {
    PackBlockstore store = open();
    for (Block block : machine.leaves(50, 3_000)) {
      store.put(block);
      spoil(block);
      assertThatThrownBy(() -> store.getToSend(block.cid())).isInstanceOf(CorruptBlock.class);
      store.put(block);
      assertThat(store.getToSend(block.cid())).as("put again").contains(block);
    }
  }

  @Test
  void aPieceIsReadWithoutTheRest() throws IOException {
    PackBlockstore store = open();
    Block block = machine.leaves(1, 3_000).getFirst();
    assertThat(store.piece(block.cid(), 0, 1)).isEmpty();
    store.put(block);
    hashed.set(0);
    assertThat(store.piece(block.cid(), 1_000, 1_500).orElseThrow())
        .isEqualTo(Arrays.copyOfRange(block.bytes(), 1_000, 2_500));
    assertThat(hashed).hasValue(0);
    assertThatThrownBy(() -> store.piece(block.cid(), 2_000, 1_001))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aPlaceWithoutASumIsHashed() throws IOException {
    PackBlockstore store = open();
    for (Block block : machine.leaves(20, 3_000)) {
      store.put(block);
      Location place = place(block);
      put(block, new Location(place.pack(), place.offset(), place.length(), place.codec()));
      hashed.set(0);
      assertThat(store.getToSend(block.cid())).contains(block);
      assertThat(hashed).hasValue(1);
      spoil(block);
      assertThatThrownBy(() -> store.getToSend(block.cid())).isInstanceOf(CorruptBlock.class);
    }
  }

  @Test
  void sumsAreMadeAnewWithTheIndex() throws IOException {
    PackBlockstore store = open();
    List<Block> blocks = machine.leaves(20, 3_000);
    blocks.forEach(store::put);
    List<Location> places = blocks.stream().map(this::place).toList();
    store.close();
    machine.tables.write(change -> {
      blocks.forEach(each -> change.delete(Location.BLOCKS, each.cid().multihash().bytes()));
      places.forEach(each -> change.delete(PackRow.PACKS, PackRow.key(each.pack())));
      return true;
    });
    open();
    assertThat(blocks.stream().map(this::place)).isEqualTo(places);
  }
}
