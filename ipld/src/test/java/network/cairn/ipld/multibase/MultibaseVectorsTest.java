package network.cairn.ipld.multibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class MultibaseVectorsTest {
  private static Vectors vectors() {
    return Vectors.topic("multibase");
  }

  @Test
  void knowsEveryBaseOfTheTable() {
    Vectors vectors = vectors();
    int cases = 0;
    List<String> lines = vectors.lines("multibase.csv");
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",\\s*", 4);
      int prefix = Integer.parseInt(cells[0].strip().substring(2), 16);
      String name = cells[2].strip();
      if (name.equals("none")) {
        String reserved = Character.toString(prefix);
        if (prefix != 0) {
          assertThatThrownBy(() -> Multibase.decode(reserved + "a"))
              .isInstanceOf(InvalidMultibase.class);
        }
      } else {
        assertThat(Multibase.named(name).orElseThrow().prefix()).as(name).isEqualTo(prefix);
      }
      cases++;
    }
    vectors.ran("multibase.csv", cases);
  }

  @Test
  void agreesWithTheTestTables() {
    table("tests/basic.csv", true);
    table("tests/leading_zero.csv", true);
    table("tests/case_insensitivity.csv", false);
  }

  private static void table(String file, boolean canonical) {
    Vectors vectors = vectors();
    List<String> lines = vectors.lines(file);
    byte[] plain = quoted(lines.getFirst()).replace("\\x00", "\0").getBytes(StandardCharsets.UTF_8);
    int cases = 0;
    for (String line : lines.subList(1, lines.size())) {
      Multibase base = Multibase.named(line.substring(0, line.indexOf(','))).orElseThrow();
      String text = quoted(line);
      assertThat(Multibase.decode(text)).as(line).isEqualTo(plain);
      assertThat(Multibase.decode(base.encode(plain))).as(line).isEqualTo(plain);
      if (canonical) {
        assertThat(base.encode(plain)).isEqualTo(text);
      }
      cases++;
    }
    vectors.ran(file, cases);
  }

  private static String quoted(String line) {
    return line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
  }

  @Test
  void agreesWithTheSamplesOfGo() {
    Vectors vectors = vectors();
    JsonNode file = vectors.json("go-samples.json");
    byte[] plain = file.get("decoded_go_string").asString().getBytes(StandardCharsets.UTF_8);
    int cases = 0;
    for (JsonNode c : file.get("cases")) {
      String text = c.get("encoded").asString().replace("\\x00", "\0");
      String name = c.get("encoding").asString().toLowerCase(Locale.ROOT);
      assertThat(Multibase.decode(text)).as(name).isEqualTo(plain);
      assertThat(Multibase.of(text).orElseThrow().encode(plain)).as(name).isEqualTo(text);
      cases++;
    }
    vectors.ran("go-samples.json", cases);
  }
}
