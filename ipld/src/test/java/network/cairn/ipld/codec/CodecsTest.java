package network.cairn.ipld.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.codec.dagjson.DagJson;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.model.RandomNodes;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class CodecsTest {
  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @Test
  void everyNodeComesBackFromEitherCodec() {
    Property.check(
        300,
        random -> {
          Node node = RandomNodes.any(random);
          byte[] cbor = DagCbor.encode(node);
          assertThat(DagCbor.decode(cbor)).isEqualTo(node).hasSameHashCodeAs(node);
          assertThat(DagCbor.decodeRelaxed(cbor)).isEqualTo(node);
          assertThat(DagJson.decodeCanonical(DagJson.encode(node))).isEqualTo(node);
        });
  }

  @Test
  void everyCutOfABlockIsRefused() {
    Property.check(
        50,
        random -> {
          byte[] cbor = DagCbor.encode(Node.of(List.of(RandomNodes.any(random), Node.of("end"))));
          byte[] torn = Arrays.copyOf(cbor, random.nextInt(cbor.length));
          assertThatThrownBy(() -> DagCbor.decode(torn)).isInstanceOf(InvalidNode.class);
          assertThatThrownBy(() -> DagCbor.links(torn)).isInstanceOf(InvalidNode.class);
        });
  }

  @Test
  void writesTheKnownForms() {
    Node node = Node.of(Map.of("aa", Node.of(1.5), "b", Node.of(List.of(Node.of(-1)))));
    assertThat(DagCbor.encode(node)).isEqualTo(hex("a261628120626161fb3ff8000000000000"));
    assertThat(DagJson.encode(node)).isEqualTo(utf8("{\"aa\":1.5,\"b\":[-1]}"));
  }

  @SuppressWarnings("FloatingPointLiteralPrecision") // the rounding is what is tested
  @Test
  void writesFloatsAsEcmaScriptDoes() {
    Map<Double, String> known =
        Map.of(
            1.0, "1.0",
            -0.0, "-0.0",
            0.0, "0.0",
            5e-324, "5e-324",
            1e21, "1e+21",
            123456789012345683968.0, "123456789012345680000.0",
            1e-6, "0.000001",
            1e-7, "1e-7",
            2e23, "2e+23",
            1.7976931348623157e308, "1.7976931348623157e+308");
    known.forEach(
        (value, text) -> assertThat(DagJson.encode(Node.of(value))).isEqualTo(utf8(text)));
  }

  @Test
  void keepsTheSignOfZeroInEitherForm() {
    Node node = Node.of(List.of(Node.of(-0.0), Node.of(0.0)));
    byte[] cbor = hex("82fb8000000000000000fb0000000000000000");
    assertThat(DagCbor.encode(node)).isEqualTo(cbor);
    assertThat(DagCbor.decode(cbor)).isEqualTo(node);
    assertThat(DagJson.encode(node)).isEqualTo(utf8("[-0.0,0.0]"));
    assertThat(DagJson.decode(utf8("[-0.0,0.0]"))).isEqualTo(node);
    assertThat(DagJson.decode(utf8("[-0e5]"))).isEqualTo(Node.of(List.of(Node.of(-0.0))));
  }

  @Test
  void refusesNestingAndSizesBeyondTheBounds() {
    byte[] deep = new byte[200_000];
    Arrays.fill(deep, (byte) 0x81);
    assertThatThrownBy(() -> DagCbor.decode(deep)).isInstanceOf(InvalidNode.class);
    assertThatThrownBy(() -> DagCbor.links(deep)).isInstanceOf(InvalidNode.class);
    assertThatThrownBy(() -> DagJson.decode(utf8("[".repeat(200_000))))
        .isInstanceOf(InvalidNode.class);
    assertThatThrownBy(() -> DagJson.decode(utf8("9".repeat(200_000))))
        .isInstanceOf(InvalidNode.class);
    assertThatThrownBy(() -> DagCbor.decode(hex("9b7fffffffffffffff")))
        .isInstanceOf(InvalidNode.class);
    assertThatThrownBy(() -> DagCbor.decode(new byte[DagCbor.MAX_SIZE + 1]))
        .isInstanceOf(InvalidNode.class);
    assertThatThrownBy(() -> new Node.Int(BigInteger.ONE.shiftLeft(64)))
        .isInstanceOf(InvalidNode.class);
  }

  @Test
  void refusesWhatIsNoDagJson() {
    for (String bad :
        List.of(
            "",
            " ",
            "tru",
            "nul",
            "01",
            "-",
            "1.",
            ".5",
            "1e",
            "1e999",
            "+1",
            "NaN",
            "[1,]",
            "[1",
            "{\"a\":1,}",
            "{\"a\"}",
            "{a:1}",
            "\"",
            "\"\\",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\ud800\"",
            "\"\n\"",
            "1 2",
            "{\"a\":1,\"a\":1}",
            "{\"/\":\"x\"}",
            "{\"/\":\"bafkqaaa\",\"a\":1}",
            "{\"/\":{\"bytes\":\"oQ==\"}}",
            "{\"/\":{\"bytes\":\"oR\"}}",
            "18446744073709551616")) {
      assertThatThrownBy(() -> DagJson.decode(utf8(bad))).as(bad).isInstanceOf(InvalidNode.class);
    }
    assertThatThrownBy(() -> DagJson.decode(hex("22ff22"))).isInstanceOf(InvalidNode.class);
  }

  @Test
  void readsLooseJsonButKnowsItIsNotCanonical() {
    byte[] loose = utf8(" { \"b\" : [ 1 , \"\\u0041\\/\" ] , \"a\" : null } ");
    assertThat(DagJson.encode(DagJson.decode(loose)))
        .isEqualTo(utf8("{\"a\":null,\"b\":[1,\"A/\"]}"));
    assertThatThrownBy(() -> DagJson.decodeCanonical(loose)).isInstanceOf(InvalidNode.class);
  }

  @Test
  void hasNoJsonFormForMapsThatReadAsLinksOrBytes() {
    Node link = Node.of(Map.of("/", Node.of("text")));
    Node bytes = Node.of(Map.of("/", Node.of(Map.of("bytes", Node.of("oQ")))));
    assertThatThrownBy(() -> DagJson.encode(link)).isInstanceOf(InvalidNode.class);
    assertThatThrownBy(() -> DagJson.encode(bytes)).isInstanceOf(InvalidNode.class);
    assertThat(DagCbor.decode(DagCbor.encode(link))).isEqualTo(link);
    assertThatThrownBy(() -> DagJson.encode(Node.of(Double.NaN))).isInstanceOf(InvalidNode.class);
    assertThatThrownBy(() -> DagCbor.encode(Node.of(Double.NaN))).isInstanceOf(InvalidNode.class);
    assertThatThrownBy(() -> DagCbor.encode(Node.of("\ud800"))).isInstanceOf(InvalidNode.class);
  }
}
