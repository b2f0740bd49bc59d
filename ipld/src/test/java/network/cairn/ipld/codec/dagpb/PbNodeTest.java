package network.cairn.ipld.codec.dagpb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.Test;

final class PbNodeTest {
  private static final Cid RAW = Cid.v1(0x55, Multihash.of(0, new byte[] {0, 1, 2, 3, 4}));

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @Test
  void emptyNodeHasTheKnownCid() {
    byte[] bytes = new PbNode(List.of(), Optional.empty()).encode();
    assertThat(bytes).isEmpty();
    assertThat(Cid.v0(Multihash.sha256(bytes)).toString())
        .isEqualTo("QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n");
  }

  @Test
  void emptyDirectoryHasTheKnownCid() {
    byte[] bytes = PbNode.of(List.of(), new byte[] {8, 1}).encode();
    assertThat(Cid.v0(Multihash.sha256(bytes)).toString())
        .isEqualTo("QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn");
  }

  @Test
  void writesLinksBeforeData() {
    PbNode node = PbNode.of(List.of(new PbLink(RAW, "", 5)), new byte[] {7});
    assertThat(node.encode()).isEqualTo(hex("120f0a09015500050001020304120018050a0107"));
    assertThat(node.encodedSize()).isEqualTo(node.encode().length);
    assertThat(PbNode.decode(node.encode())).isEqualTo(node).hasSameHashCodeAs(node);
  }

  @Test
  void keepsAbsentFieldsApartFromEmptyOnes() {
    PbLink bare = PbLink.of(RAW, Optional.empty(), OptionalLong.empty());
    assertThat(new PbNode(List.of(bare), Optional.empty()).encode())
        .isEqualTo(hex("120b0a09015500050001020304"));
    assertThat(bare).isNotEqualTo(new PbLink(RAW, "", 0));
    assertThat(PbNode.decode(hex("0a00")).data().orElseThrow()).isEmpty();
    assertThat(PbNode.decode(hex("")).data()).isEmpty();
  }

  @Test
  void sortsByUnsignedBytesAndKeepsTheOrderOfEqualNames() {
    PbLink last = new PbLink(RAW, "\uD83D\uDE80", 1);
    PbLink first = new PbLink(RAW, "a", 2);
    PbLink second = new PbLink(RAW, "a", 1);
    PbLink third = new PbLink(RAW, "\uFFFD", 1);
    PbNode node = PbNode.sorted(List.of(last, first, third, second), Optional.empty());
    assertThat(node.links()).containsExactly(first, second, third, last);
    assertThat(node.isSorted()).isTrue();
  }

  @Test
  void readsDataInFrontOfLinksAndWritesItBehind() {
    PbNode node = PbNode.decode(hex("0a0107120b0a09015500050001020304"));
    assertThat(node.encode()).isEqualTo(hex("120b0a090155000500010203040a0107"));
  }

  @Test
  void keepsNamesThatAreNotUtf8() {
    byte[] bytes = hex("120e0a09015500050001020304" + "1201ff");
    PbNode node = PbNode.decode(bytes);
    assertThat(node.links().getFirst().name()).isEqualTo("\uFFFD");
    assertThat(node.encode()).isEqualTo(bytes);
  }

  @Test
  void refusesWhatIsNotDagPb() {
    for (String bad :
        List.of(
            "1200",
            "0a01070a0107",
            "120b0a090155000500010203040a0107120b0a09015500050001020304",
            "0a02",
            "0a8000",
            "0a80",
            "08010a00",
            "1a0100",
            "120d12000a09015500050001020304",
            "120d0a0901550005000102030418",
            "120f0a09015500050001020304180018" + "00",
            "120c0a0a0155000500010203040500",
            "0affffffffffffffff7f",
            "0affffffffffffffffff01")) {
      assertThatThrownBy(() -> PbNode.decode(hex(bad))).as(bad).isInstanceOf(InvalidNode.class);
    }
    assertThatThrownBy(() -> PbNode.decode(new byte[PbNode.MAX_SIZE + 1]))
        .isInstanceOf(InvalidNode.class);
    assertThatThrownBy(() -> new PbLink(RAW, "x", -1)).isInstanceOf(InvalidNode.class);
    assertThatThrownBy(() -> new PbLink(RAW, "\uD83D", 1)).isInstanceOf(InvalidNode.class);
  }

  @Test
  void dataModelFormComesBack() {
    PbNode node =
        PbNode.of(
            List.of(
                new PbLink(RAW, "a", 5), PbLink.of(RAW, Optional.of("b"), OptionalLong.empty())),
            "x".getBytes(StandardCharsets.UTF_8));
    assertThat(PbNode.fromNode(node.toNode())).isEqualTo(node);
  }
}
