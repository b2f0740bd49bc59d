package network.cairn.http.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import network.cairn.api.json.JsonWriter;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void quotesAsTheWriterOfAnswersDoes() {
    for (char c = 0; c < 0x300; c++) {
      String text = "a" + c + "b";
      String quoted = JsonWriter.quote(text);
      assertThat(quoted).isEqualTo(Json.quoted(text));
      assertThat(quoted + "\n")
          .isEqualTo(
              new String(
                  Json.bytes(Json.array().add(text).get(0)),
                  java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  @Test
  void quotesTextsAsTheyStandInAnObject() {
    for (String text :
        List.of(
            "", "plain", "a \"b\"", "back\\slash", "line\nend", "\u0001", "é\ud83d\ude00", "/")) {
      String whole =
          new String(
              Json.bytes(Json.object().put("k", text)), java.nio.charset.StandardCharsets.UTF_8);
      assertThat("{\"k\":" + Json.quoted(text) + "}\n").isEqualTo(whole);
    }
  }
}
