package network.cairn.store.repo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import network.cairn.base.files.Disk;
import network.cairn.base.files.Power;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.lmdb.MemoryTables;
import network.cairn.store.blockstore.DiskAllowance;
import network.cairn.store.blockstore.StoreMetrics;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.pack.DurableSteps;
import network.cairn.store.pack.PackBlockstore;
import network.cairn.store.pack.StoreOptions;
import network.cairn.store.pack.TestDag;
import network.cairn.store.repo.Repository.VerifyEvent;
import network.cairn.store.repo.Repository.VerifyReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class VerificationTest {
  private static final String PACK = "pack-00000000.car";

  private final Random random = new Random(91);
  private final Power power = new Power(random, Long.MAX_VALUE, 0);
  private final SimulatedDisk disk = new SimulatedDisk(power);
  private final MemoryTables tables = new MemoryTables(power);
  private final List<VerifyEvent> events = new ArrayList<>();
  private PackBlockstore store;

  @BeforeEach
  void open() throws IOException {
    store =
        PackBlockstore.open(
            disk,
            new SimulatedDisk(power),
            tables,
            new StoreOptions(
                1 << 20,
                Hashing.jdk(),
                TestDag::links,
                DiskAllowance.UNLIMITED,
                StoreMetrics.NONE,
                new DurableSteps(10_000, 1 << 20, Runnable::run)));
  }

  private List<Block> put(int count) {
    List<Block> blocks = new ArrayList<>();
    try (Writer writer = store.writer()) {
      for (int i = 0; i < count; i++) {
        blocks.add(TestDag.leaf(random, 12));
      }
      blocks.forEach(writer::put);
      writer.commit();
    }
    return blocks;
  }

  private VerifyReport verify(boolean drop) {
    events.clear();
    return new Verification(store, drop, events::add).run();
  }

  /// Flips a bit of the last block in the pack.
  private void damageLast() throws IOException {
    Disk.File file = disk.open(PACK);
    long at = file.size() - 1;
    ByteBuffer one = ByteBuffer.allocate(1);
    file.read(one, at);
    file.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 1)}), at);
  }

  @Test
  void tellsHowFarItIsAndHowItEnded() {
    put(2001);
    assertThat(verify(false)).isEqualTo(new VerifyReport(2001, 0));
    assertThat(events)
        .containsExactly(
            new VerifyEvent.Checked(1000, 2001),
            new VerifyEvent.Checked(2000, 2001),
            new VerifyEvent.Checked(2001, 2001));
  }

  @Test
  void anEmptyStoreIsSound() {
    assertThat(verify(true)).isEqualTo(new VerifyReport(0, 0));
    assertThat(events).containsExactly(new VerifyEvent.Checked(0, 0));
  }

  @Test
  void namesWhatIsDamagedAndLeavesItUnlessItIsToBeDropped() throws IOException {
    List<Block> blocks = put(10);
    damageLast();
    Block damaged = blocks.getLast();
    assertThat(verify(false)).isEqualTo(new VerifyReport(10, 1));
    assertThat(events)
        .anySatisfy(event ->
            assertThat(event)
                .isInstanceOfSatisfying(
                    VerifyEvent.Damaged.class,
                    fault -> {
                      assertThat(fault.block()).isEqualTo(damaged.cid().multihash());
                      assertThat(fault.message()).contains(PACK).contains("the hash differs");
                    }));
    assertThat(store.has(damaged.cid())).isTrue();
    assertThat(verify(true)).isEqualTo(new VerifyReport(10, 1));
    assertThat(store.has(damaged.cid())).isFalse();
    assertThat(verify(true)).isEqualTo(new VerifyReport(9, 0));
  }

  @Test
  void whatAnOpenWriterReliesOnIsNotDroppedUnderIt() throws IOException {
    List<Block> blocks = put(3);
    try (Writer writer = store.writer()) {
      writer.put(blocks.getLast());
      damageLast();
      assertThat(verify(true)).isEqualTo(new VerifyReport(3, 1));
      assertThat(store.has(blocks.getLast().cid())).isTrue();
    }
    verify(true);
    assertThat(store.has(blocks.getLast().cid())).isFalse();
  }

  @Test
  void countsEveryBlockOfAPackThatIsGone() throws IOException {
    put(5);
    disk.delete(PACK);
    open();
    assertThat(verify(false)).isEqualTo(new VerifyReport(5, 5));
    assertThat(verify(true)).isEqualTo(new VerifyReport(5, 5));
    assertThat(verify(false)).isEqualTo(new VerifyReport(0, 0));
  }
}
