package network.cairn.base.varint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class BoundedVarintTest {
  private static long read(long max, int... octets) throws IOException {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return Varint.read(new ByteArrayInputStream(bytes)::read, max);
  }

  @Test
  void readsWhatItWroteUpToTheBoundAndNothingBehindIt() {
    Property.check(
        500,
        random -> {
          long value = random.nextLong() >>> 1 + random.nextInt(63);
          byte[] bytes = new byte[Varint.MAX_LENGTH + 1];
          byte[] form = Varint.encode(value);
          System.arraycopy(form, 0, bytes, 0, form.length);
          ByteArrayInputStream in = new ByteArrayInputStream(bytes);
          assertThat(Varint.read(in::read, value)).isEqualTo(value);
          assertThat(in.available()).isEqualTo(bytes.length - form.length);
        });
  }

  @Test
  void refusesMoreThanTheBound() {
    assertThatThrownBy(() -> read(299, 0xac, 0x02)).isInstanceOf(InvalidVarint.class);
    assertThatThrownBy(() -> read(127, 0x80, 0x01)).isInstanceOf(InvalidVarint.class);
  }

  @Test
  void takesNoOctetThatOnlyAGreaterNumberHas() throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(new byte[] {-1, -1, -1, 1});
    assertThatThrownBy(() -> Varint.read(in::read, 16_383)).isInstanceOf(InvalidVarint.class);
    assertThat(in.available()).isEqualTo(2);
  }

  @Test
  void tellsAnEndBeforeANumberFromOneInside() {
    assertThatThrownBy(() -> read(300)).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> read(300, 0x80)).isInstanceOf(InvalidVarint.class);
    assertThatThrownBy(() -> read(300, 0x80, 0x00)).isInstanceOf(InvalidVarint.class);
  }
}
