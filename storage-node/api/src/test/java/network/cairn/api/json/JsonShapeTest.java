package network.cairn.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Objects and lists: depth, size, order, duplicates, and what is asked of a value of another kind.
final class JsonShapeTest {
  private static String nested(String open, String close, int depth) {
    return open.repeat(depth) + "1" + close.repeat(depth);
  }

  @Test
  void goesSixtyFourDeepAndNoDeeper() {
    JsonValue value = JsonValue.parse(nested("[", "]", 64));
    for (int i = 0; i < 64; i++) {
      value = value.items().getFirst();
    }
    assertThat(value.number()).isOne();
    assertThat(JsonValue.parse(nested("{\"a\":", "}", 64)).at("a").present()).isTrue();
    for (String deep :
        List.of(nested("[", "]", 65), nested("{\"a\":", "}", 65), nested("[{\"a\":", "}]", 33))) {
      assertThatThrownBy(() -> JsonValue.parse(deep)).isInstanceOf(InvalidJson.class);
    }
  }

  @Test
  void readsWideAnswers() {
    String items = "[" + "{\"a\":\"b\"},".repeat(50_000) + "0]";
    JsonValue value = JsonValue.parse(items);
    assertThat(value.items()).hasSize(50_001);
    assertThat(value.items().get(49_999).at("a").text()).isEqualTo("b");
    String text = "x".repeat(1 << 20);
    assertThat(JsonValue.parse("\"" + text + "\"").text()).isEqualTo(text);
  }

  @Test
  void takesTheLastOfTwoFieldsOfOneName() {
    JsonValue value = JsonValue.parse("{\"a\":1,\"b\":2,\"a\":{\"c\":3}}");
    assertThat(value.fields().keySet()).containsExactly("a", "b");
    assertThat(value.at("a").at("c").number()).isEqualTo(3);
  }

  @Test
  void keepsFieldsInTheirOrderAndTellsNamesApart() {
    JsonValue value = JsonValue.parse("{\"z\":1,\"A\":2,\"a\":3,\"\":4,\"\\u0061b\":5}");
    assertThat(value.fields().keySet()).containsExactly("z", "A", "a", "", "ab");
    assertThat(value.at("").number()).isEqualTo(4);
    assertThat(value.at("Z").present()).isFalse();
  }

  @Test
  void passesOverSpaceWhereverItMayStand() {
    assertThat(JsonValue.parse("\r\n\t { \"a\" \n:\t[ 1 ,\r2 ] , \"b\" : null } \n"))
        .isEqualTo(JsonValue.parse("{\"a\":[1,2],\"b\":null}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "}",
        "]",
        "{]",
        "[}",
        "{,}",
        "[,]",
        "[1,,2]",
        "{\"a\":1,,\"b\":2}",
        "{\"a\" 1}",
        "{\"a\"::1}",
        "{\"a\":1 \"b\":2}",
        "{1:2}",
        "{null:2}",
        "[1",
        "[1,",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a",
        "{\"a\":",
        "[]]",
        "{}{}",
        "truex",
        "True",
        "nulll",
        "fals",
        "NaN",
        "Infinity",
        "undefined",
        "// no\n1",
        "[1]//",
        "\uFEFF{}"
      })
  void refusesWhatIsNotOneValue(String text) {
    assertThatThrownBy(() -> JsonValue.parse(text))
        .isInstanceOf(InvalidJson.class)
        .hasMessageStartingWith("the daemon answered something that is not JSON, at character ");
  }

  @Test
  void saysWhereItStoppedUnderstanding() {
    assertThatThrownBy(() -> JsonValue.parse("{\"a\":x}")).hasMessageEndingWith("character 5");
    assertThatThrownBy(() -> JsonValue.parse("[1] [2]")).hasMessageEndingWith("character 4");
    assertThatThrownBy(() -> JsonValue.parse("{\"a\":1")).hasMessageEndingWith("character 6");
  }

  @Test
  void answersEveryQuestionOfEveryKindOfValue() {
    for (String text : List.of("null", "true", "1.5", "\"\"", "[]", "[1]", "{}", "{\"a\":1}")) {
      JsonValue value = JsonValue.parse(text);
      assertThat(value.present()).as(text).isEqualTo(!text.equals("null"));
      assertThat(value.truth()).as(text).isEqualTo(text.equals("true"));
      assertThat(value.number()).as(text).isEqualTo(text.equals("1.5") ? 1 : 0);
      assertThat(value.real()).as(text).isEqualTo(text.equals("1.5") ? 1.5 : 0);
      assertThat(value.items()).as(text).hasSize(text.equals("[1]") ? 1 : 0);
      assertThat(value.fields()).as(text).hasSize(text.equals("{\"a\":1}") ? 1 : 0);
      assertThat(value.texts().isPresent()).as(text).isEqualTo(text.startsWith("["));
      assertThat(value.at("b").present()).as(text).isFalse();
    }
    assertThat(JsonValue.parse("\"true\"").truth()).isFalse();
    assertThat(JsonValue.parse("[1,\"a\",null,true]").texts())
        .isEqualTo(Optional.of(List.of("1", "a", "", "true")));
    assertThat(JsonValue.parse("null").texts()).isEmpty();
  }

  @Test
  void writesEveryKindOfField() {
    JsonRecord inner = out -> out.field("x", 1L);
    JsonRecord empty = _ -> {};
    JsonRecord all =
        out ->
            out.field("text", "t")
                .field("long", Long.MIN_VALUE)
                .field("truth", false)
                .field("real", 0.5)
                .nothing("nothing")
                .field("object", inner)
                .field("empty", empty)
                .texts("texts", List.of("a", "\""))
                .texts("none", List.of())
                .texts("some", Optional.of(List.of("b")))
                .texts("unknown", Optional.empty())
                .links("links", List.of("bafyA", "bafyB"))
                .objects("objects", List.of(inner, empty, inner))
                .field("last", true);
    assertThat(all.json())
        .isEqualTo(
            """
            {"text":"t","long":-9223372036854775808,"truth":false,"real":0.5,"nothing":null,\
            "object":{"x":1},"empty":{},"texts":["a","\\""],"none":[],"some":["b"],\
            "unknown":null,"links":[{"/":"bafyA"},{"/":"bafyB"}],\
            "objects":[{"x":1},{},{"x":1}],"last":true}\
            """);
    assertThat(JsonValue.parse(all.json()).fields()).hasSize(14);
    assertThat(RecordWriter.text(empty)).isEqualTo("{}");
  }

  /// A value cut anywhere is refused, and with a character changed it is read or refused.
  @Test
  void readsOrRefusesADamagedAnswer() {
    String whole = "{\"Keys\":{\"bafyA\":{\"Type\":\"recursive\",\"N\":[-1.5e3,true,null]}}}";
    for (int cut = 0; cut < whole.length(); cut++) {
      String part = whole.substring(0, cut);
      assertThatThrownBy(() -> JsonValue.parse(part)).isInstanceOf(InvalidJson.class);
    }
    Property.check(
        500,
        random -> {
          StringBuilder bad = new StringBuilder(whole);
          bad.setCharAt(random.nextInt(whole.length()), (char) (32 + random.nextInt(95)));
          try {
            JsonValue value = JsonValue.parse(bad.toString());
            assertThat(value.at("Keys").at("bafyA").at("Type").text()).hasSizeLessThan(12);
          } catch (InvalidJson refused) {
            assertThat(refused).hasMessageContaining("the daemon answered");
          }
        });
  }
}
