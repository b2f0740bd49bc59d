package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.cli.CommandFailed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A shell stands for the program, and its script for what the program does.
@Timeout(60)
class LauncherTest {
  private static final Duration LIMIT = Duration.ofSeconds(50);

  @TempDir Path folder;

  private Launcher launcher(String script) {
    return new Launcher(List.of("/bin/sh", "-c", script, "cairn"), folder);
  }

  private Launcher.Output run(String script, String... words)
      throws IOException, InterruptedException {
    return launcher(script).run(Optional.empty(), LIMIT, List.of(words));
  }

  private List<String> left() throws IOException {
    try (var all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "plain, plain",
        "--for=30p, --for=30p",
        "/a/b_c.d:1,  /a/b_c.d:1",
        "two words, 'two words'",
        "it's, 'it'\\''s'",
        "$HOME, '$HOME'",
        "\"\", ''"
      })
  void showsWordsAsAShellTakesThem(String word, String typed) {
    assertThat(Launcher.typed(Optional.empty(), List.of("put", word)))
        .isEqualTo("cairn put " + typed);
  }

  @Test
  void showsTheHomeAsThePartOfTheLineThatItIs() {
    assertThat(Launcher.typed(Optional.of("client"), List.of("status", "1")))
        .isEqualTo("CAIRN_PATH=client cairn status 1");
  }

  /// What is shown can be typed: a shell makes the same words of it.
  @Test
  void whatIsShownIsWhatAShellUnderstands() throws Exception {
    String word = "a 'b' \"c\" $d `e` \\f *";
    String typed = Launcher.typed(Optional.empty(), List.of(word));
    assertThat(run("cairn() { printf '%s' \"$1\"; }; " + typed).lines()).containsExactly(word);
  }

  @Test
  void isNotKnownUnlessTheLauncherSaysSo() {
    assertThat(System.getProperty("cairn.launcher")).isNull();
    assertThatThrownBy(() -> Launcher.ofThisProgram(folder))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("run this as ./cairn demo");
  }

  @Test
  void handsOnWordsFolderAndHome() throws Exception {
    Launcher.Output output =
        launcher("echo \"$@\"; pwd; echo $CAIRN_PATH; echo $CAIRN_JAVA_OPTS")
            .run(Optional.of("client"), LIMIT, List.of("status", "a b"));
    assertThat(output.code()).isZero();
    assertThat(output.lines().subList(0, 3))
        .containsExactly("status a b", folder.toString(), folder.resolve("client").toString());
    assertThat(output.lines().get(3)).isNotEmpty();
  }

  @Test
  void takesNoHomeFromItsOwnSurroundings() throws Exception {
    assertThat(run("echo \"[$CAIRN_PATH]\"").lines()).containsExactly("[]");
  }

  @Test
  void hasNothingToRead() throws Exception {
    assertThat(run("cat; echo end").lines()).containsExactly("end");
  }

  @Test
  void givesBothOutputsAndTheCodeAndLeavesNoFile() throws Exception {
    Launcher.Output output = run("echo out; echo err >&2; exit 7");
    assertThat(output.code()).isEqualTo(7);
    assertThat(output.lines()).containsExactly("out", "err");
    assertThat(left()).isEmpty();
  }

  @Test
  void boundsTheOutput() throws Exception {
    assertThat(run("i=0; while [ $i -lt 450 ]; do echo $i; i=$((i+1)); done").lines())
        .hasSize(400)
        .startsWith("0")
        .endsWith("399");
  }

  @Test
  void bytesThatAreNoTextAreNoFailure() throws Exception {
    assertThat(run("printf 'a\\377b\\n'").lines()).containsExactly("a\ufffdb");
  }

  @Test
  void killsWhatDoesNotEndInTimeAndLeavesNoFile() throws Exception {
    assertThatThrownBy(() ->
            launcher("exec sleep 1000")
                .run(Optional.empty(), Duration.ofMillis(20), List.of("daemon")))
        .isInstanceOf(CommandFailed.class)
        .hasMessage("\"cairn daemon\" did not end within 0 s");
    assertThat(left()).isEmpty();
  }

  private int follow(String script, Duration limit, Launcher.Listener listener)
      throws IOException, InterruptedException {
    return launcher(script)
        .follow(Optional.empty(), limit, List.of("put"), folder.resolve("errors"), listener);
  }

  @Test
  void followsOutputLineByLineWithErrorsApart() throws Exception {
    List<String> lines = new ArrayList<>();
    assertThat(follow("echo one; echo bad >&2; echo two; exit 5", LIMIT, lines::add)).isEqualTo(5);
    assertThat(lines).containsExactly("one", "two");
    assertThat(folder.resolve("errors")).hasContent("bad");
  }

  @Test
  void aListenersFailureEndsTheCommand() {
    assertThatThrownBy(() ->
            follow(
                "echo one; exec sleep 1000",
                LIMIT,
                _ -> {
                  throw new IOException("cannot be told");
                }))
        .hasMessage("cannot be told");
  }

  @Test
  void followsNoLongerThanTheLimit() {
    assertThatThrownBy(() -> follow("exec sleep 1000", Duration.ofMillis(20), _ -> {}))
        .isInstanceOf(CommandFailed.class)
        .hasMessage("\"cairn put\" did not end within 0 s");
  }

  @Test
  void whatStaysWritesItsLogAndIsEnded() throws Exception {
    Child child =
        launcher("echo \"$1\"; exit 9").start("ledger", Optional.empty(), List.of("hello"));
    try {
      ProcessHandle.of(child.pid()).ifPresent(process -> process.onExit().join());
      child.end();
      assertThatThrownBy(child::requireAlive)
          .hasMessage("ledger ended with code 9; its last words: hello");
      assertThat(folder.resolve("logs/ledger.log")).hasContent("hello");
    } finally {
      child.kill();
    }
  }

  @Test
  void aSurvivorIsTheSameProgramBehindNohup() {
    Launcher launcher = new Launcher(List.of("cairn"), folder);
    List<String> program = launcher.surviving().program();
    assertThat(program).endsWith("cairn");
    assertThat(program.size()).isLessThanOrEqualTo(2);
    assertThat(launcher.surviving().folder()).isEqualTo(folder);
    assertThat(launcher.in(Path.of("/")).folder()).isEqualTo(Path.of("/"));
  }
}
