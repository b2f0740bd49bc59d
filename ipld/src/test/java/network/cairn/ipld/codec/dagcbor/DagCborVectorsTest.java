package network.cairn.ipld.codec.dagcbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

final class DagCborVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void agreesWithTheStrictCasesOfDasl() {
    Vectors vectors = Vectors.topic("dag");
    for (String file : vectors.files("dasl")) {
      List<String> others = new ArrayList<>();
      int cases =
          vectors
              .json(file)
              .each(c -> {
                List<String> tags = c.get("tags").stream().map(VectorNode::asString).toList();
                if (isKuboDifferent(c)) {
                  assertThat(DagCbor.encode(DagCbor.decode(HEX.parseHex(c.get("data").asString()))))
                      .isEqualTo(HEX.parseHex(c.get("data").asString()));
                } else if (tags.contains("dag-cbor") || tags.contains("basic")) {
                  check(c);
                } else {
                  checkByOwnRules(c);
                  others.add(c.toString());
                }
              });
      vectors.ran(file + " (" + others.size() + " are of other profiles)", cases);
    }
  }

  /// Minus zero, which DASL forbids and Kubo keeps: a block of Kubo's has its sign in its CID.
  private static boolean isKuboDifferent(VectorNode c) {
    return c.get("name").asString().equals("negative zero float64");
  }

  private static void check(VectorNode c) {
    byte[] bytes = HexFormat.of().parseHex(c.get("data").asString());
    String name = c.get("name").asString();
    if (c.get("type").asString().equals("roundtrip")) {
      assertThat(DagCbor.encode(DagCbor.decode(bytes))).as(name).isEqualTo(bytes);
      assertThat(DagCbor.links(bytes)).as(name).isNotNull();
    } else {
      assertThatThrownBy(() -> DagCbor.decode(bytes)).as(name).isInstanceOf(InvalidNode.class);
    }
  }

  /// Cases of other profiles may be legal here; if so they must come back as they were.
  private static void checkByOwnRules(VectorNode c) {
    byte[] bytes = HexFormat.of().parseHex(c.get("data").asString());
    try {
      assertThat(DagCbor.encode(DagCbor.decode(bytes))).isEqualTo(bytes);
    } catch (InvalidNode e) {
      assertThat(e).hasMessageContaining("dag-cbor");
    }
  }

  @Test
  void refusesTheNegativeFixtures() {
    Vectors vectors = Vectors.topic("dag");
    String file = "codec-fixtures-negative/dag-cbor/decode/duplicate-keys.json";
    int cases =
        vectors
            .json(file)
            .each(c -> {
              byte[] bytes = HexFormat.of().parseHex(c.get("hex").asString());
              assertThatThrownBy(() -> DagCbor.decode(bytes)).isInstanceOf(InvalidNode.class);
              assertThatThrownBy(() -> DagCbor.decodeRelaxed(bytes))
                  .isInstanceOf(InvalidNode.class);
            });
    vectors.ran(file, cases);
  }

  @Test
  void normalisesWhatIsNotCanonicalOnlyWhenAsked() {
    Vectors vectors = Vectors.topic("dag");
    String file = "kubo/non-canon.cbor";
    vectors.single(file, 1, () -> normalises(vectors.bytes(file)));
  }

  private static void normalises(byte[] bytes) {
    assertThatThrownBy(() -> DagCbor.decode(bytes)).isInstanceOf(InvalidNode.class);
    byte[] canonical = DagCbor.encode(DagCbor.decodeRelaxed(bytes));
    assertThat(DagCbor.encode(DagCbor.decode(canonical))).isEqualTo(canonical).hasSameSizeAs(bytes);
    assertThat(DagCbor.links(bytes)).hasSize(1);
  }
}
