package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.table.Commands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What commands take from a pipe, for every command of the table that takes anything.
@Timeout(60)
final class InputTest {
  @TempDir private Path folder;
  private FakeDaemon daemon;
  private Session session;

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon();
    session = new Session(folder);
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  private static boolean takes(Command row, Argument.Form... forms) {
    return !row.argumentsHere().isEmpty()
        && row.atDoor()
        && List.of(forms).contains(row.argumentsHere().getLast().form());
  }

  static List<Command> lists() {
    return Commands.TABLE.onCommandLine().stream()
        .filter(r -> takes(r, Argument.Form.MANY))
        .toList();
  }

  static List<Command> single() {
    return Commands.TABLE.onCommandLine().stream()
        .filter(r -> takes(r, Argument.Form.PIPED))
        .toList();
  }

  static List<Command> bodies() {
    return Commands.TABLE.onCommandLine().stream()
        .filter(r -> takes(r, Argument.Form.FILES))
        .toList();
  }

  /// The row's words without its last argument.
  private static List<String> without(Command row) {
    List<String> words = new ArrayList<>(List.of(row.name().split(" ")));
    IntStream.range(1, row.argumentsHere().size()).forEach(_ -> words.add("first"));
    return words;
  }

  private static String query(FakeDaemon.Call call) {
    return call.target().replaceFirst("[^?]*\\??", "&");
  }

  @ParameterizedTest
  @MethodSource("single")
  void takesItsOneArgumentFromAPipe(Command row) {
    session.piping("\n  /ipfs/bafyA/b  \n");
    session.ask(daemon, without(row));
    assertThat(query(daemon.calls().getFirst())).contains("&arg=%2Fipfs%2FbafyA%2Fb");
    session.piping("bafyA\nbafyB\n");
    assertThat(session.ask(daemon, without(row))).isOne();
    assertThat(session.err()).contains("standard input has more than one line");
    for (String nothing : List.of("", "\n \n")) {
      session.piping(nothing);
      assertThat(session.ask(daemon, without(row))).isOne();
      assertThat(session.err()).contains("\" is required");
    }
    assertThat(daemon.calls()).hasSize(1);
    Session person = new Session(folder).typing("bafyA\n");
    assertThat(person.ask(daemon, without(row))).isOne();
    assertThat(person.err()).contains("\" is required");
  }

  @ParameterizedTest
  @MethodSource("lists")
  void takesAShortListFromAPipe(Command row) {
    session.piping("bafyA\n\nbafyB\n");
    session.ask(daemon, without(row));
    assertThat(query(daemon.calls().getFirst())).contains("&arg=bafyA&arg=bafyB");
  }

  /// Doors bound what stands in a URL, and so do the programs before them.
  @ParameterizedTest
  @MethodSource("lists")
  void sendsALongListAsTheBody(Command row) {
    List<String> cids =
        IntStream.range(0, 5_000).mapToObj(i -> "bafy" + "x".repeat(50) + i).toList();
    session.piping(String.join("\n", cids));
    session.ask(daemon, without(row));
    FakeDaemon.Call call = daemon.calls().getFirst();
    assertThat(call.target().length()).isLessThan(1_000);
    assertThat(call.body().lines().filter(l -> l.startsWith("bafy"))).isEqualTo(cids);
    daemon.forget();
    session.piping("");
    session.ask(daemon, Stream.concat(without(row).stream(), cids.stream()).toList());
    assertThat(daemon.calls().getFirst().body().lines().filter(l -> l.startsWith("bafy")))
        .isEqualTo(cids);
  }

  /// The door takes a megabyte for a call.
  @Test
  void makesSeveralCallsOfAListThatNoneCanHold() {
    List<String> cids =
        IntStream.range(0, 30_000).mapToObj(i -> "bafy" + "x".repeat(50) + i).toList();
    daemon.answer("pin/add", "{\"Pins\":[\"bafyA\"]}\n");
    session.piping(String.join("\n", cids));
    assertThat(session.ask(daemon, "pin", "add")).as(session.err()).isZero();
    assertThat(daemon.calls()).hasSizeBetween(3, 5);
    assertThat(daemon.calls()).allSatisfy(c -> assertThat(c.body()).hasSizeLessThan(1 << 20));
    assertThat(
            daemon.calls().stream()
                .flatMap(c -> c.body().lines())
                .filter(l -> l.startsWith("bafy")))
        .isEqualTo(cids);
    assertThat(session.out()).isEqualTo("pinned bafyA recursively\n".repeat(daemon.calls().size()));
  }

