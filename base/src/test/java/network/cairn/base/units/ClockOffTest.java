package network.cairn.base.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ClockOffTest {
  @Test
  void isToldFromFiveSecondsOnInEitherDirection() {
    assertThat(ClockOff.ofMillis(4_999).isTold()).isFalse();
    assertThat(ClockOff.ofMillis(5_000).isTold()).isTrue();
    assertThat(ClockOff.ofMillis(-4_999).isTold()).isFalse();
    assertThat(ClockOff.ofMillis(-5_000).isTold()).isTrue();
  }

  @Test
  void saysTheDirectionAndAboutHowMuch() {
    assertThat(new ClockOff(Duration.ofMillis(12_500))).hasToString("12 s ahead of the ledger's");
    assertThat(ClockOff.ofMillis(-600_100)).hasToString("10 min behind the ledger's");
    assertThat(ClockOff.ofMillis(Long.MIN_VALUE).toString()).endsWith("behind the ledger's");
  }
}
