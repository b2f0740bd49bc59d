package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import network.cairn.api.json.JsonValue;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrettyTest {
  @Test
  void indentsByTwoSpacesALevel() {
    assertThat(Pretty.print(JsonValue.parse("{\"a\":[1,{\"b\":[]}],\"c\":{},\"d\":\"\\n\\\"\"}")))
        .isEqualTo(
            """
            {
              "a": [
                1,
                {
                  "b": []
                }
              ],
              "c": {},
              "d": "\\n\\""
            }\
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "false", "-1.5", "\"\"", "[]", "{}", "1000000000000"})
  void printsSmallValuesAsTheyAre(String text) {
    assertThat(Pretty.print(JsonValue.parse(text))).isEqualTo(text);
  }

  @Test
  void isReadBackAsTheSameValue() {
    Property.check(
        100,
        random -> {
          StringBuilder text = new StringBuilder();
          value(random, 5, text);
          JsonValue value = JsonValue.parse(text.toString());
          assertThat(JsonValue.parse(Pretty.print(value))).isEqualTo(value);
        });
  }

  private static void value(java.util.Random random, int depth, StringBuilder out) {
    switch (random.nextInt(depth == 0 ? 4 : 6)) {
      case 0 -> out.append(random.nextInt());
      case 1 -> out.append(random.nextBoolean());
      case 2 -> out.append("null");
      case 3 -> out.append("\"\\u00").append(10 + random.nextInt(80)).append("x\"");
      case 4 -> {
        out.append('[');
        for (int i = random.nextInt(4); i > 0; i--) {
          value(random, depth - 1, out);
          out.append(i > 1 ? "," : "");
        }
        out.append(']');
      }
      default -> {
        out.append('{');
        for (int i = random.nextInt(4); i > 0; i--) {
          out.append("\"k").append(i).append("\":");
          value(random, depth - 1, out);
          out.append(i > 1 ? "," : "");
        }
        out.append('}');
      }
    }
  }
}
