package network.cairn.libp2p.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Heads of frames, with the examples of RFC 6455, 5.7.
class FrameHeadTest {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  @ParameterizedTest
  @CsvSource({
    "810548656c6c6f, true, 1, false, 5",
    "818537fa213d7f9f4d5158, true, 1, true, 5",
    "010348656c, false, 1, false, 3",
    "80026c6f, true, 0, false, 2",
    "890548656c6c6f, true, 9, false, 5",
    "8a8537fa213d7f9f4d5158, true, 10, true, 5",
    "827e0100, true, 2, false, 256",
    "827f0000000000010000, true, 2, false, 65536"
  })
  void theExamplesOfTheSpecificationAreReadAndWritten(
      String bytes, boolean end, int opcode, boolean masked, long length) throws Exception {
    byte[] frame = hex(bytes);
    FrameHead head = FrameHead.decode(frame, 0);
    assertThat(head).isEqualTo(new FrameHead(end, opcode, masked, masked ? 0x37fa213d : 0, length));
    byte[] written = new byte[FrameHead.MOST_BYTES];
    int size = head.encode(written, 0);
    assertThat(size).isEqualTo(FrameHead.size(frame, 0));
    assertThat(Arrays.copyOf(written, size)).isEqualTo(Arrays.copyOf(frame, size));
  }

  @Test
  void theMaskOfTheSpecificationsExampleHidesHello() throws Exception {
    byte[] frame = hex("818537fa213d7f9f4d5158");
    FrameHead head = FrameHead.decode(frame, 0);
    head.mask(frame, 6, 2, 0);
    head.mask(frame, 8, 3, 2);
    assertThat(new String(frame, 6, 5, StandardCharsets.US_ASCII)).isEqualTo("Hello");
  }

  @Test
  void headsOfEveryLengthComeBack() throws Exception {
    Random random = new Random(4);
    for (int i = 0; i < 2000; i++) {
      long length = random.nextLong() >>> 1 + random.nextInt(63);
      boolean masked = random.nextBoolean();
      FrameHead head =
          new FrameHead(random.nextBoolean(), 2, masked, masked ? random.nextInt() : 0, length);
      byte[] bytes = Property.bytes(random, 40);
      int at = random.nextInt(20);
      int size = head.encode(bytes, at);
      assertThat(FrameHead.size(bytes, at)).isEqualTo(size);
      assertThat(FrameHead.decode(bytes, at)).isEqualTo(head);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c200",
        "a200",
        "9200",
        "827e007d",
        "827f000000000000ffff",
        "827fffffffffffffffff",
        "897e007e",
        "0900",
        "0800",
        "887e0100"
      })
  void headsThatNobodyMayWriteAreRefused(String bytes) {
    assertThatThrownBy(() -> FrameHead.decode(hex(bytes), 0))
        .isInstanceOf(WebsocketViolation.class);
  }
}
