package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.api.Command;
import network.cairn.api.Needs;
import network.cairn.api.json.JsonValue;
import network.cairn.api.table.Commands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every command that one call answers: what it asks, what it prints, and what it makes of an
/// answer that no honest daemon gives.
@Timeout(60)
final class DialoguesTest {
  /// What stands in the place of a field of another type.
  private static final List<JsonValue> STRANGERS =
      Stream.of("null", "7", "-1", "1e30", "\"\"", "\"many\"", "true", "[1]", "{\"x\":[]}")
          .map(JsonValue::parse)
          .toList();

  /// Commands with tests of their own, because they are more than one call and its answer.
  private static final Set<String> ELSEWHERE =
      Set.of(
          "add",
          "get",
          "put",
          "wallet address",
          "dag import",
          "config replace",
          "diag profile",
          "key import",
          "key sign",
          "key verify");

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
    return Stream.of(
            KuboDialogues.CONTENT,
            KuboDialogues.BLOCKS,
            KuboDialogues.PINS,
            KuboDialogues.HOME,
            KuboDialogues.NETWORK,
            FormatDialogues.FORMATS,
            CairnDialogues.MARKET,
            CairnDialogues.PROVIDER)
        .flatMap(script -> Dialogue.read(script).stream())
        .toList();
  }

  private static String trimmed(String text) {
    return text.lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
  }

  @ParameterizedTest
  @MethodSource("dialogues")
  void asksAndShowsForPeople(Dialogue dialogue) {
    daemon.answer(dialogue.path(), dialogue.body());
    int exit = session.ask(daemon, dialogue.words());
    assertThat(daemon.targets()).containsExactly(dialogue.request());
    assertThat(trimmed(session.out())).isEqualTo(String.join("\n", dialogue.shown()));
    assertThat(session.err().stripTrailing()).isEqualTo(dialogue.error());
    assertThat(exit).isEqualTo(dialogue.fails() ? 1 : 0);
  }

  @ParameterizedTest
  @MethodSource("dialogues")
  void passesTheAnswerOnToPrograms(Dialogue dialogue) {
    daemon.answer(dialogue.path(), dialogue.body());
    List<String> words = new ArrayList<>(dialogue.words());
    words.addFirst("--enc=json");
    // What only its form for people cannot show is no failure for programs.
    boolean fails = dialogue.fails() && !dialogue.error().contains("the daemon answered");
    assertThat(session.ask(daemon, words)).isEqualTo(fails ? 1 : 0);
    assertThat(daemon.targets()).containsExactly(dialogue.request());
    assertThat(session.out()).isEqualTo(dialogue.body());
    if (fails) {
      String reason = dialogue.error().substring(dialogue.error().lastIndexOf("Error: ") + 7);
      assertThat(session.err())
          .isEqualTo("{\"Message\":\"" + reason + "\",\"Code\":0,\"Type\":\"error\"}\n");
    } else {
      assertThat(session.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dialogues")
  void saysThatAnAnswerIsNotJsonWhereItEndsEarly(Dialogue dialogue) {
    if (dialogue.isBytes() || dialogue.answer().isEmpty()) {
      return;
    }
    String last = dialogue.answer().getLast();
    String before = dialogue.body().substring(0, dialogue.body().length() - last.length() - 1);
    for (int cut = 1; cut < last.length(); cut += 1 + last.length() / 12) {
      daemon.answer(dialogue.path(), before + last.substring(0, cut));
      assertThat(session.ask(daemon, dialogue.words())).as("cut at %d", cut).isOne();
      assertThat(session.err()).contains("Error: the daemon answered something that is not JSON");
      assertTame(1);
    }
  }

  @ParameterizedTest
  @MethodSource("dialogues")
  void saysThatTheConnectionEndedEarly(Dialogue dialogue) {
    daemon.cut(dialogue.path(), dialogue.body(), 5);
    assertThat(session.ask(daemon, dialogue.words())).isOne();
    assertTame(1);
    if (dialogue.error().isEmpty()) {
      assertThat(session.err()).isEqualTo("Error: the daemon cut the answer short\n");
    }
  }

  @ParameterizedTest
  @MethodSource("dialogues")
  void tellsTheDaemonsReason(Dialogue dialogue) {
    daemon.refuse(
        dialogue.path(), "application/json", "{\"Message\":\"the store is full\",\"Code\":0}");
    assertThat(session.ask(daemon, dialogue.words())).isOne();
    assertThat(session.err()).isEqualTo("Error: the store is full\n");
    assertThat(session.out()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dialogues")
  void bearsFieldsThatAreMissingOrOfAnotherType(Dialogue dialogue) {
    if (dialogue.isBytes()) {
      return;
    }
    for (int i = 0; i < dialogue.answer().size(); i++) {
      for (JsonValue bad : damaged(JsonValue.parse(dialogue.answer().get(i)))) {
        List<String> lines = new ArrayList<>(dialogue.answer());
        lines.set(i, Pretty.print(bad).replace("\n", " "));
        daemon.answer(dialogue.path(), String.join("\n", lines));
        assertTame(session.ask(daemon, dialogue.words()));
      }
    }
  }

  /// Done, or one line that says why not; never a trace.
  private void assertTame(int exit) {
    String told = session.err();
    assertThat(told).doesNotContain("Exception", "\tat ");
    if (exit != 0) {
      assertThat(exit).isOne();
      assertThat(told.lines().toList().getLast()).matches("Error: \\S.*");
      assertThat(told.lines().filter(l -> l.startsWith("Error: "))).hasSize(1);
    }
  }

  /// The value with one field, at any depth, missing or replaced; also something else altogether.
  private static List<JsonValue> damaged(JsonValue value) {
    List<JsonValue> all = new ArrayList<>(STRANGERS);
    value
        .fields()
        .forEach((name, field) -> {
          Map<String, JsonValue> less = new LinkedHashMap<>(value.fields());
          less.remove(name);
          all.add(new JsonValue.Fields(less));
          for (JsonValue bad : damaged(field)) {
            Map<String, JsonValue> other = new LinkedHashMap<>(value.fields());
            other.put(name, bad);
            all.add(new JsonValue.Fields(other));
          }
        });
    if (!value.items().isEmpty()) {
      damaged(value.items().getFirst()).forEach(bad -> all.add(new JsonValue.Items(List.of(bad))));
    }
    return all;
  }

  @Test
  void holdsADialogueOfEveryCommandThatADaemonAnswers() {
    Set<String> held = new TreeSet<>(ELSEWHERE);
    dialogues().forEach(d -> held.add(d.path().replace('/', ' ')));
    assertThat(held)
        .containsAll(
            Commands.TABLE.onCommandLine().stream()
                .filter(c -> c.atDoor() && c.needs() != Needs.NOTHING || c.name().startsWith("cid"))
                .map(Command::name)
                .toList());
  }
}
