package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What four validators of real processes live through while payments go on: after each fault all
/// have the same state, nothing that was acknowledged is lost, and no fork is believed. With
/// `-Dfaults.whole=true` each fault comes longer and more often.
@Timeout(3600)
class LedgerFaultsIT extends ClusterFaults {
  private static final boolean WHOLE = Boolean.getBoolean("faults.whole");
  private static final int RANDOM_KILLS = WHOLE ? 50 : 3;
  private static final Duration STANDING = Duration.ofSeconds(WHOLE ? 20 : 3);
  private static final int MEANWHILE = WHOLE ? 40 : 6;
  private static final Duration LONG = Duration.ofMinutes(3);

  /// More than the minute that CometBFT lets blocks be ahead of a clock.
  private static final Duration BEHIND = Duration.ofSeconds(70);

  /// Mebibytes.
  private static final int DISK = 256;

  private static final String VOTED = "priv_validator_state.json";
  private static final long SEED = 20_261_130;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private Optional<SmallDisk> disk = Optional.empty();

  /// The disk can be let go of when nobody writes to it.
  @Override
  @AfterEach
  void end() throws Exception {
    super.end();
    if (disk.isPresent()) {
      disk.get().close();
    }
  }

  private interface Fault {
    void happen() throws Exception;
  }

  private void fault(String name, Fault fault) throws Exception {
    long begun = System.nanoTime();
    long height = cluster.highest();
    int paid = payments.count();
    try {
      fault.happen();
      invariants.require();
    } catch (AssertionError e) {
      throw new AssertionError(name + ": " + e.getMessage(), e);
    }
    tell(
        String.format(
            Locale.ROOT,
            "fault: %-40s %4d blocks, %4d payments, %5.1f s",
            name,
            cluster.highest() - height,
            payments.count() - paid,
            (System.nanoTime() - begun) / 1e9));
  }

  private static void tell(String line) {
    System.out.println(line);
  }

  private List<Validator> without(Validator... some) {
    List<Validator> rest = new ArrayList<>(cluster.validators);
    rest.removeAll(List.of(some));
    return rest;
  }

  private void goOnWithout(Validator... some) throws InterruptedException {
    List<Validator> rest = without(some);
    cluster.reach(rest, Cluster.highest(rest) + MEANWHILE);
  }

  @Test
  void livesThroughItsFaults() throws Exception {
    fault("no fault", () -> cluster.reach(cluster.validators, cluster.highest() + MEANWHILE));
    kills();
    pauses();
    partitions();
    clocks();
    losses();
    twins();
  }

  private void kills() throws Exception {
    fault(
        "one process killed",
        () -> {
          Validator dead = cluster.get(1);
          dead.kill();
          goOnWithout(dead);
          dead.start();
        });
    fault(
        "one CometBFT killed",
        () -> {
          cluster.get(2).killComet();
          goOnWithout(cluster.get(2));
        });
    fault(
        "either killed at random, " + RANDOM_KILLS + " times",
        () -> {
          for (int i = 0; i < RANDOM_KILLS; i++) {
            killAtRandom();
          }
        });
    fault(
        "all four killed at once",
        () -> {
          for (Validator validator : cluster.validators) {
            validator.kill();
          }
          cluster.validators.forEach(Validator::start);
        });
    fault(
        "all four restarted",
        () -> {
          for (Validator validator : cluster.validators) {
            validator.stop();
          }
          cluster.validators.forEach(Validator::start);
        });
  }

  /// The process, or its CometBFT, a random time after the last.
  private void killAtRandom() throws InterruptedException {
    Validator victim = cluster.get(random.nextInt(1, Cluster.SIZE + 1));
    long height = cluster.highest();
    Thread.sleep(Duration.ofMillis(random.nextInt(1_000)));
    if (random.nextBoolean()) {
      victim.killComet();
    } else {
      victim.kill();
      victim.start();
    }
    cluster.reach(cluster.validators, height + 1);
  }

