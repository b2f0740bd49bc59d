package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Kubo pins a wide directory of this node again and again, each time from an empty home: twice, or
/// with `-Dlong=true` a hundred times.
///
/// Now and then Kubo's pin stands still for good, from this node as from another Kubo
/// (docs/benchmarks.md says why). What is held here: whenever it does, this node owes nothing that
/// it was asked for, and a second pin ends what the first began.
@Tag("interop")
@Timeout(14_400)
@ExtendWith(LateCleanup.class)
class KuboPinsIT {
  private static final int ENTRIES = 20_000;
  private static final String WITHIN = "--timeout=90s";
  private static final int ATTEMPTS = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final List<Long> millis = new ArrayList<>();
  private int stood;

  @Test
  void kuboPinsAWideDirectoryAgainAndAgain(Path shelf) throws Exception {
    Path binary = Prerequisite.of("kubo.bin", "Kubo binary");
    Data data = Data.make(shelf.resolve("data"), 1, 1, ENTRIES);
    int runs = Boolean.getBoolean("long") ? 100 : 2;
    try (JvmCairn cairn = new JvmCairn(Files.createDirectory(shelf.resolve("cairn")))) {
      String directory = cairn.add(data.directory());
      for (int run = 0; run < runs; run++) {
        Path home = Files.createDirectory(shelf.resolve("kubo" + run));
        try (KuboPeer kubo = new KuboPeer(binary, home)) {
          kubo.ipfs.run("swarm", "connect", cairn.address());
          pin(kubo, cairn, directory);
        }
      }
    }
    List<Long> sorted = millis.stream().sorted().toList();
    System.out.println(
        "interop: kubo pin add 20,000 entries, "
            + runs
            + " runs: "
            + sorted.getFirst()
            + " to "
            + sorted.getLast()
            + " ms, median "
            + sorted.get(sorted.size() / 2)
            + "; not ended in time "
            + stood
            + " times");
  }

  private void pin(KuboPeer kubo, JvmCairn cairn, String directory) throws InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long began = System.nanoTime();
      Command.Result result =
          kubo.ipfs.attempt("pin", "add", "--progress=false", WITHIN, directory);
      if (result.exit() == 0) {
        millis.add(Duration.ofNanos(System.nanoTime() - began).toMillis());
        return;
      }
      stood++;
      System.out.println(
          "interop: kubo's pin did not end in time; it says: "
              + kubo.ipfs.run("bitswap", "stat").replaceAll("\\s+", " ")
              + "; cairn: "
              + cairn.stats());
      requireNothingQueued(cairn);
    }
    throw new AssertionError("a pin did not end, begun " + ATTEMPTS + " times");
  }

  /// What it no longer waits for, it takes back in its own time.
  private static void requireNothingQueued(JvmCairn cairn) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (cairn.stats().queuedBlocks() > 0 && System.nanoTime() < end) {
      Thread.sleep(100);
    }
    assertThat(cairn.stats().queuedBlocks()).as("blocks that Kubo waits for").isZero();
  }
}
