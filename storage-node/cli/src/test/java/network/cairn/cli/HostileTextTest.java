package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.cairn.api.json.JsonValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever others write into the texts of an answer, of every command: the terminal sees none of
/// it but letters.
@Timeout(60)
final class HostileTextTest {
  /// Clears the screen, sets the title, turns the writing round, starts a line of its own.
  private static final String HOSTILE =
      "\u001b[2J\u001b]0;x\u0007\u009b1m\u202e\u2028\r\nERROR\u007f";

  @TempDir private Path folder;
  private FakeDaemon daemon;
  private Session session;

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon();
    session = new Session(folder).piping("one block\n");
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  static List<Dialogue> dialogues() {
    return DialoguesTest.dialogues().stream().filter(d -> !d.isBytes()).toList();
  }

  private static JsonValue hostile(JsonValue value, String more) {
    return switch (value) {
      case JsonValue.Text(String text) -> new JsonValue.Text(text + more);
      case JsonValue.Items items ->
          new JsonValue.Items(items.values().stream().map(v -> hostile(v, more)).toList());
      case JsonValue.Fields fields -> {
        Map<String, JsonValue> all = new LinkedHashMap<>();
        fields.values().forEach((name, field) -> all.put(name, hostile(field, more)));
        yield new JsonValue.Fields(all);
      }
      default -> value;
    };
  }

  private void assertHarmless(String shown) {
    assertThat(shown.replace("\n", "").replace("\t", "").codePoints())
        .allMatch(c ->
            Character.getType(c) != Character.CONTROL
                && Character.getType(c) != Character.FORMAT
                && Character.getType(c) != Character.LINE_SEPARATOR);
    assertThat(shown.lines()).noneMatch(line -> line.startsWith("ERROR"));
  }

  @ParameterizedTest
  @MethodSource("dialogues")
  void escapesEveryTextOfEveryAnswer(Dialogue dialogue) {
    String body =
        String.join(
            "\n",
            dialogue.answer().stream()
                .map(line -> Json.text(hostile(JsonValue.parse(line), HOSTILE)))
                .toList());
    daemon.answer(dialogue.path(), body);
    for (List<String> words :
        List.of(
            dialogue.words(),
            java.util.stream.Stream.concat(
                    java.util.stream.Stream.of("--enc=json"), dialogue.words().stream())
                .toList())) {
      session.ask(daemon, words);
      assertHarmless(session.out());
      assertHarmless(session.err());
    }
  }

  @ParameterizedTest
  @MethodSource("dialogues")
  void escapesReasonsOfFailure(Dialogue dialogue) {
    daemon.refuse(
        dialogue.path(),
        "application/json",
        Json.text(JsonValue.parse("{\"Message\":" + Json.quote("no" + HOSTILE) + ",\"Code\":0}")));
    assertThat(session.ask(daemon, dialogue.words())).isOne();
    assertHarmless(session.err());
    daemon.refuse(dialogue.path(), "text/plain", "no" + HOSTILE);
    assertThat(session.ask(daemon, dialogue.words())).isOne();
    assertHarmless(session.err());
    assertThat(session.err()).contains("Error: no\\x1b[2J");
  }

  /// The answer's JSON as a server that escapes nothing but what it must.
  private static final class Json {
    static String quote(String text) {
      return network.cairn.api.json.RecordWriter.quote(text);
    }

    static String text(JsonValue value) {
      return switch (value) {
        case JsonValue.Fields f ->
            "{"
                + String.join(
                    ",",
                    f.values().entrySet().stream()
                        .map(e -> quote(e.getKey()) + ":" + text(e.getValue()))
                        .toList())
                + "}";
        case JsonValue.Items i ->
            "[" + String.join(",", i.values().stream().map(Json::text).toList()) + "]";
        case JsonValue.Text t -> quote(t.value());
        case JsonValue.Nothing _ -> "null";
        default -> value.text();
      };
    }
  }

  @Test
  void escapesNamesOfWhatIsAdded() throws IOException {
    Files.writeString(folder.resolve("f"), "x");
    daemon.answer(
        "add",
        "{\"Name\":" + Json.quote("f" + HOSTILE) + ",\"Hash\":\"bafyA\\u001b\",\"Size\":\"1\"}\n");
    for (String form : List.of("--enc=text", "--enc=json", "--quiet", "--quieter")) {
      assertThat(session.ask(daemon, "add", form, "f")).as(session.err()).isZero();
      assertHarmless(session.out());
    }
  }

  @Test
  void escapesWhatIsImported() throws IOException {
    Files.writeString(folder.resolve("c.car"), "x");
    daemon.answer(
        "dag/import",
        "{\"Root\":{\"Cid\":{\"/\":"
            + Json.quote("bafyA" + HOSTILE)
            + "},\"PinErrorMsg\":\"\"}}\n");
    for (String form : List.of("--enc=text", "--enc=json")) {
      assertThat(session.ask(daemon, form, "dag", "import", "c.car")).as(session.err()).isZero();
      assertHarmless(session.out());
    }
  }

  @Test
  void writesNamesAsKuboDoes() {
    daemon.answer(
        "ls",
        "{\"Objects\":[{\"Hash\":\"bafyA\",\"Links\":[{\"Name\":\"a\\u001b[31m\\n\\u202eb\\\\c\","
            + "\"Hash\":\"bafyF\",\"Size\":7,\"Type\":2}]}]}");
    assertThat(session.ask(daemon, "ls", "bafyA")).isZero();
    assertThat(session.out()).isEqualTo("bafyF 7 a\\x1b[31m\\n\\u202eb\\\\c\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "with blank", "täg", "日本", "😀", "\"quoted\"", "a'b"})
  void leavesWhatATerminalShowsAsItIs(String text) {
    assertThat(Printable.of(text)).isEqualTo(text);
    assertThat(Printable.line(text)).isEqualTo(text);
    assertThat(Printable.json(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "7, \\a",
    "8, \\b",
    "9, \\t",
    "10, \\n",
    "11, \\v",
    "12, \\f",
    "13, \\r",
    "0, \\x00",
    "27, \\x1b",
    "127, \\x7f",
    "128, \\u0080",
    "160, \\u00a0",
    "8206, \\u200e",
    "917505, \\U000e0001"
  })
  void escapesAsGoDoes(int point, String escape) {
    String text = Character.toString(point);
    assertThat(Printable.of(text)).isEqualTo(escape);
    assertThat(Printable.line("\\" + text)).isEqualTo("\\" + escape);
    assertThat(Printable.of("\\" + text)).isEqualTo("\\\\" + escape);
  }

  @Test
  void keepsTheMeaningOfJson() {
    String text = "{\"a\":\"\u202e\u007f\udb40\udc01 b\"}";
    assertThat(Printable.json(text)).isEqualTo("{\"a\":\"\\u202e\\u007f\\udb40\\udc01 b\"}");
    assertThat(JsonValue.parse(Printable.json(text))).isEqualTo(JsonValue.parse(text));
  }
}
