package network.cairn.base.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {
  private static final List<String> UNITS = List.of("d", "h", "m", "s", "ms");
  private static final List<Duration> LENGTHS =
      List.of(
          Duration.ofDays(1),
          Duration.ofHours(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(1));

  @ParameterizedTest
  @CsvSource({
    "20s, PT20S",
    "1h30m, PT1H30M",
    "250ms, PT0.25S",
    "180d, PT4320H",
    "1.5h, PT1H30M",
    "0s, PT0S",
    "0, PT0S",
    " 5m , PT5M",
    "0.0005ms, PT0.0000005S",
    "30m1h, PT1H30M",
    "2w, PT336H",
    "6mo, PT4320H",
    "1y, PT8760H"
  })
  void readsDurations(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "00", "0.0", "20", "s", "-5s", "+5s", "1h 30m", "5x", "1h30", "1.5.5s", "1.s",
        ".5s", "5S", "1e3s", "x5s", "5sx", "1ns", "٣s"
      })
  void refusesWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(InvalidQuantity.class)
        .hasMessageStartingWith("invalid duration \"")
        .hasMessageContaining(text);
  }

  @Test
  void isTheSumOfItsParts() {
    Property.check(
        300,
        random -> {
          StringBuilder text = new StringBuilder();
          Duration sum = Duration.ZERO;
          for (int parts = random.nextInt(1, 6); parts > 0; parts--) {
            int unit = random.nextInt(UNITS.size());
            int number = random.nextInt(10_000);
            text.append(number).append(UNITS.get(unit));
            sum = sum.plus(LENGTHS.get(unit).multipliedBy(number));
          }
          assertThat(Durations.parse(text.toString())).as("%s", text).isEqualTo(sum);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 s, 0 s",
    "PT10S, 10 s, 10 s",
    "PT0.25S, 250 ms, 250 ms",
    "PT2.5S, 2 s 500 ms, 2 s",
    "PT90M, 1 h 30 min, 1 h 30 min",
    "PT24H, 1 day, 1 day",
    "PT24H5S, 1 day 5 s, 1 day",
    "PT4320H, 180 days, 180 days",
    "PT4323H7M, 180 days 3 h 7 min, 180 days",
    "PT27H7M, 1 day 3 h 7 min, 1 day 3 h",
    "PT11H7M, 11 h 7 min, 11 h"
  })
  void writesDurationsExactlyAndRoughly(Duration duration, String exact, String rough) {
    assertThat(Durations.text(duration)).isEqualTo(exact);
    assertThat(Durations.rough(duration)).isEqualTo(rough);
  }

  @Test
  void neverBecomesNegativeHoweverManyDigitsItHas() {
    for (int digits = 1; digits < 400; digits += 7) {
      assertThat(Durations.parse("9".repeat(digits) + "d")).isPositive();
    }
  }

  @Test
  void refusesWhatIsLongerThanAnyDuration() {
    for (String text :
        new String[] {"9".repeat(513), "1s".repeat(100_000), " ".repeat(513) + "1s"}) {
      assertThatThrownBy(() -> Durations.parse(text))
          .isInstanceOf(InvalidQuantity.class)
          .hasMessageContaining("the limit is 512");
    }
  }
}
