package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Where CometBFT and the application may stand to each other when they meet again: every row of
/// its handshake, made by ending CometBFT at its own points of failure (`FAIL_TEST_INDEX`) and by
/// putting an older state back.
@Tag("interop")
@Timeout(900)
@ExtendWith(LateCleanup.class)
class HandshakeIT {
  private static final Duration LONG = Duration.ofMinutes(3);

  /// Points of failure of CometBFT 0.39, one validator alone, from its vote to the next height.
  private static final int POINTS = 11;

  /// The point behind the stored block and before its execution.
  private static final int BEFORE_EXECUTION = 4;

  /// CometBFT counts its points from its start: where the stop before fell within a commit, what it
  /// replays first is counted too, and a point stands elsewhere. Another round meets it.
  private static final int ROUNDS = 3;

  private static final List<String> COMMIT_ROWS =
      List.of(
          "store = state, app = store",
          "store = state + 1, app = state",
          "store = state + 1, app = store");

  private static final Pattern MET =
      Pattern.compile(
          "ABCI Replay Blocks .*appHeight=(\\d+) storeHeight=(\\d+) stateHeight=(\\d+)");

  /// Dies once at the point that a file names; does not begin while another file is there.
  private static final String COMET =
      """
      #!/bin/sh
      if [ "$1" = start ]; then
        while [ -f FOLDER/hold ]; do sleep 0.1; done
        if [ -f FOLDER/point ]; then
          FAIL_TEST_INDEX=$(cat FOLDER/point)
          export FAIL_TEST_INDEX
          mv FOLDER/point FOLDER/used
        fi
      fi
      exec COMETBFT "$@"
      """;

  private Path folder;
  private Command cairn;
  private Validator one;
  private String receiver;

  @BeforeEach
  void start(Path given) throws IOException {
    folder = given;
    Path comet = Prerequisite.of("cometbft.bin", "CometBFT");
    Path launcher = Prerequisite.of("cairn.bin", "built ./cairn");
    Path script = folder.resolve("cometbft");
    Files.writeString(
        script, COMET.replace("FOLDER", folder.toString()).replace("COMETBFT", comet.toString()));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    cairn =
        new Command(
            Files.createDirectories(folder.resolve("logs")),
            List.of(launcher.toString()),
            Map.of(
                "CAIRN_COMETBFT",
                script.toString(),
                "CAIRN_LOGGING",
                "cometbft=debug",
                "CAIRN_PATH",
                folder.resolve("n").toString()));
    Path home = folder.resolve("net");
    int base = FreePorts.row(1);
    String said =
        cairn.run(
            "ledger",
            "init",
            "--dev",
            "--validators",
            "1",
            "--home",
            home.toString(),
            "--p2p",
            "127.0.0.1:" + base,
            "--url",
            "http://127.0.0.1:" + (base + 2));
    receiver = said.split("treasury ")[1].split(" ")[0];
    one = new Validator(1, home.resolve("validator-1"), cairn);
  }

  @AfterEach
  void end() {
    if (one != null) {
      one.end();
    }
  }

  private void reach(long height) throws InterruptedException {
    Waiting.until(
        LONG,
        "height " + height,
        () -> {
          one.requireAlive();
          return one.height() >= height;
        });
  }

  /// A payment, without which blocks would change nothing that could be lost.
  private void pay() {
    assertThat(cairn.run("ledger", "transfer", receiver, "1", "--home", one.home.toString()))
        .startsWith("sent 1 CAIRN");
  }

  private void dieAt(int point) throws IOException {
    Files.deleteIfExists(folder.resolve("used"));
    Path next = Files.writeString(folder.resolve("next"), Integer.toString(point));
    Files.move(next, folder.resolve("point"));
  }

  private void awaitDeathAt(int point) throws InterruptedException {
    Waiting.until(
        LONG,
        "the end of CometBFT at its point of failure " + point,
        () -> one.said().contains("*** fail-test " + point + " ***"));
  }

  /// How the two stood whenever they met: `store = state, app behind by more`.
  private Set<String> rows() {
    Set<String> rows = new TreeSet<>();
    MET.matcher(one.said()).results().map(HandshakeIT::row).forEach(rows::add);
    return rows;
  }

  private static String row(MatchResult met) {
    long app = Long.parseLong(met.group(1));
    long store = Long.parseLong(met.group(2));
    long state = Long.parseLong(met.group(3));
    String blocks = store == state ? "store = state" : "store = state + " + (store - state);
    if (app == 0 && store > 0) {
      return blocks + ", app from genesis";
    }
    return blocks
        + (app == store ? ", app = store" : app == state ? ", app = state" : ", app < state");
  }

  @Test
  void goesOnFromEachPointOfACommit() throws Exception {
    Set<String> rows = new TreeSet<>();
    one.start();
    reach(3);
    for (int round = 0; round < ROUNDS && !rows.containsAll(COMMIT_ROWS); round++) {
      dieAtEachPoint(rows);
    }
    pay();
    assertThat(rows).containsAll(COMMIT_ROWS);
    one.stop();
  }

  private void dieAtEachPoint(Set<String> rows) throws Exception {
    for (int point = 0; point < POINTS; point++) {
      pay();
      long height = one.height();
      one.stop();
      dieAt(point);
      one.start();
      awaitDeathAt(point);
      reach(height + 3);
      rows.addAll(rows());
    }
  }

  @Test
  void anOlderStateIsBroughtUpAgain() throws Exception {
    one.start();
    reach(3);
    pay();
    one.stop();
    Path state = one.home.resolve("state");
    Path old = one.home.resolve("state.old");
    copy(state, old);
    one.start();
    reach(8);
    pay();
    long height = one.height();
    one.stop();
    putBack(old, state);
    one.start();
    reach(height + 2);
    pay();
    assertThat(rows()).contains("store = state, app < state");

    // Behind a block that is stored and was never executed.
    Files.createFile(folder.resolve("hold"));
    one.stop();
    one.start();
    dieAt(BEFORE_EXECUTION);
    Files.delete(folder.resolve("hold"));
    Waiting.until(LONG, "the point to be taken", () -> Files.exists(folder.resolve("used")));
    Files.createFile(folder.resolve("hold"));
    awaitDeathAt(BEFORE_EXECUTION);
    one.stop();
    putBack(old, state);
    Files.delete(folder.resolve("hold"));
    one.start();
    reach(height + 4);
    assertThat(rows()).contains("store = state + 1, app < state");
    pay();

    one.stop();
    Files.move(state, one.home.resolve("state.aside"));
    one.start();
    reach(height + 6);
    assertThat(rows()).contains("store = state, app from genesis");
    pay();
    one.stop();
  }

  private static void putBack(Path old, Path state) throws IOException {
    Files.move(state, state.resolveSibling("state.newer." + System.nanoTime()));
    copy(old, state);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path));
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
