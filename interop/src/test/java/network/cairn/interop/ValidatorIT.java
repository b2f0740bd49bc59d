package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process that sleeps stands for CometBFT, and for whoever has its number afterwards.
@Timeout(60)
final class ValidatorIT {
  @TempDir private Path folder;

  private static Process sleeper(Path home) throws IOException {
    return new ProcessBuilder(
            "/bin/sh",
            "-c",
            "sleep 1000; exit",
            "comet",
            "--home",
            home.resolve("comet").toString())
        .start();
  }

  @Test
  void aNumberThatWasLeftBehindIsNotTakenForItsCometBft() throws IOException {
    Path own = folder.resolve("own");
    Path other = folder.resolve("other");
    Process running = sleeper(own);
    try {
      for (Path home : new Path[] {own, other}) {
        Files.createDirectories(home.resolve("comet"));
        Files.writeString(home.resolve("comet").resolve("pid"), running.pid() + "\n");
      }
      assertThat(Validator.cometOf(own)).contains(running.toHandle());
      assertThat(Validator.cometOf(other)).isEmpty();
    } finally {
      running.descendants().forEach(ProcessHandle::destroyForcibly);
      running.destroyForcibly();
    }
  }
}
