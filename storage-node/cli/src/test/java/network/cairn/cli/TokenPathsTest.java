package network.cairn.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.api.Command;
import network.cairn.api.Needs;
import network.cairn.api.table.Commands;
import network.cairn.base.files.DurableFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Every command that asks a daemon, typed by a user of the daemon's home: the token goes to the
/// calls whose rows ask for it, and to no others.
@Timeout(60)
final class TokenPathsTest {
  private static final String SECRET = "the-secret";

  /// Commands that have no dialogue, or make more calls than theirs shows.
  private static final List<String> MORE =
      List.of(
          "add file",
          "get bafyA",
          "ui",
          "diag profile -o p.zip",
          "put file --yes",
          "put --cid bafyR --yes",
          "put --resume=8",
          "dag import file",
          "key import mine file",
          "key sign file",
          "key verify file",
          "config replace file");

  /// Commands that the home's files answer; they call the daemon that the user names.
  private static final List<String> WITHOUT = List.of("wallet address");

  @TempDir private Path folder;
  private FakeDaemon daemon;
  private Session session;

  @BeforeEach
  void start() throws IOException {
    Path home = Files.createDirectories(folder.resolve(".cairn"));
    daemon = new FakeDaemon().knowing(SECRET);
    Files.writeString(home.resolve("api"), daemon.address());
    DurableFiles.replaceSecret(home.resolve("token"), SECRET.getBytes(US_ASCII));
    Files.writeString(folder.resolve("file"), "{}");
    session = new Session(folder).piping("bafyA\n");
    daemon
        .answer("add", "{\"Name\":\"file\",\"Hash\":\"bafyR\",\"Size\":\"9\"}\n")
        .answer("put/quote", PutOverDaemonTest.QUOTE)
        .answer("put", PutOverDaemonTest.EVENTS)
        .answer("put/resume", PutOverDaemonTest.EVENTS);
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  private static List<List<String>> lines() {
    return Stream.concat(
            DialoguesTest.dialogues().stream().map(Dialogue::words),
            MORE.stream().map(line -> Arrays.asList(line.split(" "))))
        .toList();
  }

  /// The row that a line's first words name.
  private static Command row(List<String> words) {
    Command at = Commands.TABLE.root();
    for (String word : words) {
      Command next = Commands.TABLE.child(at, word).orElse(at);
      if (next.equals(at)) {
        break;
      }
      at = next;
    }
    return at;
  }

  private static Map<String, Boolean> asking() {
    return Commands.TABLE.atDoor().stream()
        .collect(
            Collectors.toMap(
                Command::path, row -> row.guard().wanted(), Boolean::logicalOr, TreeMap::new));
  }

  /// What the calls behind the first so many asked for; fails if the token went with any that does
  /// not ask for it, or did not go with one that does.
  private Set<String> paths(int before, List<String> words) {
    Set<String> paths = new TreeSet<>();
    for (FakeDaemon.Call call : daemon.calls().stream().skip(before).toList()) {
      String path = call.target().split("\\?", 2)[0];
      boolean asked = asking().getOrDefault(path, false);
      assertThat(call.head().contains("\nAuthorization: Bearer " + SECRET + "\n"))
          .as("the token at %s of %s", path, words)
          .isEqualTo(asked);
      assertThat(call.head().contains(SECRET)).as("%s of %s", path, words).isEqualTo(asked);
      paths.add(path);
    }
    assertThat(paths).as("%s: %s", words, session.err()).isNotEmpty();
    assertThat(asking().keySet()).containsAll(paths);
    return paths;
  }

  @Test
  void goesWithTheCallsThatAskForIt() {
    Set<String> called = new TreeSet<>();
    Set<String> run = new TreeSet<>();
    for (List<String> words : lines()) {
      if (row(words).needs() == Needs.NOTHING) {
        continue;
      }
      int before = daemon.calls().size();
      session.run(words);
      called.addAll(paths(before, words));
      run.add(row(words).name());
    }
    for (String line : WITHOUT) {
      List<String> words = Arrays.asList(line.split(" "));
      int before = daemon.calls().size();
      session.run(words);
      assertThat(daemon.calls()).as(line).hasSize(before);
      session.ask(daemon, words);
      called.addAll(paths(before, words));
      run.add(row(words).name());
    }
    assertThat(run)
        .containsAll(
            Commands.TABLE.onCommandLine().stream()
                .filter(row -> row.needs() == Needs.DAEMON || row.needs() == Needs.HOME)
                .map(Command::name)
                .toList());
    assertThat(called)
        .contains("add", "put", "put/quote", "put/resume", "receipt/get")
        .containsAll(
            Commands.TABLE.onCommandLine().stream()
                .filter(row -> row.atDoor() && row.guard().wanted())
                .map(Command::path)
                .toList());
  }

  @Test
  void goesNowhereElseWhereTheUserNamesTheAddress() {
    Set<String> called = new TreeSet<>();
    for (List<String> words : lines()) {
      int before = daemon.calls().size();
      session.ask(daemon, words);
      called.addAll(paths(before, words));
    }
    assertThat(called).contains("add", "put", "config", "shutdown");
  }
}
