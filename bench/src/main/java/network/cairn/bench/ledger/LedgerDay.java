package network.cairn.bench.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import network.cairn.bench.Folders;
import network.cairn.ledger.engine.LedgerFolder;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.snapshot.SnapshotFolder;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.Retention;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Genesis;

/// What a day costs over a state of some size: blocks in which each live set's period ends once a
/// day, what log and state grow by, a snapshot, a restoration from it, a restart.
///
/// Words: a folder of its own, agreements (0 for blocks without work), copies, and blocks, from
/// which those of a day, 17,280 of 5 s, are reckoned.
public final class LedgerDay {
  private static final int DAY = 17_280;

  /// Blocks before those that are measured.
  private static final int FIRST = 20;

  private static final double MB = 1e6;

  private final Path folder;
  private final LedgerFolder home;
  private final ValidatorKeys keys = new ValidatorKeys(LedgerScale.seed(1), LedgerScale.seed(2));
  private final Genesis genesis = LargeState.genesis(keys);

  private LedgerDay(Path folder) {
    this.folder = folder;
    this.home = new LedgerFolder(folder);
  }

  public static void main(String[] words) throws IOException {
    Path folder = Path.of(words[0]);
    int agreements = Integer.parseInt(words[1]);
    int copies = Integer.parseInt(words[2]);
    Folders.delete(folder);
    LedgerDay day = new LedgerDay(folder);
    if (agreements > 0) {
      day.fill(new LargeState(agreements, copies, Math.max(1, agreements * copies / DAY), false));
    }
    day.blocks(Integer.parseInt(words[3]));
    day.restart("restart");
    day.snapshotAndRestore();
    Folders.delete(folder);
  }

  private void fill(LargeState large) throws IOException {
    try (StateStore store = home.openStates(Retention.standard())) {
      LargeState.Size size = large.write(genesis, store);
      System.out.printf(Locale.ROOT, "%,d entries of %.1f MB%n", size.entries(), size.bytes() / MB);
    }
  }

  private EmbeddedEngine open(StateStore store) {
    BlockLog log = home.openBlocks();
    return new EmbeddedEngine(
        genesis, keys, store, log, InstantSource.system(), LedgerMetrics.none());
  }

  private void blocks(int count) throws IOException {
    StateStore store = home.openStates(Retention.standard());
    try (EmbeddedEngine engine = open(store)) {
      for (int i = 0; i < FIRST; i++) {
        engine.step();
      }
      long state = bytes("state");
      long log = bytes("blocks");
      long before = written();
      List<Double> times = new ArrayList<>();
      List<Double> costs = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        long begun = System.nanoTime();
        long used = LedgerScale.processor();
        engine.step();
        times.add((System.nanoTime() - begun) / 1e6);
        costs.add((LedgerScale.processor() - used) / 1e6);
      }
      LedgerScale.print("a block by the clock", times);
      LedgerScale.print("a block of the processor", costs);
      double days = (double) count / DAY;
      System.out.printf(
          Locale.ROOT,
          "a day of %,d blocks: log %.1f MB, state %.1f MB (after %,d blocks %.1f MB), written"
              + " in all %.0f MB%n",
          DAY,
          (bytes("blocks") - log) / days / MB,
          (bytes("state") - state) / days / MB,
          count,
          bytes("state") / MB,
          (written() - before) / days / MB);
    }
  }

  private void restart(String what) {
    timed(
        what,
        () -> {
          StateStore store = home.openStates(Retention.standard());
          open(store).close();
        });
  }

  private void snapshotAndRestore() throws IOException {
    SnapshotFolder snapshots = SnapshotFolder.open(home.snapshots());
    long[] height = new long[1];
    try (EmbeddedEngine engine = open(home.openStates(Retention.standard()))) {
      timed("snapshot", () -> height[0] = engine.read(state -> snapshots.take(state, 1)).height());
    }
    System.out.printf(Locale.ROOT, "snapshot: %.1f MB%n", bytes("snapshots") / MB);
    Folders.delete(folder.resolve("state"));
    timed(
        "state from the snapshot",
        () -> {
          try (StateStore store = home.openStates(Retention.standard())) {
            snapshots.restore(height[0], store);
          }
        });
    System.out.printf(Locale.ROOT, "state made again: %.1f MB%n", bytes("state") / MB);
    restart("restart over it");
  }

  private static void timed(String what, Runnable work) {
    long begun = System.nanoTime();
    long used = processes();
    work.run();
    System.out.printf(
        Locale.ROOT,
        "%s: %.0f ms, of the processor %.0f%n",
        what,
        (System.nanoTime() - begun) / 1e6,
        (processes() - used) / 1e6);
  }

  private static long processes() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private long bytes(String name) throws IOException {
    Path at = folder.resolve(name);
    if (!Files.exists(at)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(at)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /// What this process has written, as Linux counts the calls; what it says of pages counts whole
  /// folios of the page cache, many times more.
  private static long written() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/io")).stream()
        .filter(line -> line.startsWith("wchar:"))
        .mapToLong(line -> Long.parseLong(line.substring("wchar:".length()).strip()))
        .findFirst()
        .orElse(0);
  }
}
