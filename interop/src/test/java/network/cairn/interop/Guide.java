package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The shell blocks of a guide, run in order in one shell as a reader would type them.
///
/// Only what a reader replaces is replaced: words in capitals, example addresses, by shell
/// expressions that find the value as the reader would. What stays in the foreground goes to the
/// background, as if typed in another terminal. Homes listen on loopback at free ports.
final class Guide {
  /// Each is put into the background, and the rest waits for its word.
  private static final Map<String, String> STAYING =
      Map.of(
          "cairn daemon", "Daemon is ready",
          "cairn provider start", "Daemon is ready",
          "cairn ledger start", "Ledger is ready");

  private final Path file;
  private final Map<String, String> replaced = new LinkedHashMap<>();
  private final Map<String, String> before = new LinkedHashMap<>();
  private final List<String> used = new ArrayList<>();
  private String preamble = "";

  Guide(Path file) {
    this.file = file;
  }

  /// What the reader has done before.
  Guide after(String shell) {
    preamble = shell;
    return this;
  }

  /// A word or an example of the guide that stands for the reader's own.
  Guide replacing(String word, String shell) {
    replaced.put(word, shell);
    return this;
  }

  /// What the guide's text says in words ahead of a command.
  Guide before(String command, String shell) {
    before.put(command, shell);
    return this;
  }

  /// The command lines of the guide's shell blocks, without comments.
  static List<String> commands(Path file) throws IOException {
    List<String> commands = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("```")) {
        inside = !inside && line.equals("```sh");
      } else if (inside) {
        int comment = line.indexOf(" #");
        String command = (comment < 0 ? line : line.substring(0, comment)).strip();
        if (!command.isEmpty() && !command.startsWith("#")) {
          commands.add(command);
        }
      }
    }
    return commands;
  }

  /// Runs it in an empty home.
  ///
  /// @param cairn the program
  /// @throws AssertionError with all that was printed, if a command fails
  void run(Path cairn, Path home) throws IOException {
    Path bin = Files.createDirectories(home.resolve("bin"));
    Path program = bin.resolve("cairn");
    Files.writeString(
        program,
        "#!/bin/sh\n[ \"$1\" = init ] && set -- \"$@\" --profile test\nexec '"
            + cairn
            + "' \"$@\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Path user = Files.createDirectories(home.resolve("user"));
    Files.write(user.resolve("photo.jpg"), photo());
    Path script = home.resolve("script");
    Files.writeString(script, script());
    Command.Result result =
        new Command(
                home,
                List.of("/bin/bash", script.toString()),
                Map.of(
                    "HOME",
                    user.toString(),
                    "PATH",
                    bin + ":" + System.getenv("PATH"),
                    "CAIRN_PATH",
                    ""))
            .attempt();
    assertThat(result.exit())
        .as(file + " as written:\n" + result.output() + result.errors())
        .isZero();
    assertThat(result.output()).endsWith("the guide is done\n");
    List<String> unused = new ArrayList<>(replaced.keySet());
    unused.addAll(before.keySet());
    unused.removeAll(used);
    assertThat(unused).as("is no longer in " + file).isEmpty();
  }

  private static byte[] photo() {
    byte[] bytes = new byte[300_000];
    new java.util.Random(7).nextBytes(bytes);
    return bytes;
  }

  private String script() throws IOException {
    StringBuilder script =
        new StringBuilder(
            """
            set -eu
            unset CAIRN_PATH
            cd ~
            stop() { kill "$1" 2>/dev/null || true; wait "$1" 2>/dev/null || true; }
            ready() {
              until grep -q "^$2" "$1"; do kill -0 "$3" || { cat "$1"; exit 1; }; sleep 0.2; done
            }
            ended() {
              code=$?
              for job in $(jobs -p); do stop "$job"; done
              [ ! -d ~/.cairn-testnet ] || cairn testnet down >/dev/null || true
              exit $code
            }
            trap ended EXIT
            """);
    script.append(preamble).append('\n');
    for (String command : commands(file)) {
      before.forEach((prefix, shell) -> {
        if (command.startsWith(prefix)) {
          used.add(prefix);
          script.append(shell).append('\n');
        }
      });
      script.append("echo '$ ").append(command.replace("'", "'\\''")).append("'\n");
      script.append(line(replace(command))).append('\n');
    }
    return script.append("echo 'the guide is done'\n").toString();
  }

  private static String line(String command) {
    String plain = command.endsWith("&") ? command.substring(0, command.length() - 1) : command;
    for (Map.Entry<String, String> staying : STAYING.entrySet()) {
      if (plain.startsWith(staying.getKey())) {
        String log = "~/" + staying.getKey().replace(' ', '-') + ".log";
        return plain
            + " >"
            + log
            + " 2>&1 & last=$!\nready "
            + log
            + " '"
            + staying.getValue()
            + "' $last";
      }
    }
    return command;
  }

  private String replace(String command) {
    String line = command;
    for (Map.Entry<String, String> word : replaced.entrySet()) {
      Matcher matcher =
          Pattern.compile("(?<![\\w<-])" + Pattern.quote(word.getKey()) + "(?![\\w>])")
              .matcher(line);
      if (matcher.find()) {
        used.add(word.getKey());
        line = matcher.replaceAll(Matcher.quoteReplacement(word.getValue()));
      }
    }
    return line;
  }
}
