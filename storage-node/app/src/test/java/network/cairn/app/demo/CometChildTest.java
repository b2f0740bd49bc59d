package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process that sleeps stands for CometBFT.
@Timeout(60)
class CometChildTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  @TempDir Path home;
  private Process process;

  @BeforeEach
  void start() throws IOException {
    Path comet = Files.createDirectories(home.resolve("comet"));
    process = sleeper(comet.toString());
    Files.writeString(comet.resolve("pid"), process.pid() + "\n");
  }

  @AfterEach
  void end() {
    process.destroyForcibly();
  }

  private static Process sleeper(String folder) throws IOException {
    return new ProcessBuilder("/bin/sh", "-c", "sleep 1000; exit", "comet", "--home", folder)
        .start();
  }

  private static char state(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }

  private void await(boolean stopped) throws IOException {
    while ((state(process.pid()) == 'T') != stopped) {
      Thread.onSpinWait();
    }
  }

  @Test
  void standsStillAndGoesOn() throws Exception {
    CometChild child = CometChild.of(home).orElseThrow();
    assertThat(child.pid()).isEqualTo(process.pid());
    child.stop();
    await(true);
    child.goOn();
    await(false);
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void whoDoesNotEndWithItsParentIsKilled() throws IOException {
    CometChild.of(home).orElseThrow().end(Duration.ofMillis(1));
    assertThat(process.onExit().join().exitValue()).isEqualTo(137);
  }

  @Test
  void whoEndsInTimeIsWaitedFor() throws IOException {
    CometChild child = CometChild.of(home).orElseThrow();
    process.destroy();
    child.end(LONG);
    assertThat(process.onExit().join().exitValue()).isEqualTo(143);
  }

  /// A number that was left behind may be anybody's by now.
  @Test
  void nobodyElsesProcessIsTakenForIt() throws IOException {
    Process other = sleeper("/elsewhere/comet");
    try {
      Path file = home.resolve("comet").resolve("pid");
      Files.writeString(file, Long.toString(other.pid()));
      assertThat(CometChild.of(home)).isEmpty();
      Files.writeString(file, "none of ours");
      assertThat(CometChild.of(home)).isEmpty();
      Files.delete(file);
      assertThat(CometChild.of(home)).isEmpty();
    } finally {
      other.destroyForcibly();
    }
  }
}
