package network.cairn.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Numbers as they are read: exact, bounded, never silently another one.
final class JsonNumberTest {
  private static JsonValue number(String text) {
    return JsonValue.parse(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "7, 7",
    "-7, -7",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
    "1e3, 1000",
    "1E+3, 1000",
    "25e-1, 2",
    "-2.9, -2",
    "9223372036854775807.9, 9223372036854775807",
    "1e-99, 0",
    "0e99, 0"
  })
  void readsWholeNumbersUpToTheBounds(String text, long value) {
    assertThat(number(text).number()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "1e30",
        "-1e99"
      })
  void refusesWholeNumbersBeyondTheBounds(String text) {
    JsonValue value = number(text);
    assertThatThrownBy(value::number)
        .isInstanceOf(InvalidJson.class)
        .hasMessageStartingWith("the daemon answered \"")
        .hasMessageEndingWith("\" for a number");
    assertThat(value.real()).isEqualTo(Double.parseDouble(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "1.5", "1e3", "0x10", " 7", "-", "many"})
  void refusesTextsThatAreNoWholeNumber(String text) {
    JsonValue value = new JsonValue.Text(text);
    assertThatThrownBy(value::number)
        .isInstanceOf(InvalidJson.class)
        .hasMessage("the daemon answered \"" + text + "\" for a number");
  }

  @Test
  void readsTextsThatAreNumbers() {
    assertThat(number("\"9223372036854775807\"").number()).isEqualTo(Long.MAX_VALUE);
    assertThat(number("\"-7\"").number()).isEqualTo(-7);
    assertThat(number("\"\"").number()).isZero();
    assertThat(number("\"7\"").real()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "1.50, 1.50",
    "-25e-1, -2.5",
    "1e3, 1000",
    "123456789012345678901234567890, 123456789012345678901234567890"
  })
  void showsNumbersPlainlyAndExactly(String text, String shown) {
    assertThat(number(text).text()).isEqualTo(shown);
    assertThat(number(text)).isEqualTo(new JsonValue.Number(new BigDecimal(text)));
  }

  @Test
  void takesAHundredDigitsAndNoMore() {
    assertThat(number("9".repeat(100)).text()).hasSize(100);
    assertThatThrownBy(() -> number("9".repeat(101))).isInstanceOf(InvalidJson.class);
    assertThatThrownBy(() -> number("1" + "0".repeat(100))).isInstanceOf(InvalidJson.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e401", "1e-401", "1e2147483647", "1e-2147483648", "1e99999999999"})
  void refusesExponentsThatNoDoubleHas(String text) {
    assertThatThrownBy(() -> number(text))
        .isInstanceOf(InvalidJson.class)
        .hasMessageContaining("not JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.3", "1e", "e1", "1-2", ".", "1e+", "--1", "+-1", "1_000", "0x1"})
  void refusesWhatOnlyLooksLikeANumber(String text) {
    assertThatThrownBy(() -> number(text)).isInstanceOf(InvalidJson.class);
  }

  @Test
  void readsBackEveryLongThatIsWritten() {
    Property.check(
        200,
        random -> {
          long value = random.nextLong() >> random.nextInt(64);
          JsonRecord one = out -> out.field("N", value).field("T", Long.toString(value));
          JsonValue read = JsonValue.parse(one.json());
          assertThat(read.at("N").number()).isEqualTo(value);
          assertThat(read.at("T").number()).isEqualTo(value);
        });
  }

  @Test
  void readsBackEveryDoubleThatIsWritten() {
    Property.check(
        500,
        random -> {
          double any = Double.longBitsToDouble(random.nextLong());
          double value = Double.isFinite(any) ? any : random.nextGaussian();
          JsonRecord one = out -> out.field("R", value);
          assertThat(JsonValue.parse(one.json()).at("R").real()).isEqualTo(value);
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, Double.MIN_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, 1e-300, 0.1})
  void readsBackTheDoublesAtTheBounds(double value) {
    JsonRecord one = out -> out.field("R", value);
    assertThat(JsonValue.parse(one.json()).at("R").real()).isEqualTo(value);
  }
}