  /// Of several calls each would count for itself, and name again what another has named.
  @ParameterizedTest
  @ValueSource(strings = {"dag stat", "refs -r --unique"})
  void asksOnceForWhatIsOneAnswerForAll(String command) {
    List<String> words = List.of(command.split(" "));
    List<String> cids =
        IntStream.range(0, 15_000).mapToObj(i -> "bafy" + "x".repeat(50) + i).toList();
    session.piping(String.join("\n", cids));
    session.ask(daemon, words);
    assertThat(daemon.calls()).hasSize(1);
    assertThat(daemon.calls().getFirst().body().lines().filter(l -> l.startsWith("bafy")))
        .isEqualTo(cids);
    daemon.forget();
    session.piping(String.join("\n", cids) + "\n" + String.join("\n", cids));
    assertThat(session.ask(daemon, words)).isOne();
    assertThat(session.err()).contains("ask for fewer at once");
    assertThat(daemon.calls()).isEmpty();
  }

  /// A name with a line break is no line.
  @Test
  void leavesInTheUrlWhatIsNoLine() {
    List<String> words = new ArrayList<>(List.of("ls", "bafyA/a\nb"));
    IntStream.range(0, 2_000).forEach(i -> words.add("bafy" + i));
    session.piping("");
    session.ask(daemon, words);
    assertThat(daemon.calls().getFirst().target()).contains("arg=bafyA%2Fa%0Ab&arg=bafy0");
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void takesADashForItsInput(Command row) throws IOException {
    Files.writeString(folder.resolve("a"), "the file");
    Files.writeString(folder.resolve("-"), "the dash");
    session.piping("the input");
    session.ask(daemon, Stream.concat(without(row).stream(), Stream.of("-", "a")).toList());
    assertThat(daemon.calls().getFirst().body())
        .contains("the input", "the file")
        .doesNotContain("the dash");
    daemon.forget();
    session.ask(daemon, Stream.concat(without(row).stream(), Stream.of("./-")).toList());
    assertThat(daemon.calls().getFirst().body()).contains("the dash");
    assertThat(
            session.ask(daemon, Stream.concat(without(row).stream(), Stream.of("-", "-")).toList()))
        .isOne();
    assertThat(session.err()).contains("can be read once only");
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void sendsWithABodyWhatEveryCommandIsTold(Command row) {
    session.piping("the input");
    List<String> told =
        List.of("--timeout=9s", "--cid-base=base16", "--upgrade-cidv0-in-output", "--offline");
    session.ask(daemon, Stream.concat(without(row).stream(), told.stream()).toList());
    assertThat(query(daemon.calls().getFirst()))
        .contains(
            "&timeout=9s", "&cid-base=base16", "&upgrade-cidv0-in-output=true", "&offline=true");
  }

  /// Nobody has to come for a command that has so much time.
  @ParameterizedTest
  @MethodSource("bodies")
  void waitsForItsInputNoLongerThanTold(Command row) throws IOException {
    try (PipedOutputStream nobody = new PipedOutputStream()) {
      session.reading(new PipedInputStream(nobody));
      session.ask(
          daemon, Stream.concat(without(row).stream(), Stream.of("--timeout=1ms")).toList());
      assertThat(session.err()).isEqualTo("Error: context deadline exceeded\n");
    }
  }

  @Test
  void refusesATimeThatIsNone() {
    assertThat(session.ask(daemon, "id", "--timeout=soon")).isOne();
    assertThat(session.err()).startsWith("Error: option timeout: invalid duration \"soon\"");
    assertThat(daemon.calls()).isEmpty();
  }

  @Test
  void findsCommandsOfEachKind() {
    assertThat(lists().stream().map(Command::name)).contains("pin add", "cat", "block rm");
    assertThat(single().stream().map(Command::name))
        .contains("block get", "block stat", "get", "dag get", "dag resolve", "dag export");
    assertThat(bodies().stream().map(Command::name))
        .contains("add", "block put", "dag put", "dag import");
  }
}