  private void pauses() throws Exception {
    fault(
        "one stands still",
        () -> {
          Validator still = cluster.get(3);
          still.signal("STOP");
          goOnWithout(still);
          still.signal("CONT");
        });
    fault(
        "two stand still: the chain does",
        () -> {
          List<Validator> still = List.of(cluster.get(2), cluster.get(4));
          still.forEach(validator -> validator.signal("STOP"));
          requireStandingOf(cluster.get(1), cluster.get(3));
          still.forEach(validator -> validator.signal("CONT"));
        });
  }

  private void requireStandingOf(Validator one, Validator other) throws InterruptedException {
    Thread.sleep(STANDING);
    long before = Math.max(one.knownHeight(), other.knownHeight());
    Thread.sleep(STANDING);
    assertThat(Math.max(one.knownHeight(), other.knownHeight()))
        .as("height while the chain must stand")
        .isEqualTo(before);
  }

  private void partitions() throws Exception {
    fault(
        "partition 3|1",
        () -> {
          cluster.between(number -> number == 4, Link.Quality.CUT);
          goOnWithout(cluster.get(4));
          cluster.everyLink(Link.Quality.GOOD);
        });
    fault(
        "partition 2|2: the chain stands",
        () -> {
          cluster.between(number -> number <= 2, Link.Quality.CUT);
          requireStandingOf(cluster.get(1), cluster.get(3));
          cluster.everyLink(Link.Quality.GOOD);
        });
    fault(
        "slow links of one: 100 ms, 256 kbit/s",
        () -> {
          cluster.between(
              number -> number == 1, new Link.Quality(Duration.ofMillis(100), 32_000, false));
          goOnWithout(cluster.get(1));
          cluster.everyLink(Link.Quality.GOOD);
        });
  }

  /// The time of a block is the median of what more than two thirds say, by power. Whose clock is
  /// more than a minute behind takes every block for one of the future, and makes none.
  private void clocks() throws Exception {
    if (Prerequisite.ifThere("cometbft.off.bin", "CometBFT with another clock").isEmpty()) {
      tell("fault: clocks: left out, because there is no CometBFT with another clock");
      return;
    }
    Validator off = cluster.get(3);
    for (String by : List.of("1h", "-30s")) {
      fault(
          "clock of one off by " + by,
          () -> {
            off.setClock(by);
            cluster.reach(cluster.validators, cluster.highest() + MEANWHILE);
            requireTime();
          });
    }
    fault(
        "clock of one off by -" + BEHIND.toSeconds() + "s",
        () -> {
          cluster.grow(BEHIND.plusSeconds(10));
          off.setClock("-" + BEHIND.toSeconds() + "s");
          Waiting.until(LONG, "a word of blocks of the future", off::tellsOfFuture);
          goOnWithout(off);
          requireTime();
          off.setClock("");
        });
  }

  private void requireTime() throws InterruptedException {
    Instant said = cluster.get(1).answer("its time", ledger -> ledger.status().time());
    assertThat(said).isBetween(Instant.now().minus(LONG), Instant.now().plusSeconds(1));
  }

  /// What a disk or an operator loses.
  private void losses() throws Exception {
    fault(
        "data of CometBFT lost, put back old, state lost",
        () -> {
          Validator victim = cluster.get(4);
          victim.stop();
          Path data = victim.home.resolve("comet").resolve("data");
          Path old = victim.home.resolve("old-data");
          copy(data, old);
          victim.start();
          cluster.reach(cluster.validators, cluster.highest() + MEANWHILE);
          victim.stop();
          Path kept = Files.move(data, victim.home.resolve("kept-data"));
          assertThat(victim.attempt().errors())
              .contains("priv_validator_state.json is missing")
              .contains("could vote twice");
          Files.createDirectories(data);
          copy(old, data);
          assertThat(victim.attempt().errors())
              .contains("the file is an old copy")
              .contains("votes twice in one step is punished");
          Files.move(data, victim.home.resolve("old-again"));
          Files.move(kept, data);
          Files.move(victim.home.resolve("state"), victim.home.resolve("state.aside"));
          Files.move(victim.home.resolve("snapshots"), victim.home.resolve("snapshots.aside"));
          victim.start();
        });
    fault("restored from a backup of its home", () -> restore(cluster.get(2)));
    fault("state taken over from others", () -> sync(cluster.get(3)));
    fullDisk();
  }

