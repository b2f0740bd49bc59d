package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReplayProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long now = 77;

  private void pass(long millis) {
    now += millis * 1_000_000;
  }

  private String told() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return text;
  }

  @Test
  void saysInAFileNowAndThenHowMuchIsLeft() {
    ReplayProgress progress = new ReplayProgress(err, false, () -> now);
    progress.begin(0, 100_000);
    for (int height = 1; height <= 1_600; height++) {
      pass(10);
      progress.at(height);
    }
    assertThat(told()).isEqualTo("block 1008 of 100000 (1 %), about 16 min left\n");
    progress.end();
    assertThat(told()).isEmpty();
  }

  @Test
  void isOneLineOnATerminalAndGoesAway() {
    ReplayProgress progress = new ReplayProgress(err, true, () -> now);
    progress.begin(0, 64);
    pass(10_000);
    progress.at(32);
    assertThat(told()).isEqualTo("\rblock 32 of 64 (50 %), about 10 s left\u001b[K");
    progress.end();
    assertThat(told()).isEqualTo("\r\u001b[K");
  }

  @Test
  void whatIsOnlyComparedTellsNothingOfTheTimeLeft() {
    ReplayProgress progress = new ReplayProgress(err, false, () -> now);
    progress.begin(32_000, 64_000);
    assertThat(told()).contains("the blocks up to 32000 are compared");
    pass(20_000);
    progress.at(16_000);
    assertThat(told()).isEqualTo("block 16000 of 64000 (25 %)\n");
    progress.at(32_000);
    pass(3_600_000);
    progress.at(32_000 + 8_000);
    assertThat(told()).isEqualTo("block 40000 of 64000 (62 %), about 3 h 0 min left\n");
  }

  @Test
  void aShortReplayTellsNothing() {
    ReplayProgress progress = new ReplayProgress(err, false, () -> now);
    progress.begin(0, 160);
    for (int height = 1; height <= 160; height++) {
      pass(10);
      progress.at(height);
    }
    progress.end();
    assertThat(told()).isEmpty();
  }
}
