package network.cairn.base.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TermLengthTest {
  @ParameterizedTest
  @CsvSource({
    "180d, PT4320H",
    "6mo, PT4320H",
    "1y, PT8760H",
    "2w, PT336H",
    "1h30m, PT1H30M",
    "20p, PT200S",
    " 1p , PT10S",
    "999999999p, PT9999999990S"
  })
  void readsTimesAndPeriods(String text, Duration time) {
    assertThat(TermLength.parse(text).of(Duration.ofSeconds(10))).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "soon", "0p", "-1p", "1.5p", "20", "p", "0d", "6 months", "1000000000p"})
  void saysWhatIsOne(String text) {
    assertThatThrownBy(() -> TermLength.parse(text))
        .isInstanceOf(InvalidQuantity.class)
        .hasMessage(
            "\"%s\" is no time to keep something for; write 12h, 30d, 2w, 6mo (30 days each) or 1y,"
                + " or 20p for 20 periods of the network",
            text);
  }

  @Test
  void showsTheBeginningOfWhatIsTooLong() {
    assertThatThrownBy(() -> TermLength.parse("9".repeat(100_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250));
  }
}
