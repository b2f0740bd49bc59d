package network.cairn.content.unixfs.hamt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

class NameHashVectorsTest {
  @Test
  void hashesNamesAsShardsDo() {
    Vectors vectors = Vectors.topic("unixfs");
    int ran =
        vectors
            .json("hamt-murmur3.json")
            .each(
                "cases",
                row -> {
                  assertThat(NameHash.of(row.get("name").asString()))
                      .as(row.get("name").asString())
                      .isEqualTo(HexFormat.fromHexDigitsToLong(row.get("hash64_hex").asString()));
                });
    vectors.ran("hamt-murmur3.json", ran);
  }

  @Test
  void knowsAnAnswerWithoutTheVectors() {
    assertThat(NameHash.of("hello.txt")).isEqualTo(0xdf19ab11523994d9L);
    assertThat(NameHash.of("long name to fill out bytes")).isEqualTo(0x65dbc73ad2b3b896L);
  }
}
