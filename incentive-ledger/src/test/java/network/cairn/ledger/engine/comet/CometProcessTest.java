package network.cairn.ledger.engine.comet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import network.cairn.base.time.RealScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// With a small script in CometBFT's place.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CometProcessTest {
  private static final String FAILURE =
      "E[2026-01-01|00:00:00.000] CONSENSUS FAILURE!!!                        module=consensus"
          + " err=\"wrong app hash\"";

  @TempDir private Path folder;
  private CometHome home;

  /// A pipe into which each child writes its number.
  private Path started;

  private final List<Process> strangers = new ArrayList<>();

  @BeforeEach
  void home() throws Exception {
    home = new CometHome(folder);
    Files.createDirectories(home.folder());
    started = folder.resolve("started");
    assertThat(new ProcessBuilder("mkfifo", started.toString()).start().waitFor()).isZero();
  }

  @AfterEach
  void endStrangers() throws InterruptedException {
    for (Process stranger : strangers) {
      stranger.destroyForcibly().waitFor();
    }
    children().forEach(ProcessHandle::destroyForcibly);
  }

  /// What runs of this test.
  private List<ProcessHandle> children() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains(folder.toString()))
        .toList();
  }

  private CometProcess process(Path binary, Duration grace) {
    return new CometProcess(binary, home, new RealScheduler(), grace);
  }

  private Path script(String body) throws IOException {
    Path file = folder.resolve("cometbft");
    Files.writeString(file, "#!/bin/sh\n" + body);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  /// Tells that it runs, says a line, and lives on while this process does.
  private Path saying(String line) throws IOException {
    return script("echo $$ > '" + started + "'\necho '" + line + "'\nread x\n");
  }

  /// The number of the next child.
  private long next() throws IOException {
    return Long.parseLong(Files.readString(started).strip());
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  @Test
  void oneWhoseConsensusHasFailedIsEndedAndStartedAgain() throws Exception {
    try (CometProcess process = process(saying(FAILURE), Duration.ofSeconds(15))) {
      process.start();
      long first = next();
      long second = next();
      assertThat(second).isNotEqualTo(first);
      assertThat(isAlive(first)).isFalse();
    }
  }

  @Test
  void onlyItsOwnWordsTellOfAFailure() {
    assertThat(CometProcess.tellsOfFailure(FAILURE)).isTrue();
    assertThat(
            CometProcess.tellsOfFailure(
                "E[2026-01-01|00:00:00.000] State sync failed                           "
                    + " module=statesync err=\"no witnesses\""))
        .isTrue();
    for (String other :
        List.of(
            "",
            "E[",
            "CONSENSUS FAILURE!!!",
            "I" + FAILURE.substring(1),
            "E[2026-01-01|00:00:00.000] Stopping peer module=p2p err=\"] CONSENSUS FAILURE!!!\"")) {
      assertThat(CometProcess.tellsOfFailure(other)).as(other).isFalse();
    }
  }

  @Test
  void onlyItsLastWordsTellOfMissingBlocks() {
    String words = "error on replay: app block height (0) is too far below block store base (9)";
    assertThat(CometProcess.lacksBlocks("ERROR: failed to create node: " + words)).isTrue();
    assertThat(CometProcess.lacksBlocks("E[2026-01-01|00:00:00.000] peer said: " + words))
        .isFalse();
    assertThat(CometProcess.lacksBlocks("ERROR: failed to create node: no disk")).isFalse();
  }

  /// Of however long a line only its beginning is kept.
  @Test
  void aLineWithoutAnEndTakesLittleMemory() throws Exception {
    long[] left = {1L << 25};
    Reader endless =
        new Reader() {
          @Override
          public int read() {
            return left[0]-- > 0 ? 'x' : '\n';
          }

          @Override
          public int read(char[] into, int offset, int length) {
            throw new AssertionError("whole parts are not asked for");
          }

          @Override
          public void close() {}
        };
    assertThat(CometProcess.line(endless)).contains("x".repeat(CometProcess.MAX_LINE));
    assertThat(left[0]).as("the rest of the line is passed over").isNegative();
    Reader lines = new StringReader("one\n\nlast");
    assertThat(CometProcess.line(lines)).contains("one");
    assertThat(CometProcess.line(lines)).contains("");
    assertThat(CometProcess.line(lines)).contains("last");
    assertThat(CometProcess.line(lines)).isEmpty();
  }

  @Test
  void aCleanEndLeavesNoChildAndNoNumber() throws Exception {
    CometProcess process =
        process(saying("I[2026-01-01|00:00:00.000] hello"), Duration.ofSeconds(15));
    process.start();
    long child = next();
    assertThat(process.pid()).contains(child);
    assertThat(home.pidFile()).hasContent(Long.toString(child));
    process.close();
    assertThat(isAlive(child)).isFalse();
    assertThat(home.pidFile()).doesNotExist();
    assertThat(process.begin()).isEmpty();
  }

  @Test
  void aChildWhoseNumberCannotBeKeptIsEnded() throws Exception {
    // The draft of the file cannot be written.
    Files.createDirectories(folder.resolve("comet/pid.new/full"));
    try (CometProcess process = process(script("read x\n"), Duration.ofSeconds(15))) {
      assertThatThrownBy(process::begin).isInstanceOf(IOException.class);
      assertThat(children()).isEmpty();
      assertThat(process.pid()).isEmpty();
    }
  }

  /// A process that looks like CometBFT of a home and waits.
  private Process stranger(Path binary, Path itsHome) throws IOException {
    Process stranger =
        new ProcessBuilder(binary.toString(), "-c", "read x", "start", "--home", itsHome.toString())
            .start();
    strangers.add(stranger);
    return stranger;
  }

  @Test
  void anotherHomesCometBftThatHasTheNumberNowIsLeftAlone() throws Exception {
    Path binary = Files.copy(Path.of("/bin/sh").toRealPath(), folder.resolve("cometbft"));
    try (CometProcess process = process(binary, Duration.ofMillis(1))) {
      Process other = stranger(binary, folder.resolve("other/comet"));
      Files.writeString(home.pidFile(), other.pid() + "\n");
      process.endOrphan();
      assertThat(other.isAlive()).isTrue();
      Process own = stranger(binary, home.folder());
      Files.writeString(home.pidFile(), own.pid() + "\n");
      process.endOrphan();
      assertThat(own.waitFor(Duration.ofSeconds(30))).isTrue();
      assertThat(other.isAlive()).isTrue();
    }
  }
}
