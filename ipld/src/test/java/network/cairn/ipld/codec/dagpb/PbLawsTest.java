package network.cairn.ipld.codec.dagpb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagjson.DagJson;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.model.RandomNodes;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What holds for every dag-pb node.
final class PbLawsTest {
  private static final Cid CID = Cid.v1(0x55, Multihash.of(0, new byte[0]));

  private static PbLink link(Random random) {
    Multihash hash = Multihash.sha256(Property.bytes(random, 4));
    Optional<String> name =
        random.nextInt(4) == 0 ? Optional.empty() : Optional.of(RandomNodes.text(random));
    OptionalLong tsize =
        random.nextInt(4) == 0
            ? OptionalLong.empty()
            : OptionalLong.of(random.nextLong() >>> random.nextInt(64));
    return PbLink.of(random.nextBoolean() ? Cid.v0(hash) : Cid.v1(0x71, hash), name, tsize);
  }

  private static PbNode node(Random random) {
    List<PbLink> links = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      links.add(link(random));
    }
    Optional<byte[]> data =
        random.nextInt(3) == 0
            ? Optional.empty()
            : Optional.of(Property.bytes(random, random.nextInt(300)));
    return PbNode.sorted(links, data);
  }

  @Test
  void comesBackFromItsBytesAndFromTheDataModel() {
    Property.check(
        300,
        random -> {
          PbNode node = node(random);
          byte[] bytes = node.encode();
          assertThat(bytes).hasSize(node.encodedSize());
          assertThat(PbNode.decode(bytes)).isEqualTo(node).hasSameHashCodeAs(node);
          assertThat(PbNode.fromNode(node.toNode())).isEqualTo(node);
        });
  }

  @Test
  void everyCutIsRefusedOrAnotherNode() {
    Property.check(
        100,
        random -> {
          PbNode node = node(random);
          byte[] bytes = node.encode();
          for (int length = 0; length < bytes.length; length++) {
            try {
              assertThat(PbNode.decode(Arrays.copyOf(bytes, length))).isNotEqualTo(node);
            } catch (InvalidNode refused) {
              assertThat(refused).hasMessageContaining("dag-pb");
            }
          }
        });
  }

  @Test
  void sortingForgetsTheOrderOfDistinctNames() {
    Property.check(
        100,
        random -> {
          List<PbLink> links = new ArrayList<>();
          for (int i = random.nextInt(8); i > 0; i--) {
            links.add(new PbLink(CID, i + RandomNodes.text(random), i));
          }
          PbNode one = PbNode.sorted(links, Optional.empty());
          Collections.shuffle(links, random);
          assertThat(PbNode.sorted(links, Optional.empty())).isEqualTo(one);
          assertThat(one.isSorted()).isTrue();
          Collections.reverse(links);
          PbNode given = PbNode.of(links, new byte[0]);
          assertThat(PbNode.decode(given.encode()).links()).isEqualTo(links);
          if (!given.isSorted()) {
            assertThatThrownBy(() -> PbNode.fromNode(given.toNode()))
                .isInstanceOf(InvalidNode.class)
                .hasMessageContaining("sorted");
          }
        });
  }

  @Test
  void readsFourMebibytesAndNoMore() {
    int head = 1 + 4;
    PbNode full = PbNode.of(List.of(), new byte[PbNode.MAX_SIZE - head]);
    assertThat(full.encode()).hasSize(PbNode.MAX_SIZE);
    assertThat(PbNode.decode(full.encode())).isEqualTo(full);
    byte[] more = PbNode.of(List.of(), new byte[PbNode.MAX_SIZE - head + 1]).encode();
    assertThatThrownBy(() -> PbNode.decode(more))
        .isInstanceOf(InvalidNode.class)
        .hasMessageContaining("the limit is 4194304");
  }

  @ParameterizedTest
  @CsvSource({
    "0a, a tag alone",
    "0a01, data cut off",
    "0a80, length cut off",
    "0a8000, length not minimal",
    "0affffffffffffffffff01, length above 63 bits",
    "0a000a00, data twice",
    "1a00, unknown field",
    "0800, number in place of bytes",
    "1200, link without a hash",
    "12020a00, link of no CID",
    "120812000a0401550000, name before the hash",
    "120a0a0401550000180018 00, size twice",
    "12080a04015500001a00, unknown field of a link",
    "12070a040155000018, size cut off",
    "12060a0401550000120a000a00, links on both sides of the data"
  })
  void refusesWhatIsNoNode(String hex, String what) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatThrownBy(() -> PbNode.decode(bytes)).as(what).isInstanceOf(InvalidNode.class);
  }

  @Test
  void aSizeIsNotNegative() {
    assertThatThrownBy(() -> new PbLink(CID, "a", -1)).isInstanceOf(InvalidNode.class);
    PbLink most = new PbLink(CID, "a", Long.MAX_VALUE);
    PbNode node = PbNode.of(List.of(most), new byte[0]);
    assertThat(PbNode.decode(node.encode()).links().getFirst().tsize()).isEqualTo(Long.MAX_VALUE);
    Node negative =
        Node.of(
            Map.of(
                "Links",
                Node.of(List.of(Node.of(Map.of("Hash", Node.of(CID), "Tsize", Node.of(-1L)))))));
    assertThatThrownBy(() -> PbNode.fromNode(negative)).isInstanceOf(InvalidNode.class);
  }

  /// A link to [#CID] whose size is written by these bytes.
  private static byte[] sized(String varint) {
    String link = "0a0401550000" + "18" + varint;
    return HexFormat.of()
        .parseHex("12" + HexFormat.of().toHexDigits((byte) (link.length() / 2)) + link);
  }

  @Test
  void aSizeMayHaveAllOf64Bits() {
    Map<String, String> sizes =
        Map.of(
            "ffffffffffffffff7f", "9223372036854775807",
            "80808080808080808001", "9223372036854775808",
            "ffffffffffffffffff01", "18446744073709551615");
    sizes.forEach((varint, number) -> {
      PbNode node = PbNode.decode(sized(varint));
      PbLink link = node.links().getFirst();
      assertThat(link.tsize()).as(varint).isEqualTo(Long.MAX_VALUE);
      assertThat(link.hasTsize()).isTrue();
      assertThat(node.encode()).isEqualTo(sized(varint));
      assertThat(PbNode.fromNode(node.toNode())).isEqualTo(node);
      assertThat(DagJson.encode(node.toNode()))
          .asString(StandardCharsets.UTF_8)
          .contains("\"Tsize\":" + number + "}");
    });
    for (String varint :
        List.of("ffffffffffffffffff02", "ffffffffffffffffff81", "80808080808080808000")) {
      assertThatThrownBy(() -> PbNode.decode(sized(varint)))
          .as(varint)
          .isInstanceOf(InvalidNode.class);
    }
  }

  @Test
  void aNameLosesItsPrefixAlone() {
    PbLink link = new PbLink(CID, "0Fé漢", 7).withoutPrefix(2);
    assertThat(link.name()).isEqualTo("é漢");
    assertThat(link).isEqualTo(new PbLink(CID, "é漢", 7));
    assertThat(link.isNameText()).isTrue();
    assertThatThrownBy(() -> new PbLink(CID, "\ud800", 1)).isInstanceOf(InvalidNode.class);
  }
}
