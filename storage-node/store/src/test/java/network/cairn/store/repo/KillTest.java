package network.cairn.store.repo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a real process that writes, collects and pins, over and over on the same repository, and
/// looks at what it left.
class KillTest {
  private static final int KILLS = Integer.getInteger("kills", 100);
  private static final int LANES = 4;
  private static final int READ_BACK_EVERY = 10;

  @TempDir private Path folder;

  @Test
  void nothingReportedDoneIsLostWhenTheProcessIsKilled() throws Exception {
    int reports = 0;
    ChildJvm jvm = ChildJvm.prepare(folder);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> lanes = new ArrayList<>();
      for (int lane = 0; lane < LANES; lane++) {
        Lane runner = new Lane(folder.resolve("lane" + lane), new Random(lane), jvm);
        lanes.add(threads.submit(runner::run));
      }
      for (Future<Integer> lane : lanes) {
        reports += lane.get();
      }
    }
    System.out.println(
        "kill: " + KILLS / LANES * LANES + " SIGKILLs, " + reports + " reports, nothing lost");
    assertThat(reports).isGreaterThan(KILLS);
  }

  /// One repository whose processes are killed one after the other.
  private static final class Lane {
    private final Path home;
    private final Random random;
    private final ChildJvm jvm;

    /// What the killed processes reported as pinned and not as unpinned.
    private final List<Long> pinned = new ArrayList<>();

    private int lost;
    private final Set<Long> unsure = new HashSet<>();

    Lane(Path home, Random random, ChildJvm jvm) {
      this.home = home;
      this.random = random;
      this.jvm = jvm;
    }

    int run() throws IOException, InterruptedException {
      Repository.init(home);
      int reports = 0;
      for (int kill = 1; kill <= KILLS / LANES; kill++) {
        reports += killOnce();
        if (kill % READ_BACK_EVERY == 0 || kill == KILLS / LANES) {
          check();
        }
      }
      return reports;
    }

    /// Lets the child go until a random report, and a random moment more.
    private int killOnce() throws IOException, InterruptedException {
      Process child = jvm.start(home, random.nextLong());
      List<String> lines = new ArrayList<>();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
        int until = 1 + random.nextInt(7);
        while (lines.size() < until) {
          lines.add(Objects.requireNonNull(out.readLine(), "the child ended by itself"));
        }
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(8000)));
        child.toHandle().destroyForcibly();
        out.lines().forEach(lines::add);
      }
      child.waitFor();
      assertThat(lines).as("the child opened the repository").contains("open");
      lines.forEach(this::note);
      return lines.size();
    }

    private void note(String line) {
      String[] words = line.split(" ");
      if (words.length < 2) {
        return;
      }
      long seed = Long.parseLong(words[1]);
      switch (words[0]) {
        case "pinned" -> pinned.add(seed);
        case "unpinning" -> unsure.add(seed);
        case "unpinned" -> pinned.remove(seed);
        default -> throw new IllegalArgumentException(line);
      }
    }

    /// Half of the times the index is lost as well.
    private void check() throws IOException {
      if (random.nextBoolean()) {
        Files.move(home.resolve("index"), home.resolve("index.lost-" + ++lost));
      }
      try (Repository repo = KilledChild.open(home)) {
        pinned.removeAll(unsure);
        List<Cid> roots = repo.pins().list().map(pin -> pin.root()).toList();
        for (long seed : pinned) {
          List<Block> tree = KilledChild.tree(seed);
          assertThat(roots).contains(tree.getLast().cid());
          assertThat(tree).allMatch(block -> repo.blockstore().get(block.cid()).isPresent());
        }
        assertThat(repo.verify(false, event -> {}).damaged()).isZero();
        repo.pins().verify(result -> assertThat(result.bad()).isEmpty());
      }
      Files.deleteIfExists(home.resolve("pins-lost")); // Where a record was torn by the kill.
    }
  }
}
