package network.cairn.store.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import network.cairn.base.files.Power;
import network.cairn.base.files.PowerCut;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.base.time.Deadline;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.lmdb.MemoryTables;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.gc.GcRoots;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// Cuts the power of a simulated machine at random points and looks at what the next start finds.
class CrashTest {
  @Test
  void nothingReportedDoneIsLostWhereverThePowerIsCut() {
    Map<String, Integer> cuts = new TreeMap<>();
    Property.check(2400, random -> run(random, 0, false, cuts));
    int total = cuts.values().stream().mapToInt(Integer::intValue).sum();
    System.out.println("crash: " + total + " cuts, by what was under way: " + cuts);
    assertThat(total).isGreaterThanOrEqualTo(2000);
    assertThat(cuts.keySet()).contains("add", "gc", "compaction", "pin", "piece", "recovery");
  }

  @Test
  void nothingReportedDoneIsLostWhenTheDiskFailsNowAndThen() {
    Map<String, Integer> cuts = new TreeMap<>();
    Property.check(400, random -> run(random, 0.03, false, cuts));
    System.out.println("crash with a failing disk: " + cuts);
  }

  @Test
  void nothingReportedDoneIsLostWhenTheDiskIsFullNowAndThen() {
    Map<String, Integer> cuts = new TreeMap<>();
    Property.check(600, random -> run(random, 0, true, cuts));
    System.out.println("crash with a disk that is full: " + cuts);
    assertThat(cuts.keySet()).contains("add", "gc", "compaction", "recovery");
  }

  /// The newest pack holds nothing any more, and the power goes while it is given up.
  @Test
  void whatACollectionRemovedStaysAwayWhereverThePowerIsCut() {
    Map<Boolean, Integer> cuts = new TreeMap<>();
    Property.check(200, random -> collectUntilCut(random, cuts));
    assertThat(cuts.getOrDefault(true, 0)).as("cuts behind the removal").isGreaterThan(20);
  }

  private static void collectUntilCut(Random random, Map<Boolean, Integer> cuts)
      throws IOException {
    TestStore machine = new TestStore(random.nextLong());
    PackBlockstore full = machine.open(1 << 20);
    try (Writer writer = full.writer()) {
      machine.leaves(3, 30_000).forEach(writer::put);
      writer.commit();
    }
    Power power = new Power(random, 3 + random.nextInt(12), 0);
    SimulatedDisk disk = machine.disk.survivor(power);
    MemoryTables tables = machine.memory.survivor(power);
    List<Multihash> gone = new ArrayList<>();
    try {
      PackBlockstore.open(disk, new SimulatedDisk(power), tables, machine.options(1 << 20))
          .collect(NOTHING, gone::add, Deadline.none());
    } catch (PowerCut e) {
      cuts.merge(gone.size() == 3, 1, Integer::sum);
    }
    Power next = new Power(random, Long.MAX_VALUE, 0);
    PackBlockstore left =
        PackBlockstore.open(
            disk.survivor(next),
            new SimulatedDisk(next),
            tables.survivor(next),
            machine.options(1 << 20));
    assertThat(left.multihashes()).noneMatch(gone::contains);
  }

  /// Keeps no block.
  private static final GcRoots NOTHING =
      new GcRoots() {
        @Override
        public void recursive(Consumer<Cid> roots) {}

        @Override
        public void direct(Consumer<Cid> roots) {}

        @Override
        public void bestEffort(Consumer<Cid> roots) {}
      };

  private static void run(Random random, double faults, boolean full, Map<String, Integer> cuts)
      throws IOException {
    CrashMachine machine = new CrashMachine(random, new Power(random, Long.MAX_VALUE, 0));
    for (int life = 0; life < 3; life++) {
      machine.power(new Power(random, random.nextInt(life == 0 ? 400 : 60), faults));
      cuts.merge(liveUntilCut(machine, random, full), 1, Integer::sum);
      machine.power(new Power(random, Long.MAX_VALUE, 0));
      machine.start();
      machine.check();
      if (faults == 0 && !full) {
        machine.checkGone();
      }
      if (random.nextInt(4) > 0) {
        break;
      }
    }
    machine.step("gc");
    machine.check();
  }

  private static String liveUntilCut(CrashMachine machine, Random random, boolean full) {
    String doing = "recovery";
    try {
      machine.start();
      for (int i = 0; i < 10_000; i++) {
        doing = CrashMachine.STEPS.get(random.nextInt(CrashMachine.STEPS.size()));
        if (full) {
          machine.room();
        }
        machine.step(doing);
      }
      throw new AssertionError("10000 steps without a cut");
    } catch (PowerCut e) {
      return machine.cutIn().contains("Compactor")
          ? "compaction"
          : machine.cutIn().contains("Recovery") ? "recovery" : doing;
    } catch (IOException | UncheckedIOException e) {
      return "failed start";
    }
  }
}
