package network.cairn.bench.parts;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// Measures the parts by plain loops: warm-up, then rounds of about a second, median and range.
///
/// Rates are per second of this thread's processor time, so that another program on the machine
/// harms them little; a part that works on several threads is measured by the clock instead.
///
/// Words name parts; none means all.
public final class MeasureParts {
  private static final long WARM_UP_NANOS = 3_000_000_000L;
  private static final long ROUND_NANOS = 1_000_000_000L;
  private static final int ROUNDS = 7;

  private MeasureParts() {}

  public static void main(String[] words) throws Exception {
    List<String> wanted = Arrays.asList(words);
    System.out.println("| part | rate, median (range) | | by |\n|---|---|---|---|");
    for (var entry : new TreeMap<>(Parts.all()).entrySet()) {
      if (wanted.isEmpty() || wanted.contains(entry.getKey())) {
        measure(entry.getValue().get());
      }
    }
    System.exit(0);
  }

  private static void measure(Part part) throws Exception {
    round(part, WARM_UP_NANOS);
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      rates.add(round(part, ROUND_NANOS));
    }
    rates.sort(Double::compare);
    System.out.printf(
        Locale.ROOT,
        "| %s | %,.0f (%,.0f–%,.0f) | %s | %s |%n",
        part.name(),
        rates.get(ROUNDS / 2),
        rates.getFirst(),
        rates.getLast(),
        part.unit(),
        part.threads() > 1 ? "clock" : "core");
  }

  /// Runs for at least this long and returns the rate.
  private static double round(Part part, long nanos) throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long processor = threads.getCurrentThreadCpuTime();
    long begin = System.nanoTime();
    long calls = 0;
    int unseen = 0;
    long now = begin;
    while (now - begin < nanos) {
      unseen += System.identityHashCode(part.work().run()) & 1;
      calls++;
      now = System.nanoTime();
    }
    if (unseen < 0) {
      throw new IllegalStateException("cannot be; it keeps the results in use");
    }
    long used = threads.getCurrentThreadCpuTime() - processor;
    return calls * part.amount() / ((part.threads() > 1 ? now - begin : used) / 1e9);
  }
}
