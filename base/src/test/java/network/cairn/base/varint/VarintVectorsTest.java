package network.cairn.base.varint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

final class VarintVectorsTest {
  @Test
  void agreesWithTheSpecification() throws Exception {
    Vectors vectors = Vectors.topic("varint");
    VectorNode file = vectors.json("varint.json");
    int cases =
        file.each(
            "encode",
            c -> {
              long value = Long.parseLong(c.get("value").asString());
              byte[] bytes = HexFormat.of().parseHex(c.get("hex").asString());
              assertThat(Varint.encode(value)).isEqualTo(bytes);
              assertThat(Varint.read(ByteBuffer.wrap(bytes))).isEqualTo(value);
              assertThat(Varint.read(new ByteArrayInputStream(bytes))).isEqualTo(value);
            });
    cases +=
        file.each(
            "encoded_len",
            c -> {
              long value = Long.parseUnsignedLong(c.get("value").asString());
              if (value < 0) {
                assertThat(c.get("encoded_len").asInt()).isEqualTo(10);
                assertThatThrownBy(() -> Varint.length(value))
                    .isInstanceOf(IllegalArgumentException.class);
              } else {
                assertThat(Varint.length(value))
                    .as(c.toString())
                    .isEqualTo(c.get("encoded_len").asInt());
              }
            });
    cases +=
        file.each(
            "decode_errors",
            c -> {
              byte[] bytes = HexFormat.of().parseHex(c.get("hex").asString());
              assertThatThrownBy(() -> Varint.read(ByteBuffer.wrap(bytes)))
                  .isInstanceOf(InvalidVarint.class);
              assertThatThrownBy(() -> Varint.read(new ByteArrayInputStream(bytes)))
                  .isInstanceOf(InvalidVarint.class);
            });
    vectors.ran("varint.json", cases);
  }
}
