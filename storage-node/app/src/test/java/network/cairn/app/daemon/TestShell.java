package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import network.cairn.cli.Output;
import network.cairn.cli.Shell;
import network.cairn.cli.Terminal;

/// The command line of a test, in one folder.
final class TestShell {
  private final Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  TestShell(Path folder) {
    this.folder = folder;
  }

  /// Runs a command on a home, and returns its exit code.
  int run(Path home, String... words) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new Output(out, true),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            true,
            false,
            false,
            Map.of("HOME", folder.toString(), "CAIRN_PATH", home.toString()),
            folder);
    return Shell.run(List.of(words), new NodeRoles(), terminal);
  }

  /// What the last command printed.
  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /// Runs a command that must succeed, and returns what it printed.
  String done(Path home, String... words) {
    int code = run(home, words);
    assertThat(code).as(String.join(" ", words) + ": " + err).isZero();
    return out();
  }

  /// Runs a command that must fail with one message, and returns that.
  String fails(Path home, String... words) {
    assertThat(run(home, words)).as(String.join(" ", words)).isEqualTo(1);
    List<String> errors = err().lines().filter(l -> l.startsWith("Error: ")).toList();
    assertThat(errors).as(err()).hasSize(1);
    assertThat(err()).doesNotContain("\tat ").doesNotContain("Exception");
    return errors.getFirst();
  }
}
