package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The story's failures; interop tells it to its end with real processes.
@Timeout(60)
class StoryTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Screen screen =
      new PlainScreen(new PrintStream(out, true, StandardCharsets.UTF_8), new FakePace());

  private Network network(String script) throws IOException {
    List<String> program = List.of(Script.in(folder, script).toString());
    return new Network(
        new BlockMakers.Alone(), new Launcher(program, folder), Script.busy(), screen);
  }

  private Story story(Network network) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    return new Story(network, Script.busy(), screen, file);
  }

  @Test
  void tellsInWhichStepWhichCommandFailed() throws IOException {
    Network network = network("echo 'Error: no space left'; exit 7");
    assertThatThrownBy(() -> story(network).tell())
        .isInstanceOf(StepFailed.class)
        .message()
        .startsWith(
            "step \"Found a ledger that makes a block every 250 ms\" failed: \"cairn ledger init")
        .endsWith("ended with code 7: Error: no space left");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("== 1/12 Found a ledger");
  }

  @Test
  void onValidatorsItHasMoreSteps() throws IOException {
    List<String> program = List.of(Script.in(folder, "exit 1").toString());
    Network network =
        new Network(
            new BlockMakers.Cluster(4, "/c/cometbft"),
            new Launcher(program, folder),
            Script.busy(),
            screen);
    assertThatThrownBy(() -> story(network).tell())
        .hasMessageStartingWith("step \"Found a ledger of 4 validators");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("== 1/16 Found a ledger of 4 validators")
        .contains("$ cairn ledger init --dev --validators 4 --p2p 127.0.0.1:");
  }

  @Test
  void aLedgerThatDiesEndsTheStoryWithItsLastWords() throws IOException {
    Script.ledgerHome(folder.resolve("ledger"));
    Network network = network("[ \"$2\" = init ] || { echo 'Error: damaged'; exit 1; }");
    assertThatThrownBy(() -> story(network).tell())
        .isInstanceOf(StepFailed.class)
        .hasMessageEndingWith("ledger ended with code 1; its last words: Error: damaged");
    network.end();
  }

  @Test
  void goesNoFurtherThanTheStepThatFailed() throws IOException {
    Network network = network("exit 1");
    assertThatThrownBy(() -> story(network).tell()).isInstanceOf(StepFailed.class);
    assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("== 2/12");
    assertThat(network.children()).isEmpty();
  }

  @Test
  void needsItsFile() throws IOException {
    Network network = network("exit 1");
    assertThatThrownBy(() -> new Story(network, Script.busy(), screen, folder.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
