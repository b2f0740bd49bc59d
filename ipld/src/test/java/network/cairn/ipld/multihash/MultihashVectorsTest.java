package network.cairn.ipld.multihash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Set;
import network.cairn.base.varint.Varint;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

final class MultihashVectorsTest {
  @Test
  void agreesOnEveryFunctionThatTheJdkHas() {
    Set<String> leftOut = new MultihashRows(Hashing.jdk()).runAll();
    assertThat(leftOut).isSubsetOf("blake2b", "blake2s-256", "blake3", "keccak-256");
  }

  private static byte[] framed(VectorNode code, VectorNode size, byte[] digest) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Varint.write(out, code.asLong());
    Varint.write(out, size.asLong());
    out.write(digest);
    return out.toByteArray();
  }

  @Test
  void parsesTheValidOnes() throws Exception {
    Vectors vectors = Vectors.topic("multihash");
    int cases =
        vectors
            .json("valid.json")
            .each(
                "cases",
                c -> {
                  byte[] digest = HexFormat.of().parseHex(c.get("hex").asString());
                  byte[] bytes = framed(c.get("encoding").get("code"), c.get("size"), digest);
                  Multihash multihash = Multihash.decode(bytes);
                  assertThat(multihash.code()).isEqualTo(c.get("encoding").get("code").asLong());
                  assertThat(multihash.size()).isEqualTo(c.get("size").asInt());
                  assertThat(multihash.digest()).isEqualTo(digest);
                  assertThat(multihash.bytes()).isEqualTo(bytes);
                });
    vectors.ran("valid.json", cases);
  }

  /// One case is invalid only as it is: put behind its code and size it is a well-formed hash of an
  /// unknown function.
  @Test
  void refusesTheInvalidOnes() throws Exception {
    Vectors vectors = Vectors.topic("multihash");
    int cases =
        vectors
            .json("invalid.json")
            .each(
                "cases",
                c -> {
                  byte[] digest = HexFormat.of().parseHex(c.get("hex").asString());
                  assertThatThrownBy(() -> Multihash.decode(digest))
                      .isInstanceOf(InvalidMultihash.class);
                  byte[] framed = framed(c.get("code"), c.get("size"), digest);
                  if (c.get("size").asInt() != digest.length) {
                    assertThatThrownBy(() -> Multihash.decode(framed))
                        .isInstanceOf(InvalidMultihash.class);
                  }
                });
    vectors.ran("invalid.json", cases);
  }
}
