package network.cairn.store.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.base.files.Power;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.lmdb.MemoryTables;
import network.cairn.store.blockstore.DiskAllowance;
import network.cairn.store.blockstore.StoreMetrics;
import network.cairn.store.blockstore.Writer;
import org.junit.jupiter.api.Test;

class CompactorTest {
  private final Random random = new Random(3);
  private final Power power = new Power(random, Long.MAX_VALUE, 0);
  private final SimulatedDisk disk = new SimulatedDisk(power);
  private final AtomicLong admitted = new AtomicLong();

  private final DiskAllowance counting =
      new DiskAllowance() {
        @Override
        public void admit(long bytes) {
          admitted.addAndGet(bytes);
        }

        @Override
        public void giveBack(long bytes) {
          admitted.addAndGet(-bytes);
        }
      };

  private long sections(PackBlockstore store) {
    return store.packs().bytes() - (long) store.packs().count() * Pack.header().remaining();
  }

  @Test
  void accountsForWhatItCopiedBeforeItMetADamagedBlock() throws IOException {
    PackBlockstore store =
        PackBlockstore.open(
            disk,
            new SimulatedDisk(power),
            new MemoryTables(power),
            new StoreOptions(
                20_000,
                Hashing.jdk(),
                TestDag::links,
                counting,
                StoreMetrics.NONE,
                new DurableSteps(1000, 1 << 20, Runnable::run)));
    List<Block> blocks = new ArrayList<>();
    try (Writer writer = store.writer()) {
      for (int i = 0; i < 30; i++) {
        blocks.add(TestDag.leaf(random, 1000));
      }
      blocks.forEach(writer::put);
      writer.commit();
    }
    assertThat(admitted).hasValue(sections(store));
    Multihash last = blocks.get(4).cid().multihash();
    store.delete(blocks.subList(5, 20).stream().map(b -> b.cid().multihash()).toList());
    damage(store, last);

    new Compactor(store).compact();

    assertThat(store.packs().ids()).contains(0);
    store.appender().flush();
    assertThat(admitted).hasValue(sections(store));
  }

  private void damage(PackBlockstore store, Multihash block) throws IOException {
    List<Location> places = new ArrayList<>();
    store.forEachBlock(page -> {
      places.addAll(
          page.entrySet().stream()
              .filter(e -> e.getKey().equals(block))
              .map(java.util.Map.Entry::getValue)
              .toList());
      return true;
    });
    Location at = places.getFirst();
    disk.open(Pack.name(at.pack())).write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), at.offset());
  }
}
