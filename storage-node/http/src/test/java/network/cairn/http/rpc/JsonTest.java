package network.cairn.http.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
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
