package network.cairn.store.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import network.cairn.base.files.Power;
import network.cairn.base.files.PowerCut;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// Cuts the power of a simulated machine at random points and looks at what the next start finds.
class CrashTest {
  @Test
  void nothingReportedDoneIsLostWhereverThePowerIsCut() {
    Map<String, Integer> cuts = new TreeMap<>();
    Property.check(2400, random -> run(random, 0, cuts));
    int total = cuts.values().stream().mapToInt(Integer::intValue).sum();
    System.out.println("crash: " + total + " cuts, by what was under way: " + cuts);
    assertThat(total).isGreaterThanOrEqualTo(2000);
    assertThat(cuts.keySet()).contains("add", "gc", "compaction", "pin", "piece", "recovery");
  }

  @Test
  void nothingReportedDoneIsLostWhenTheDiskFailsNowAndThen() {
    Map<String, Integer> cuts = new TreeMap<>();
    Property.check(400, random -> run(random, 0.03, cuts));
    System.out.println("crash with a failing disk: " + cuts);
  }

  private static void run(Random random, double faults, Map<String, Integer> cuts)
      throws IOException {
    CrashMachine machine = new CrashMachine(random, new Power(random, Long.MAX_VALUE, 0));
    for (int life = 0; life < 3; life++) {
      machine.power(new Power(random, random.nextInt(life == 0 ? 400 : 60), faults));
      cuts.merge(liveUntilCut(machine, random), 1, Integer::sum);
      machine.power(new Power(random, Long.MAX_VALUE, 0));
      machine.start();
      machine.check();
      if (random.nextInt(4) > 0) {
        break;
      }
    }
    machine.step("gc");
    machine.check();
  }

  private static String liveUntilCut(CrashMachine machine, Random random) {
    String doing = "recovery";
    try {
      machine.start();
      for (int i = 0; i < 10_000; i++) {
        doing = CrashMachine.STEPS.get(random.nextInt(CrashMachine.STEPS.size()));
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
