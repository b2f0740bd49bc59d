package network.cairn.base.varint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VarintTest {
  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "1, 01",
    "127, 7f",
    "128, 8001",
    "255, ff01",
    "300, ac02",
    "16383, ff7f",
    "16384, 808001",
    "9223372036854775807, ffffffffffffffff7f"
  })
  void writesTheShortestForm(long value, String hex) {
    assertThat(HexFormat.of().formatHex(Varint.encode(value))).isEqualTo(hex);
    assertThat(Varint.length(value)).isEqualTo(hex.length() / 2);
    assertThat(Varint.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "80",
        "ff",
        "8080",
        "8000",
        "ff00",
        "808000",
        "ffffffffffffffffff",
        "8080808080808080",
        "808080808080808080",
        "80808080808080808001",
        "ffffffffffffffffff01"
      })
  void refusesCutLongAndPaddedForms(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> Varint.read(ByteBuffer.wrap(bytes))).isInstanceOf(InvalidVarint.class);
    assertThatThrownBy(() -> Varint.read(new ByteArrayInputStream(bytes)))
        .isInstanceOf(hex.isEmpty() ? EOFException.class : InvalidVarint.class);
  }

  @Test
  void aLengthGrowsByOneAtEachSeventhBit() {
    for (int bits = 7; bits <= 56; bits += 7) {
      assertThat(Varint.length((1L << bits) - 1)).isEqualTo(bits / 7);
      assertThat(Varint.length(1L << bits)).isEqualTo(bits / 7 + 1);
    }
    assertThat(Varint.length(Long.MAX_VALUE)).isEqualTo(Varint.MAX_LENGTH);
  }

  @Test
  void hasNoFormOfANegativeNumber() {
    for (long value : new long[] {-1, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> Varint.encode(value)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Varint.length(value)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Varint.write(ByteBuffer.allocate(20), value))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void readsWhatItWroteAndNotAByteMore() {
    Property.check(
        500,
        random -> {
          long value = random.nextLong() >>> random.nextInt(1, 64);
          byte[] form = Varint.encode(value);
          byte[] followed = Arrays.copyOf(form, form.length + 3);
          ByteBuffer buffer = ByteBuffer.wrap(followed);
          ByteArrayInputStream in = new ByteArrayInputStream(followed);
          assertThat(Varint.read(buffer)).isEqualTo(Varint.read(in)).isEqualTo(value);
          assertThat(buffer.remaining()).isEqualTo(in.available()).isEqualTo(3);
        });
  }

  @Test
  void longerFormsAreOfLargerNumbers() {
    Property.check(
        300,
        random -> {
          long a = random.nextLong() >>> random.nextInt(1, 64);
          long b = random.nextLong() >>> random.nextInt(1, 64);
          if (Varint.length(a) < Varint.length(b)) {
            assertThat(a).isLessThan(b);
          }
          assertThat(Arrays.equals(Varint.encode(a), Varint.encode(b))).isEqualTo(a == b);
        });
  }

  @Test
  void writesToAStreamInOneCall() throws IOException {
    int[] calls = new int[1];
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new AssertionError("one byte at a time");
          }

          @Override
          public void write(byte[] all, int from, int length) {
            calls[0]++;
            bytes.write(all, from, length);
          }
        };
    Varint.write(out, 1L << 40);
    assertThat(calls[0]).isEqualTo(1);
    assertThat(bytes.toByteArray()).isEqualTo(Varint.encode(1L << 40));
  }

  @Test
  void aBufferThatIsTooSmallIsAnErrorOfTheCaller() {
    assertThatThrownBy(() -> Varint.write(ByteBuffer.allocate(1), 128))
        .isInstanceOf(BufferOverflowException.class);
  }

  @Test
  void answersAnyBytesWithTheirNumberOrARefusal() {
    Property.check(
        2_000,
        random -> {
          byte[] input = Property.bytes(random, random.nextInt(12));
          for (int i = 0; i < input.length && random.nextInt(6) > 0; i++) {
            input[i] |= (byte) 0x80;
          }
          ByteBuffer buffer = ByteBuffer.wrap(input);
          try {
            long value = Varint.read(buffer);
            assertThat(Varint.encode(value)).isEqualTo(Arrays.copyOf(input, buffer.position()));
          } catch (InvalidVarint refused) {
            assertThat(refused).hasMessageContaining("varint");
          }
        });
  }
}
