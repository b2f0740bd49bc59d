package network.cairn.bench.ledger;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import network.cairn.bench.Folders;
import network.cairn.ledger.engine.LedgerFolder;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.Retention;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Genesis;

/// Makes blocks over a large state and prints what each took and what lies on the disk.
///
/// Words: a folder of its own, agreements, copies, sets that close in each block, blocks, and
/// `last` where a close is the set's last.
public final class LedgerScale {
  private static final double MB = 1e6;

  private LedgerScale() {}

  public static void main(String[] words) throws IOException {
    Path folder = Path.of(words[0]);
    LargeState large =
        new LargeState(
            Integer.parseInt(words[1]),
            Integer.parseInt(words[2]),
            Integer.parseInt(words[3]),
            words.length > 5 && words[5].equals("last"));
    Folders.delete(folder);
    ValidatorKeys keys = new ValidatorKeys(seed(1), seed(2));
    Genesis genesis = LargeState.genesis(keys);
    LedgerFolder home = new LedgerFolder(folder);
    try (StateStore store = home.openStates(Retention.standard())) {
      LargeState.Size size = large.write(genesis, store);
      System.out.printf(
          Locale.ROOT,
          "%,d entries of %.1f MB; on disk %s%n",
          size.entries(),
          size.bytes() / MB,
          onDisk(folder, size));
    }
    blocks(folder, home, genesis, keys, Integer.parseInt(words[4]));
    Folders.delete(folder);
  }

  static byte[] seed(int number) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) number);
    return seed;
  }

  private static void blocks(
      Path folder, LedgerFolder home, Genesis genesis, ValidatorKeys keys, int count)
      throws IOException {
    StateStore store = home.openStates(Retention.standard());
    BlockLog log = home.openBlocks();
    List<Double> times = new ArrayList<>();
    List<Double> costs = new ArrayList<>();
    try (EmbeddedEngine engine =
        new EmbeddedEngine(
            genesis, keys, store, log, InstantSource.system(), LedgerMetrics.none())) {
      for (int i = 1; i <= count; i++) {
        long begun = System.nanoTime();
        long used = processor();
        engine.step();
        times.add((System.nanoTime() - begun) / 1e6);
        costs.add((processor() - used) / 1e6);
        if (i <= 5 || i == count || i % (count / 5 + 1) == 0) {
          System.out.printf(
              Locale.ROOT,
              "block %d: %.0f ms, of the processor %.0f; on disk %s, events %.1f MB%n",
              i,
              times.getLast(),
              costs.getLast(),
              onDisk(folder, LargeState.size(store)),
              events(store) / MB);
        }
      }
    }
    print("by the clock", times);
    print("of the processor", costs);
  }

  static void print(String what, List<Double> figures) {
    List<Double> sorted = figures.stream().sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "%s: median %.1f ms, least %.1f, most %.1f%n",
        what,
        sorted.get(sorted.size() / 2),
        sorted.getFirst(),
        sorted.getLast());
  }

  /// Nanoseconds of the processor that this thread and the tables' writer have used.
  static long processor() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.equals(Thread.currentThread()) || thread.getName().equals("lmdb")) {
        sum += Math.max(0, threads.getThreadCpuTime(thread.threadId()));
      }
    }
    return sum;
  }

  /// Bytes of events, which are kept beside the state for so many blocks as the history says.
  private static long events(StateStore store) {
    long[] sum = new long[1];
    try (Snapshot state = store.snapshot()) {
      state.events(
          0,
          0,
          (_, _, event) -> {
            sum[0] += event.length;
            return true;
          });
    }
    return sum[0];
  }

  private static String onDisk(Path folder, LargeState.Size size) throws IOException {
    long bytes = Files.size(folder.resolve("state").resolve("data.mdb"));
    return String.format(
        Locale.ROOT, "%.1f MB, %.1f times the bytes", bytes / MB, (double) bytes / size.bytes());
  }
}
