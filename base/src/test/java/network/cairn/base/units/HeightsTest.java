package network.cairn.base.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class HeightsTest {
  private static final Heights EVERY_5_S =
      new Heights(100, Instant.parse("2026-11-30T14:05:10Z"), Duration.ofSeconds(5));

  @Test
  void tellsADateAndHowLongItIsUntilThen() {
    assertThat(EVERY_5_S.text(100 + 24 * 17_280))
        .isEqualTo("2026-12-24 14:05 UTC, in 24 days (height 414820)");
    assertThat(EVERY_5_S.text(100 - 2 * 720 - 60))
        .isEqualTo("2026-11-30 12:00 UTC, 2 h 5 min ago (height -1400)");
  }

  @Test
  void tellsSecondsWhereTheyMatter() {
    assertThat(EVERY_5_S.text(112)).isEqualTo("2026-11-30 14:06:10 UTC, in 1 min (height 112)");
    assertThat(EVERY_5_S.text(100)).isEqualTo("2026-11-30 14:05:10 UTC, now (height 100)");
  }

  @Test
  void countsPartsOfSeconds() {
    Heights fast = new Heights(8, Instant.EPOCH, Duration.ofMillis(250));
    assertThat(fast.when(9)).isEqualTo("in 250 ms");
    assertThat(fast.when(7)).isEqualTo("250 ms ago");
  }
}
