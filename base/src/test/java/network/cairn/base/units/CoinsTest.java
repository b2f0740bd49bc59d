package network.cairn.base.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CoinsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 CAIRN",
    "1, 0.000000000000000001 CAIRN",
    "1500000000000000000, 1.5 CAIRN",
    "1000000000000000000000000000, 1000000000 CAIRN",
    "-20000000000000000, -0.02 CAIRN"
  })
  void writesCairn(BigInteger units, String text) {
    assertThat(Coins.text(units)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "2.5, 2500000000000000000",
    "1 CAIRN, 1000000000000000000",
    "1CAIRN, 1000000000000000000",
    "' 0.1 cairn ', 100000000000000000",
    "7pebbles, 7",
    "7 pebbles, 7"
  })
  void readsWhatPeopleWrite(String text, BigInteger units) {
    assertThat(Coins.parse(text)).isEqualTo(units);
  }

  @Test
  void readsWhatItWrites() {
    Property.check(
        500,
        random -> {
          BigInteger units =
              new BigInteger(random.nextInt(1, 92), new java.util.Random(random.nextLong()));
          assertThat(Coins.parse(Coins.text(units))).isEqualTo(units);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "CAIRN",
        "1,5",
        "-1",
        "1e3",
        "0.0000000000000000001",
        "12345678901",
        "1 FIL",
        "1 CAIRN CAIRN",
        "1.",
        ".5",
        "1.5pebbles",
        "pebbles",
        "٣"
      })
  void refusesWhatIsNoAmountAndSaysHowToWriteOne(String text) {
    assertThatThrownBy(() -> Coins.parse(text))
        .isInstanceOf(InvalidQuantity.class)
        .hasMessageContaining("'" + text + "' is no amount; write CAIRN")
        .hasMessageNotContaining("2500");
  }

  @Test
  void showsTheBeginningOfWhatIsTooLong() {
    assertThatThrownBy(() -> Coins.parse("x".repeat(100_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(150));
  }
}
