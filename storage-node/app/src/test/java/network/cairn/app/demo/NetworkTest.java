package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.cairn.cli.CommandFailed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A shell script stands for every node.
@Timeout(60)
class NetworkTest {
  private static final Duration LIMIT = Duration.ofSeconds(50);
  private static final String NODE =
      """
      case "$1" in
        init) mkdir -p "$CAIRN_PATH"
              echo /ip4/127.0.0.1/tcp/1 > "$CAIRN_PATH/api"
              (umask 077; echo secret > "$CAIRN_PATH/token")
              echo "made a home";;
        daemon) echo "Daemon is ready"; exec sleep 1000;;
        *) echo "Error: no $1"; exit 4;;
      esac
      """;

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Screen screen =
      new PlainScreen(new PrintStream(out, true, StandardCharsets.UTF_8), new FakePace());
  private Network network =
      new Network(
          new BlockMakers.Alone(), new Launcher(List.of(), Path.of("")), new FakePace(), screen);

  @BeforeEach
  void make() throws IOException {
    network = network(NODE);
  }

  @AfterEach
  void end() {
    network.end();
  }

  private Network network(String script) throws IOException {
    Path program = Script.in(folder, script);
    return new Network(
        new BlockMakers.Alone(),
        new Launcher(List.of(program.toString()), folder),
        Script.busy(),
        screen);
  }

  private String told() {
    return out.toString(StandardCharsets.UTF_8).replaceAll("\\[ *[0-9.]+ s] ", "");
  }

  @Test
  void hasFourProviders() {
    assertThat(Network.providers())
        .containsExactly("provider-1", "provider-2", "provider-3", "provider-4");
    assertThat(network.folder()).isEqualTo(folder);
  }

  @Test
  void nobodyRunsAtFirst() throws IOException {
    assertThat(network.children()).isEmpty();
    network.requireAlive();
    assertThatThrownBy(() -> network.bank()).hasMessage("the ledger does not run");
    assertThatThrownBy(() -> network.member("client")).hasMessage("client does not run");
    assertThatThrownBy(() -> network.child("client")).hasMessage("client was not started");
    assertThat(network.nameOf("")).isEqualTo("-");
  }

  @Test
  void showsACommandWithWhatItPrints() throws Exception {
    assertThat(network.show(Optional.of("fresh"), LIMIT, List.of("init")))
        .containsExactly("made a home");
    assertThat(told()).isEqualTo("$ CAIRN_PATH=fresh cairn init\n  made a home\n");
  }

  @Test
  void aCommandThatFailsIsNamedWithCodeAndWords() {
    assertThatThrownBy(() -> network.show(Optional.empty(), LIMIT, List.of("sing", "a song")))
        .isInstanceOf(CommandFailed.class)
        .hasMessage("\"cairn sing 'a song'\" ended with code 4: Error: no sing");
  }

  @Test
  void startsAStrangerAndEndsIt() throws Exception {
    network.startStranger("fresh");
    assertThat(network.children()).extracting(Child::name).containsExactly("fresh");
    network.requireAlive();
    assertThat(told()).contains("$ CAIRN_PATH=fresh cairn daemon &\n");
    Child child = network.child("fresh");
    network.end();
    assertThat(child.isAlive()).isFalse();
    assertThat(network.children()).isEmpty();
  }

  @Test
  void forgetsWhatItKilled() throws Exception {
    network.startStranger("one");
    network.startStranger("two");
    Child one = network.child("one");
    network.kill("one");
    assertThat(one.isAlive()).isFalse();
    assertThat(network.children()).extracting(Child::name).containsExactly("two");
    network.requireAlive();
  }

  @Test
  void namesWhoHasEndedByItself() throws Exception {
    network.startStranger("one");
    ProcessHandle process = ProcessHandle.of(network.child("one").pid()).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
    network.child("one").end();
    assertThatThrownBy(network::requireAlive)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("one ended with code 137; its last words: Daemon is ready");
  }

  @Test
  void doesNotWaitForANodeThatHasEnded() throws Exception {
    network = network("[ \"$1\" = init ] || { echo 'Error: address in use'; exit 3; }");
    assertThatThrownBy(() -> network.startStranger("fresh"))
        .hasMessage("fresh ended with code 3; its last words: Error: address in use");
  }

  /// Ctrl-C may come between two starts.
  @Test
  void startsNothingOnceItIsBeingEnded() {
    network.end();
    assertThatThrownBy(() -> network.startStranger("fresh"))
        .isInstanceOf(IOException.class)
        .hasMessage("the network is being ended");
    assertThat(network.children()).isEmpty();
  }

  @Test
  void leavesWhatItReleased() throws Exception {
    network.startStranger("fresh");
    Child child = network.child("fresh");
    network.release();
    network.end();
    assertThat(child.isAlive()).isTrue();
    child.kill();
  }

  @Test
  void aLedgerThatDoesNotStartIsToldInItsOwnWords() throws IOException {
    Script.ledgerHome(folder.resolve("ledger"));
    network = network("[ \"$2\" = init ] || { echo 'Error: the disk is full'; exit 1; }");
    assertThatThrownBy(network::startLedger)
        .hasMessage("ledger ended with code 1; its last words: Error: the disk is full");
    assertThat(told())
        .containsPattern(
            "\\$ cairn ledger init --dev --url http://127\\.0\\.0\\.1:\\d+ --home ledger\n")
        .contains("$ cairn ledger start --home ledger &\n");
  }

  @Test
  void givesALineAtATimeOfACommandThatItFollows() throws Exception {
    int[] lines = {0};
    Path errors = folder.resolve("errors");
    assertThat(
            network.follow(Optional.of("fresh"), LIMIT, List.of("init"), errors, _ -> lines[0]++))
        .isZero();
    assertThat(lines[0]).isEqualTo(1);
    assertThat(Files.size(errors)).isZero();
  }
}
