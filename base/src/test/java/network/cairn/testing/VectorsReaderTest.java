package network.cairn.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/// What the reader of vectors makes of a folder: what is missing is no case, what is there is one.
final class VectorsReaderTest {
  @TempDir private Path root;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private Vectors vectors;

  @BeforeEach
  void open() {
    vectors = open(root, true);
  }

  private Vectors open(Path folder, boolean required) {
    return Vectors.in(
        folder, "topic", required, new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private VectorNode json(String text) throws IOException {
    Files.createDirectories(root.resolve("topic"));
    Files.writeString(root.resolve("topic/file.json"), text);
    return vectors.json("file.json");
  }

  private static List<String> texts(VectorNode file) {
    List<String> texts = new ArrayList<>();
    file.each("cases", c -> texts.add(c.get("text").asString()));
    return texts;
  }

  @Test
  void skipsWhereThereIsNoFolderAndFailsWhereOneIsRequired() {
    Path nowhere = root.resolve("nowhere");
    assertThatThrownBy(() -> open(nowhere, false)).isInstanceOf(TestAbortedException.class);
    assertThat(printed()).contains("no folder for topic 'topic'");
    assertThatThrownBy(() -> open(nowhere, true)).isInstanceOf(AssertionFailedError.class);
  }

  @Test
  void aMissingTopicFileFolderOrTableHasNoCases() {
    assertThat(texts(vectors.json("file.json"))).isEmpty();
    assertThat(vectors.files("folder")).isEmpty();
    assertThat(vectors.rows("table.csv", 1)).isEmpty();
    assertThatThrownBy(() -> vectors.bytes("file.bin")).isInstanceOf(AbsentVector.class);
    assertThatThrownBy(() -> vectors.lines("file.txt")).isInstanceOf(AbsentVector.class);
    vectors.ran("file.json", 0);
    assertThat(printed()).contains("vectors: topic/file.json: 0 cases");
  }

  @Test
  void aMissingOrEmptyGroupHasNoCases() throws IOException {
    assertThat(texts(json("{}"))).isEmpty();
    assertThat(texts(json("{\"cases\": []}"))).isEmpty();
    assertThat(texts(json("{\"cases\": null}"))).isEmpty();
    assertThat(texts(json("{\"cases\": \"none\"}"))).isEmpty();
    assertThat(json("{}").get("deeper").named("cases")).isEmpty();
  }

  @Test
  void readsTheCasesOfAListAndOfAnObject() throws IOException {
    assertThat(texts(json("{\"cases\": [{\"text\": \"a\"}, {\"text\": \"b\"}]}")))
        .containsExactly("a", "b");
    assertThat(texts(json("{\"cases\": {\"x\": {\"text\": \"a\"}, \"y\": {\"text\": \"b\"}}}")))
        .containsExactly("a", "b");
    assertThat(json("{\"cases\": {\"x\": 1, \"y\": 2}}").named("cases")).containsOnlyKeys("x", "y");
    assertThat(json("[1, 2, 3]").each(one -> assertThat(one.asInt()).isPositive())).isEqualTo(3);
  }

  @Test
  void leavesOutACaseThatLacksAKeyAndSaysWhich() throws IOException {
    String cases = "[{\"text\": \"a\"}, {\"txet\": \"b\"}, {\"text\": []}, 7, {\"text\": \"c\"}]";
    VectorNode file = json("{\"cases\": " + cases + "}");
    assertThat(texts(file)).containsExactly("a", "c");
    assertThat(printed())
        .contains("topic: left out: nothing at topic/file.json.cases[1].text")
        .contains("topic: left out: no plain value at topic/file.json.cases[2].text")
        .contains("topic: left out: nothing at topic/file.json.cases[3].text")
        .doesNotContain("cases[0]");
    assertThat(file.each("cases", c -> assertThat(c.get("text").asString()).isNotEmpty()))
        .isEqualTo(2);
  }

  @Test
  void addsWhatCasesCountAndNothingForTheOnesLeftOut() throws IOException {
    VectorNode file = json("{\"cases\": [{\"n\": 2}, {}, {\"n\": 3}]}");
    assertThat(file.sum("cases", c -> c.get("n").asInt())).isEqualTo(5);
  }

  @Test
  void aCaseThatFailsFails() throws IOException {
    VectorNode file = json("{\"cases\": [{\"n\": 1}, {}, {\"n\": 2}]}");
    assertThatThrownBy(() -> file.each("cases", c -> assertThat(c.get("n").asInt()).isEqualTo(1)))
        .isInstanceOf(AssertionError.class)
        .isNotInstanceOf(TestAbortedException.class);
    assertThatThrownBy(() ->
            file.each(
                "cases",
                c -> {
                  throw new IOException(c.toString());
                }))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> json("{\"cases\": [")).isNotInstanceOf(TestAbortedException.class);
  }

  @Test
  void aFileThatIsOneCaseCountsOnlyWhereItIsWhole() throws IOException {
    json("{\"a\": 1}");
    vectors.single("file.json", 3, () -> vectors.json("file.json").get("a").asInt());
    vectors.single("other.json", 3, () -> vectors.json("other.json").get("a").asInt());
    vectors.single("other.bin", 1, () -> vectors.bytes("other.bin"));
    assertThat(printed())
        .contains("vectors: topic/file.json: 3 cases")
        .contains("vectors: topic/other.json: 0 cases")
        .contains("left out: no file topic/other.bin")
        .contains("vectors: topic/other.bin: 0 cases");
  }

  @Test
  void asksStrictlyForValuesAndMildlyForWhatMayBeMissing() throws IOException {
    VectorNode file = json("{\"null\": null, \"n\": 4, \"yes\": true, \"list\": [1]}");
    assertThat(file.has("null")).isTrue();
    assertThat(file.isGiven("null")).isFalse();
    assertThat(file.isGiven("n")).isTrue();
    assertThat(file.has("none")).isFalse();
    assertThat(file.get("null").isNull()).isTrue();
    assertThat(file.get("none").asString("x")).isEqualTo("x");
    assertThat(file.get("none").asInt(9)).isEqualTo(9);
    assertThat(file.get("n").asInt(9)).isEqualTo(4);
    assertThat(file.get("none").asBoolean(true)).isTrue();
    assertThat(file.get("yes").asBoolean(false)).isTrue();
    assertThat(file.get("none")).hasToString("nothing at topic/file.json.none");
    VectorNode none = file.get("none").get(3).get("deeper");
    List<Runnable> strict =
        List.of(
            none::asString,
            none::asInt,
            none::asLong,
            none::asBoolean,
            none::isNull,
            none::isString,
            none::size,
            () -> none.forEach(child -> assertThat(child).isNull()),
            none::members,
            none::required,
            none::text,
            file.get("list")::asInt,
            file.get("n")::size);
    assertThat(strict)
        .allSatisfy(ask -> assertThatThrownBy(ask::run).isInstanceOf(AbsentVector.class));
  }

  @Test
  void rowsAreTheLinesBelowTheHeadingWithSomethingInThem() throws IOException {
    Files.createDirectories(root.resolve("topic/deep"));
    Files.writeString(root.resolve("topic/table.csv"), "heading\na,1\n\nb,2\n");
    Files.writeString(root.resolve("topic/deep/z"), "");
    Files.writeString(root.resolve("topic/deep/a"), "");
    assertThat(vectors.rows("table.csv", 1)).containsExactly("a,1", "b,2");
    assertThat(vectors.rows("table.csv", 9)).isEmpty();
    assertThat(vectors.files("deep")).containsExactly("deep/a", "deep/z");
    assertThat(vectors.files(".")).containsExactly("deep/a", "deep/z", "table.csv");
  }
}
