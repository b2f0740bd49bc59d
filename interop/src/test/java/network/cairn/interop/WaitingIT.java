package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("interop")
@Timeout(60)
class WaitingIT {
  @Test
  void whoTakesTooLongEndsWithAllThatItBegan() throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", "sleep 600 & echo $!; wait").start();
    try (BufferedReader out = shell.inputReader()) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      Waiting.limiting(shell, Duration.ZERO).join();
      assertThat(shell.waitFor()).isNotZero();
      assertThat(child.onExit().get()).isEqualTo(child);
    }
  }
}
