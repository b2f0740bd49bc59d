package network.cairn.ipld.codec.dagjson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.model.RandomNodes;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DagJsonTest {
  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String json(Node node) {
    return new String(DagJson.encode(node), StandardCharsets.UTF_8);
  }

  @Test
  void escapesWhatItMustAndNothingElse() {
    assertThat(json(Node.of("\"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028é😀")))
        .isEqualTo("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\u2028é😀\"");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`\"\\u00e9\"`, é",
        "`\"\\ud83d\\ude00\"`, 😀",
        "`\"\\\"\\\\\\/\"`, `\"\\/`",
        "`\"\\u0041\"`, A",
        "`\"\\uABCD\\uabcd\"`, \uabcd\uabcd"
      })
  void readsEveryEscape(String json, String text) {
    assertThat(DagJson.decode(utf8(json))).isEqualTo(Node.of(text));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`\"\\ud83d\"`",
        "`\"\\ude00\\ud83d\"`",
        "`\"\\ud83dx\"`",
        "`\"\\u12g4\"`",
        "`\"\\u+123\"`",
        "`\"\\U0041\"`",
        "`\"\\v\"`",
        "`\"\u0001\"`",
        "`'a'`",
        "`[1 2]`",
        "`[,]`",
        "`[1,,2]`",
        "`{\"a\":1 \"b\":2}`",
        "`{1:2}`",
        "`{null:2}`",
        "`{\"a\":}`",
        "`{\"a\":1}}`",
        "`nulll`",
        "`True`",
        "`-01`",
        "`1.e5`",
        "`1e+`",
        "`--1`",
        "`0x10`",
        "`Infinity`",
        "`-Infinity`",
        "`1_000`",
        "`/* */1`",
        "`\ufeff1`"
      })
  void refusesWhatIsNoJson(String json) {
    assertThatThrownBy(() -> DagJson.decode(utf8(json)))
        .isInstanceOf(InvalidNode.class)
        .hasMessageMatching("(?s)(dag-json|text).+");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"/\":\"\"}`",
        "`{\"/\":\"Qm\"}`",
        "`{\"/\":{\"bytes\":\"o\"}}`",
        "`{\"/\":{\"bytes\":\"oQ=\"}}`",
        "`{\"/\":{\"bytes\":\"oR\"}}`",
        "`{\"/\":{\"bytes\":\"o-_A\"}}`",
        "`{\"/\":{\"bytes\":\"o QA\"}}`"
      })
  void refusesLinksAndBytesThatAreNone(String json) {
    assertThatThrownBy(() -> DagJson.decode(utf8(json))).isInstanceOf(InvalidNode.class);
  }

  @Test
  void aSlashIsAnOrdinaryKeyWhereNeitherLinkNorBytesStand() {
    for (String json :
        List.of(
            "{\"/\":1}",
            "{\"/\":null}",
            "{\"/\":[\"bafkqaaa\"]}",
            "{\"/\":{\"a\":\"oQ\"}}",
            "{\"/\":{\"bytes\":1}}",
            "{\"/\":{\"bytes\":\"oQ\",\"more\":1}}",
            "{\"//\":\"text\"}")) {
      assertThat(json(DagJson.decode(utf8(json)))).isEqualTo(json);
    }
  }

  @Test
  void aSlashBehindAnotherKeyIsReadButHasNoCanonicalForm() {
    Node map = DagJson.decode(utf8("{\"a\":1,\"/\":\"bafkqaaa\"}"));
    assertThat(map.child("/")).contains(Node.of("bafkqaaa"));
    assertThatThrownBy(() -> DagJson.encode(map)).isInstanceOf(InvalidNode.class);
    assertThat(DagCbor.decode(DagCbor.encode(map))).isEqualTo(map);
  }

  @Test
  void writesLinksAndBytesUnderTheReservedKey() {
    Cid cid = Cid.v1(0x55, Multihash.of(0, new byte[0]));
    assertThat(json(Node.of(cid))).isEqualTo("{\"/\":\"bafkqaaa\"}");
    assertThat(json(Node.of(new byte[] {(byte) 0xa1, 2, 3, 4})))
        .isEqualTo("{\"/\":{\"bytes\":\"oQIDBA\"}}");
    assertThat(DagJson.links(utf8("[{\"/\":\"bafkqaaa\"},{\"x\":{\"/\":\"bafkqaaa\"}}]")))
        .containsExactly(cid, cid);
  }

  @Test
  void integersHaveSixtyFourBitsAndASignHoweverTheyAreWritten() {
    for (String number : List.of("18446744073709551615", "-18446744073709551616", "0", "-1")) {
      assertThat(json(DagJson.decode(utf8(number)))).isEqualTo(number);
    }
    for (String number :
        List.of(
            "18446744073709551616", "-18446744073709551617", "1".repeat(22), "1".repeat(2000))) {
      assertThatThrownBy(() -> DagJson.decode(utf8(number))).isInstanceOf(InvalidNode.class);
    }
  }

  @Test
  void aFloatIsReadFromElevenHundredCharactersAndNoMore() {
    String long1100 = "0." + "0".repeat(1097) + "1";
    assertThat(long1100).hasSize(1100);
    assertThat(DagJson.decode(utf8(long1100))).isEqualTo(Node.of(0.0));
    assertThatThrownBy(() -> DagJson.decode(utf8(long1100 + "1")))
        .isInstanceOf(InvalidNode.class)
        .hasMessageContaining("too many digits");
  }

  @Test
  void nestsOneThousandAndTwentyFourDeepAndNoDeeper() {
    int most = DagJson.MAX_DEPTH;
    Node deep = DagJson.decode(utf8("[".repeat(most) + "]".repeat(most)));
    assertThat(json(deep)).hasSize(2 * most);
    assertThatThrownBy(() -> DagJson.decode(utf8("[".repeat(most + 1) + "]".repeat(most + 1))))
        .isInstanceOf(InvalidNode.class)
        .hasMessageContaining("deeper than 1024");
    assertThatThrownBy(() -> DagJson.decode(utf8("{\"a\":".repeat(most + 1) + "1")))
        .isInstanceOf(InvalidNode.class)
        .hasMessageContaining("deeper than 1024");
    assertThatThrownBy(() -> DagJson.encode(Node.of(List.of(deep))))
        .isInstanceOf(InvalidNode.class)
        .hasMessageContaining("deeper than 1024");
  }

  @Test
  void readsFourMebibytesAndNoMore() {
    byte[] full = new byte[DagJson.MAX_SIZE];
    Arrays.fill(full, (byte) ' ');
    full[0] = '1';
    assertThat(DagJson.decode(full)).isEqualTo(Node.of(1L));
    byte[] more = Arrays.copyOf(full, full.length + 1);
    more[full.length] = ' ';
    assertThatThrownBy(() -> DagJson.decode(more))
        .isInstanceOf(InvalidNode.class)
        .hasMessageContaining("the limit is 4194304");
  }

  @Test
  void sortsKeysByTheirBytes() {
    Property.check(
        200,
        random -> {
          List<String> keys = new ArrayList<>();
          for (int i = random.nextInt(12); i > 0; i--) {
            keys.add("k" + RandomNodes.text(random));
          }
          Map<String, Node> one = new LinkedHashMap<>();
          keys.forEach(key -> one.put(key, Node.of(key)));
          Collections.shuffle(keys, random);
          Map<String, Node> other = new LinkedHashMap<>();
          keys.forEach(key -> other.put(key, Node.of(key)));
          byte[] json = DagJson.encode(Node.of(one));
          assertThat(DagJson.encode(Node.of(other))).isEqualTo(json);
          assertThat(
                  ((Node.MapNode) DagJson.decode(json))
                      .entries().keySet().stream().map(DagJsonTest::utf8))
              .isSortedAccordingTo(Arrays::compareUnsigned);
        });
  }

  @Test
  void blanksBetweenTheWordsChangeNothing() {
    Property.check(
        100,
        random -> {
          Node node = RandomNodes.any(random);
          byte[] loose = blanks(DagJson.encode(node), random);
          assertThat(DagJson.decode(loose)).isEqualTo(node);
        });
  }

  /// The document with blanks beside every sign that stands outside of a string.
  private static byte[] blanks(byte[] json, Random random) {
    StringBuilder out = new StringBuilder();
    boolean string = false;
    boolean escaped = false;
    for (int point : new String(json, StandardCharsets.UTF_8).codePoints().toArray()) {
      boolean sign = !string && "[]{},:".indexOf(point) >= 0;
      out.append(sign ? " \t\r\n".substring(random.nextInt(4)) : "");
      out.appendCodePoint(point);
      out.append(sign ? "\n ".substring(random.nextInt(2)) : "");
      string = string ^ (point == '"' && !escaped);
      escaped = string && point == '\\' && !escaped;
    }
    return utf8(out.toString());
  }

  @Test
  void everyCutOfADocumentIsRefused() {
    Property.check(
        50,
        random -> {
          byte[] json = DagJson.encode(Node.of(List.of(RandomNodes.any(random))));
          byte[] torn = Arrays.copyOf(json, random.nextInt(json.length));
          assertThatThrownBy(() -> DagJson.decode(torn)).isInstanceOf(InvalidNode.class);
        });
  }

  @Test
  void linksAreThoseOfTheOtherCodec() {
    Property.check(
        100,
        random -> {
          Node node = RandomNodes.any(random);
          assertThat(DagJson.links(DagJson.encode(node)))
              .containsExactlyInAnyOrderElementsOf(DagCbor.links(DagCbor.encode(node)));
        });
  }
}
