package network.cairn.ipld.multibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

final class MultibaseVectorsTest {
  private static Vectors vectors() {
    return Vectors.topic("multibase");
  }

  @Test
  void knowsEveryBaseOfTheTable() {
    Vectors vectors = vectors();
    int cases =
        vectors.each(
            vectors.rows("multibase.csv", 1),
            line -> {
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
            });
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
    int cases =
        vectors.each(
            vectors.rows(file, 1),
            line -> {
              byte[] plain =
                  quoted(vectors.lines(file).getFirst())
                      .replace("\\x00", "\0")
                      .getBytes(StandardCharsets.UTF_8);
              Multibase base = Multibase.named(line.substring(0, line.indexOf(','))).orElseThrow();
              String text = quoted(line);
              assertThat(Multibase.decode(text)).as(line).isEqualTo(plain);
              assertThat(Multibase.decode(base.encode(plain))).as(line).isEqualTo(plain);
              if (canonical) {
                assertThat(base.encode(plain)).isEqualTo(text);
              }
            });
    vectors.ran(file, cases);
  }

  private static String quoted(String line) {
    return line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
  }

  @Test
  void agreesWithTheSamplesOfGo() {
    Vectors vectors = vectors();
    VectorNode file = vectors.json("go-samples.json");
    int cases =
        file.each(
            "cases",
            c -> {
              byte[] plain =
                  file.get("decoded_go_string").asString().getBytes(StandardCharsets.UTF_8);
              String text = c.get("encoded").asString().replace("\\x00", "\0");
              String name = c.get("encoding").asString().toLowerCase(Locale.ROOT);
              assertThat(Multibase.decode(text)).as(name).isEqualTo(plain);
              assertThat(Multibase.of(text).orElseThrow().encode(plain)).as(name).isEqualTo(text);
            });
    vectors.ran("go-samples.json", cases);
  }
}