  /// A backup does not know the votes that came after it: as the guide says, the record of the last
  /// vote is set above what the others have before the first start.
  private void restore(Validator victim) throws Exception {
    Path backup = victim.home.resolveSibling("backup");
    victim.stop();
    copy(victim.home, backup);
    victim.start();
    cluster.reach(cluster.validators, cluster.highest() + MEANWHILE);
    victim.kill();
    Files.move(victim.home, victim.home.resolveSibling("lost"));
    Files.move(backup, victim.home);
    long above = Cluster.highest(without(victim)) + MEANWHILE;
    Files.writeString(
        victim.home.resolve("comet").resolve("data").resolve(VOTED),
        "{\"height\":\"" + above + "\",\"round\":0,\"step\":3}\n");
    victim.start();
    cluster.reach(cluster.validators, above + 2);
    assertThat(victim.said()).doesNotContain("conflicting vote");
  }

  /// All is lost but keys and the record of the last vote.
  private void sync(Validator victim) throws Exception {
    cluster.reach(cluster.validators, Validator.SNAPSHOTS + 1);
    victim.stop();
    for (String lost : List.of("state", "snapshots")) {
      Files.move(victim.home.resolve(lost), victim.home.resolve(lost + ".lost"));
    }
    Path data = victim.home.resolve("comet").resolve("data");
    Path old = Files.move(data, victim.home.resolve("data.lost"));
    Files.createDirectories(data);
    Files.copy(old.resolve(VOTED), data.resolve(VOTED));
    cluster.syncFrom(victim, cluster.get(1), cluster.get(2));
    victim.start();
    cluster.reach(List.of(victim), Cluster.highest(without(victim)) + Invariants.COMPARED);
    victim.knowsFrom(victim.takenOver() + 1);
  }

  /// Nobody else waits for who cannot write, and with room again it goes on.
  private void fullDisk() throws Exception {
    Validator victim = cluster.get(2);
    victim.stop();
    Path aside = Files.move(victim.home, victim.home.resolveSibling("on-a-large-disk"));
    Files.createDirectory(victim.home);
    Optional<SmallDisk> mounted = SmallDisk.mount(victim.home, DISK);
    copy(aside, victim.home);
    victim.start();
    if (mounted.isEmpty()) {
      tell("fault: disk full: left out, because this user may not mount a tmpfs");
      assertThat(WHOLE).as("the whole set needs the right to mount a tmpfs").isFalse();
      return;
    }
    disk = mounted;
    fault(
        "disk full at one",
        () -> {
          cluster.reach(cluster.validators, cluster.highest() + 2);
          mounted.get().fill();
          goOnWithout(victim);
          Waiting.until(LONG, "a word of the full disk", victim::tellsOfFullDisk);
          mounted.get().makeRoom();
          long before = victim.height();
          // What the full disk ended may be about to end still.
          Waiting.until(
              LONG,
              "blocks of who has room again",
              () -> {
                if (!victim.isAlive()) {
                  victim.start();
                }
                return victim.height() > before;
              });
        });
  }

  /// Both vote with one key, and may vote for two blocks of a height.
  private void twins() throws Exception {
    fault(
        "one key in two processes",
        () -> {
          Validator twin = cluster.twin(cluster.get(4));
          twin.start();
          try {
            cluster.reach(List.of(twin), cluster.highest());
            cluster.reach(cluster.validators, cluster.highest() + 2L * MEANWHILE);
            twin.requireAlive();
          } finally {
            twin.kill();
          }
        });
    tell("       blocks with evidence of two votes: " + cluster.blocksWithEvidence());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        if (Files.isDirectory(path) || Files.isRegularFile(path)) {
          Path target = to.resolve(from.relativize(path));
          if (!Files.isDirectory(target)) {
            Files.copy(
                path,
                target,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
          }
        }
      }
    }
  }
}
