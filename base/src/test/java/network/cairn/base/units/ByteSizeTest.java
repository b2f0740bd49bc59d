package network.cairn.base.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "10GB, 10000000000",
    "10gb, 10000000000",
    "10GiB, 10737418240",
    "1.5KiB, 1536",
    "2Ki, 2048",
    "512 MiB, 536870912",
    "1T, 1000000000000",
    "7B, 7",
    "' 7 ', 7",
    "1.9B, 1",
    "8191PiB, 9222246136947933184",
    "9223372036854775807, 9223372036854775807"
  })
  void readsSizes(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "8192PiB", "8388607PiB", "9223.4P", "1e3"})
  void refusesWhatIsTooLarge(String text) {
    String reason = text.equals("1e3") ? "not a size" : "too large";
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(InvalidQuantity.class)
        .hasMessageContaining(reason)
        .hasMessageContaining(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "GB", "-1", "+1", "1XB", "5I", "5IB", "1 2", "1.", ".5", "1GBB", "1EB", "٣"})
  void refusesWhatIsNoSize(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(InvalidQuantity.class)
        .hasMessageContaining("not a size");
  }

  @Test
  void refusesMoreThanThirtyDigits() {
    assertThat(ByteSize.parse("0".repeat(29) + "7")).isEqualTo(7);
    assertThat(ByteSize.parse("1." + "0".repeat(30) + "KiB")).isEqualTo(1024);
    for (String text :
        List.of("0".repeat(30) + "7", "1." + "0".repeat(31), "9".repeat(1_000_000))) {
      assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(InvalidQuantity.class);
    }
  }

  @Test
  void aNumberTimesAUnitIsExact() {
    String units = "KMGTP";
    Property.check(
        500,
        random -> {
          long number = random.nextLong(1L << random.nextInt(1, 50));
          int power = random.nextInt(5);
          boolean binary = random.nextBoolean();
          String unit = units.charAt(power) + (binary ? "iB" : random.nextBoolean() ? "B" : "");
          BigInteger size =
              BigInteger.valueOf(binary ? 1024 : 1000)
                  .pow(power + 1)
                  .multiply(BigInteger.valueOf(number));
          if (size.bitLength() < 64) {
            assertThat(ByteSize.parse(number + unit)).isEqualTo(size.longValueExact());
          } else {
            assertThatThrownBy(() -> ByteSize.parse(number + unit))
                .isInstanceOf(InvalidQuantity.class);
          }
        });
  }

  @Test
  void showsSizesToPeople() {
    assertThat(ByteSize.text(0)).isEqualTo("0 B");
    assertThat(ByteSize.text(1023)).isEqualTo("1023 B");
    assertThat(ByteSize.text(1024)).isEqualTo("1.00 KiB");
    assertThat(ByteSize.text(1536)).isEqualTo("1.50 KiB");
    assertThat(ByteSize.text(Long.MAX_VALUE)).isEqualTo("8192.00 PiB");
  }

  @Test
  void whatIsShownReadsBackWithinAHundredthOfItsUnit() {
    Property.check(
        300,
        random -> {
          long size = random.nextLong(1L << random.nextInt(1, 62));
          long back = ByteSize.parse(ByteSize.text(size));
          assertThat(Math.abs(back - size)).isLessThanOrEqualTo(Math.max(0, size / 190 + 1));
        });
  }
}
