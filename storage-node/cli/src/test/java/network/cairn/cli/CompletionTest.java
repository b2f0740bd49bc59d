package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import network.cairn.api.table.Commands;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompletionTest {
  @TempDir private Path folder;
  private Completion completion;
  private Path script;

  @BeforeEach
  void write() throws IOException {
    completion = new Completion(Commands.TABLE, "cairn");
    script = Files.writeString(folder.resolve("cairn.bash"), completion.bash());
  }

  private String bash(String... words) throws IOException, InterruptedException {
    Path shell = Path.of("/bin/bash");
    Assumptions.assumeTrue(Files.isExecutable(shell), "no bash here");
    Process process =
        new ProcessBuilder(
                java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(shell.toString()),
                        java.util.stream.Stream.of(words))
                    .toList())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }

  private List<String> completed(String... words) throws IOException, InterruptedException {
    String program =
        "source cairn.bash; COMP_WORDS=(cairn "
            + String.join(" ", List.of(words).stream().map(w -> "'" + w + "'").toList())
            + "); COMP_CWORD="
            + words.length
            + "; _cairn; printf '%s\\n' \"${COMPREPLY[@]}\"";
    return bash("--norc", "-c", program).lines().toList();
  }

  @Test
  void writesAScriptThatBashCanParse() throws IOException, InterruptedException {
    assertThat(bash("-n", script.toString())).isEmpty();
  }

  @Test
  void completesCommandsSubcommandsAndOptions() throws IOException, InterruptedException {
    assertThat(completed("pi")).contains("pin", "ping").doesNotContain("add");
    assertThat(completed("pin", "")).contains("add", "rm", "ls");
    assertThat(completed("--offline", "pin", "l")).containsExactly("ls");
    assertThat(completed("add", "--chu")).containsExactly("--chunker");
    assertThat(completed("add", "--off")).containsExactly("--offline");
  }

  @Test
  void completesOptionsBehindAnArgumentAndFilesElsewhere()
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("picture.png"), "");
    assertThat(completed("pin", "ls", "bafy", "--ty")).containsExactly("--type");
    assertThat(completed("add", "pict")).containsExactly("picture.png");
  }

  @Test
  void describesEveryCommandToFishAndZsh() {
    assertThat(completion.zsh()).startsWith("#compdef cairn\n").contains(completion.bash());
    assertThat(completion.fish())
        .contains("complete -c cairn -n '__fish_use_subcommand' -a pin\n")
        .contains("complete -c cairn -n '__fish_seen_subcommand_from pin' -a ls\n");
  }
}
