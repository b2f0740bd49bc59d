package network.cairn.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Texts as they are written and read.
final class JsonTextTest {
  private static String text(String json) {
    return JsonValue.parse(json).text();
  }

  @ParameterizedTest
  @CsvSource({
    "n, 10",
    "t, 9",
    "r, 13",
    "b, 8",
    "f, 12",
    "/, 47",
    "u0041, 65",
    "u00e9, 233",
    "uFFFF, 65535"
  })
  void readsEveryEscapeOfTheStandard(String escape, int unit) {
    assertThat(text("\"\\" + escape + "\"")).isEqualTo(String.valueOf((char) unit));
  }

  @Test
  void readsQuotesAndBackslashes() {
    assertThat(text("\"\\\"\\\\\\\"\"")).isEqualTo("\"\\\"");
  }

  @Test
  void joinsSurrogatesHoweverTheyAreWritten() {
    String face = "\uD83D\uDE00";
    assertThat(text("\"\\ud83d\\ude00\"")).isEqualTo(face);
    assertThat(text("\"" + face.charAt(0) + "\\ude00\"")).isEqualTo(face);
    assertThat(text("\"" + face + "\"")).isEqualTo(face);
    assertThat(face.codePointCount(0, 2)).isOne();
  }

  @Test
  void keepsALoneSurrogateAsItIs() {
    assertThat(text("\"\\ud83dx\"")).isEqualTo("\uD83Dx");
    assertThat(text(RecordWriter.quote("\uDE00\uD83D"))).isEqualTo("\uDE00\uD83D");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\\u\"",
        "\"\\u1\"",
        "\"\\u123\"",
        "\"\\u 123\"",
        "\"\\u-123\"",
        "\"\\u12x4\"",
        "\"\\uＡＢＣＤ\"",
        "\"\\u١٢٣٤\"",
        "\"\\u00",
        "\"\\",
        "\"abc",
        "\"abc\\\"",
        "'abc'",
        "\"a\"b"
      })
  void refusesTextsThatAreNotWhole(String json) {
    assertThatThrownBy(() -> text(json))
        .isInstanceOf(InvalidJson.class)
        .hasMessageContaining("not JSON");
  }

  @Test
  void escapesNoMoreThanJsonAsksFor() {
    assertThat(RecordWriter.quote("\"\\/\b\f\n\r\t")).isEqualTo("\"\\\"\\\\/\\b\\f\\n\\r\\t\"");
    assertThat(RecordWriter.quote("\u0000\u0001\u001f\u007f"))
        .isEqualTo("\"\\u0000\\u0001\\u001F\u007f\"");
    assertThat(RecordWriter.quote("é\u2028\uD83D\uDE00<>&"))
        .isEqualTo("\"é\u2028\uD83D\uDE00<>&\"");
    assertThat(RecordWriter.quote("")).isEqualTo("\"\"");
  }

  @Test
  void escapesEveryControlCharacterSoThatALineStaysOne() {
    for (char c = 0; c < ' '; c++) {
      String quoted = RecordWriter.quote(String.valueOf(c));
      assertThat(quoted.chars()).as("%d", (int) c).allMatch(q -> q >= ' ');
      assertThat(text(quoted)).isEqualTo(String.valueOf(c));
    }
  }

  /// Texts of all kinds of characters, each of them whole.
  static String random(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int point =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x20);
            case 1 -> "\"\\/{}[],:".codePointAt(random.nextInt(9));
            case 2 -> 0x20 + random.nextInt(0x300);
            default -> 0x10000 + random.nextInt(0x10000);
          };
      text.appendCodePoint(point);
    }
    return text.toString();
  }

  @Test
  void readsBackAnyTextThroughTheBytesOfAnAnswer() {
    Property.check(
        300,
        random -> {
          String text = random(random);
          String other = random(random);
          JsonRecord one = out -> out.field(text, other);
          byte[] bytes = one.json().getBytes(StandardCharsets.UTF_8);
          JsonValue read = JsonValue.parse(new String(bytes, StandardCharsets.UTF_8));
          assertThat(read.fields()).containsOnlyKeys(text);
          assertThat(read.at(text).text()).isEqualTo(other);
          assertThat(one.json()).doesNotContain("\n", "\r");
        });
  }
}
