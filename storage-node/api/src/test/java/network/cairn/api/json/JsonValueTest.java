package network.cairn.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonValueTest {
  @Test
  void readsEveryKindOfValue() {
    JsonValue json =
        JsonValue.parse(" {\"a\":[1, -2.5e1,true,false,null,\"x\"],\"b\":{\"c\":\"7\"},\"e\":{}} ");
    assertThat(json.at("a").items())
        .extracting(JsonValue::text)
        .containsExactly("1", "-25", "true", "false", "", "x");
    assertThat(json.at("a").items().get(2).truth()).isTrue();
    assertThat(json.at("a").items().get(1).number()).isEqualTo(-25);
    assertThat(json.at("b").at("c").number()).isEqualTo(7);
    assertThat(json.at("e").fields()).isEmpty();
    assertThat(json.at("e").present()).isTrue();
  }

  @Test
  void answersNothingForWhatIsMissing() {
    JsonValue json = JsonValue.parse("{\"a\":1}");
    assertThat(json.at("b").present()).isFalse();
    assertThat(json.at("a").at("deeper").text()).isEmpty();
    assertThat(json.at("b").number()).isZero();
    assertThat(json.at("b").items()).isEmpty();
  }

  @Test
  void readsEscapes() {
    assertThat(JsonValue.parse("\"a\\n\\t\\\"\\\\\\/\\u00e9\\uD83D\\uDE00\"").text())
        .isEqualTo("a\n\t\"\\/é\uD83D\uDE00");
  }

  @Test
  void readsBackWhatItQuotes() {
    String text = "\u0000 \u001f \"\\ \r\n\t é \u2028";
    assertThat(JsonValue.parse(RecordWriter.quote(text)).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "[1",
        "[1,]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "tru",
        "nul",
        "+",
        "1 2",
        "\"",
        "\"\\",
        "\"\\u12",
        "\"\\u12g4\"",
        "\"\\u+123\"",
        "--1",
        "1e999999999",
        "1e-999999999"
      })
  void refusesWhatIsNoJson(String text) {
    assertThatThrownBy(() -> JsonValue.parse(text))
        .isInstanceOf(InvalidJson.class)
        .hasMessageContaining("not JSON");
  }

  @Test
  void refusesDepthAndLongNumbers() {
    assertThat(JsonValue.parse("[".repeat(64) + "]".repeat(64)).items()).hasSize(1);
    assertThatThrownBy(() -> JsonValue.parse("[".repeat(100_000))).isInstanceOf(InvalidJson.class);
    assertThatThrownBy(() -> JsonValue.parse("9".repeat(1_000_000)))
        .isInstanceOf(InvalidJson.class);
  }

  @Test
  void saysWhatIsNoWholeNumber() {
    assertThatThrownBy(() -> JsonValue.parse("\"many\"").number())
        .isInstanceOf(InvalidJson.class)
        .hasMessageContaining("many");
  }
}
