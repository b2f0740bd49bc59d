package network.cairn.ipld.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.codec.dagjson.DagJson;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

final class CodecFixturesVectorsTest {
  private static Node decode(String codec, byte[] bytes) {
    return switch (codec) {
      case "dag-cbor" -> DagCbor.decode(bytes);
      case "dag-json" -> DagJson.decodeCanonical(bytes);
      case "dag-pb" -> PbNode.decode(bytes).toNode();
      default -> throw new AssertionError("unknown codec " + codec);
    };
  }

  private static byte[] encode(String codec, Node node) {
    return switch (codec) {
      case "dag-cbor" -> DagCbor.encode(node);
      case "dag-json" -> DagJson.encode(node);
      case "dag-pb" -> PbNode.fromNode(node).encode();
      default -> throw new AssertionError("unknown codec " + codec);
    };
  }

  @Test
  void everyCodecGivesTheBytesAndTheCidOfEveryOther() {
    Vectors vectors = Vectors.topic("dag");
    Map<String, List<String>> byName = new TreeMap<>();
    for (String file : vectors.files("codec-fixtures")) {
      byName.computeIfAbsent(file.split("/")[1], _ -> new ArrayList<>()).add(file);
    }
    Map<String, Integer> perCodec = new TreeMap<>();
    vectors.each(byName.values(), files -> crossCheck(vectors, files, perCodec));
    for (String codec : List.of("dag-cbor", "dag-json", "dag-pb")) {
      vectors.ran("codec-fixtures/*." + codec, perCodec.getOrDefault(codec, 0));
    }
  }

  private static void crossCheck(
      Vectors vectors, List<String> files, Map<String, Integer> perCodec) {
    for (String source : files) {
      Node node = decode(codec(source), vectors.bytes(source));
      for (String target : files) {
        byte[] expected = vectors.bytes(target);
        byte[] actual = encode(codec(target), node);
        assertThat(actual).as("%s from %s", target, source).isEqualTo(expected);
        Block block = Block.verified(cid(target), actual, Hashing.jdk());
        assertThat(Links.of(block)).as(target).containsExactlyInAnyOrderElementsOf(links(node));
        perCodec.merge(codec(target), 1, Integer::sum);
      }
    }
  }

  private static String codec(String file) {
    return file.substring(file.lastIndexOf('.') + 1);
  }

  private static Cid cid(String file) {
    return Cid.parse(file.substring(file.lastIndexOf('/') + 1, file.lastIndexOf('.')));
  }

  private static List<Cid> links(Node node) {
    return switch (node) {
      case Node.Link(Cid cid) -> List.of(cid);
      case Node.ListNode(var values) -> values.stream().flatMap(v -> links(v).stream()).toList();
      case Node.MapNode(var map) -> map.values().stream().flatMap(v -> links(v).stream()).toList();
      case Node.Null _, Node.Bool _, Node.Int _, Node.Float _, Node.Text _, Node.Bytes _ ->
          List.of();
    };
  }

  @Test
  void refusesTheNegativeDecodeFixtures() {
    Vectors vectors = Vectors.topic("dag");
    for (String codec : List.of("dag-cbor", "dag-json", "dag-pb")) {
      for (String file : vectors.files("codec-fixtures-negative/" + codec + "/decode")) {
        int cases =
            vectors
                .json(file)
                .each(c -> {
                  byte[] bytes = HexFormat.of().parseHex(c.get("hex").asString());
                  String name = c.get("name").asString();
                  if (codec.equals("dag-json")) {
                    assertThatThrownBy(() -> DagJson.decode(bytes))
                        .as(name)
                        .isInstanceOf(InvalidNode.class);
                  }
                  assertThatThrownBy(() -> decode(codec, bytes))
                      .as(name)
                      .isInstanceOf(InvalidNode.class);
                });
        vectors.ran(file, cases);
      }
    }
  }

  @Test
  void refusesToEncodeTheNegativeForms() {
    Vectors vectors = Vectors.topic("dag");
    for (String file : vectors.files("codec-fixtures-negative/dag-pb/encode")) {
      int cases =
          vectors
              .json(file)
              .each(c -> {
                Node node =
                    DagJson.decode(c.get("dag-json").text().getBytes(StandardCharsets.UTF_8));
                assertThatThrownBy(() -> PbNode.fromNode(node).encode())
                    .as(c.get("name").asString())
                    .isInstanceOf(InvalidNode.class);
              });
      vectors.ran(file, cases);
    }
  }

  @Test
  void agreesWithTheReferenceOnMintedValues() {
    Vectors vectors = Vectors.topic("dag");
    int cases =
        vectors
            .json("minted-cross-codec.json")
            .each(
                "cases",
                c -> {
                  byte[] cbor = HexFormat.of().parseHex(c.get("dag_cbor_hex").asString());
                  byte[] json = c.get("dag_json").asString().getBytes(StandardCharsets.UTF_8);
                  assertThat(DagJson.encode(DagCbor.decode(cbor))).isEqualTo(json);
                  assertThat(DagCbor.encode(DagJson.decodeCanonical(json))).isEqualTo(cbor);
                  assertThat(Cid.v1(0x71, Multihash.sha256(cbor)).toString())
                      .isEqualTo(c.get("dag_cbor_cid").asString());
                  assertThat(Cid.v1(0x0129, Multihash.sha256(json)).toString())
                      .isEqualTo(c.get("dag_json_cid").asString());
                });
    vectors.ran("minted-cross-codec.json", cases);
  }

  @Test
  void agreesWithTheDataModelOfAtproto() {
    Vectors vectors = Vectors.topic("dag");
    int cases =
        vectors
            .json("atproto/data-model-fixtures.json")
            .each(c -> {
              byte[] cbor = Base64.getDecoder().decode(c.get("cbor_base64").asString());
              Node node = atproto(c.get("json"));
              assertThat(DagCbor.encode(node)).isEqualTo(cbor);
              assertThat(DagCbor.decode(cbor)).isEqualTo(node);
              assertThat(Cid.v1(0x71, Multihash.sha256(cbor)).toString())
                  .isEqualTo(c.get("cid").asString());
            });
    vectors.ran("atproto/data-model-fixtures.json", cases);
  }

  private static Node atproto(VectorNode json) {
    if (json.isObject()) {
      if (json.has("$link")) {
        return Node.of(Cid.parse(json.get("$link").asString()));
      }
      if (json.has("$bytes")) {
        return Node.of(Base64.getDecoder().decode(json.get("$bytes").asString()));
      }
      Map<String, Node> map = new LinkedHashMap<>();
      json.members().forEach((key, value) -> map.put(key, atproto(value)));
      return Node.of(map);
    }
    if (json.isArray()) {
      return Node.of(json.stream().map(CodecFixturesVectorsTest::atproto).toList());
    }
    if (json.isString()) {
      return Node.of(json.asString());
    }
    if (json.isBoolean()) {
      return Node.of(json.asBoolean());
    }
    return json.isNull() ? Node.ofNull() : Node.of(json.asLong());
  }

  @Test
  void readsAndWritesBackKubosRawInput() {
    Vectors kubo = Vectors.topic("kubo");
    String file = "block/testPut.pb";
    kubo.single(file, 1, () -> readsAndWritesBack(kubo.bytes(file)));
  }

  private static void readsAndWritesBack(byte[] bytes) {
    PbNode node = PbNode.decode(bytes);
    assertThat(node.data())
        .contains("test json for sharness test".getBytes(StandardCharsets.UTF_8));
    assertThat(node.encode()).isEqualTo(bytes);
  }
}
