package network.cairn.http.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import network.cairn.api.answer.kubo.BandwidthAnswer;
import network.cairn.api.json.RecordWriter;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void quotesAsTheWriterOfAnswersDoes() {
    for (char c = 0; c < 0x300; c++) {
      String text = "a" + c + "b";
      String quoted = RecordWriter.quote(text);
      assertThat(quoted).isEqualTo(Json.quoted(text));
      assertThat(quoted + "\n")
          .isEqualTo(
              new String(
                  Json.bytes(Json.array().add(text).get(0)),
                  java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  @Test
  void writesFractionsAsTheWriterOfAnswersDoes() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 10_000; i++) {
      double value = i == 0 ? 0 : random.nextDouble() * Math.pow(10, random.nextInt(-9, 18));
      assertThat(new BandwidthAnswer(0, 0, value, 0).json() + "\n")
          .isEqualTo(
              new String(
                  Json.bytes(
                      Json.object()
                          .put("TotalIn", 0)
                          .put("TotalOut", 0)
                          .put("RateIn", value)
                          .put("RateOut", 0.0)),
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
