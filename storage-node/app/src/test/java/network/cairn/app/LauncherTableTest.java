package network.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.cairn.api.Command;
import network.cairn.api.Needs;
import network.cairn.api.table.Commands;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher's own `choose`, with the functions made from the table, in a shell.
final class LauncherTableTest {
  private static final Path LAUNCHER = Path.of("../../cairn");
  @TempDir private Path home;

  @BeforeEach
  void write() throws IOException {
    String launcher = Files.readString(LAUNCHER);
    Files.writeString(
        home.resolve("functions"),
        "set -eu\n"
            + LauncherTable.shell(Commands.TABLE)
            + function(launcher, "choose")
            + function(launcher, "announce"));
  }

  private static String function(String launcher, String name) {
    int start = launcher.indexOf(name + "() {");
    return launcher.substring(start, launcher.indexOf("\n}\n", start) + 3);
  }

  /// The mode for each command line, each in a shell's copy of its own.
  private List<String> modes(List<String> lines) throws IOException, InterruptedException {
    StringBuilder script = new StringBuilder(". ./functions\n");
    lines.forEach(
        line -> script.append("(choose ").append(line).append("; announce; echo $mode)\n"));
    Path file = Files.writeString(home.resolve("script"), script);
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", file.toString())
            .directory(home.toFile())
            .redirectErrorStream(true);
    builder.environment().put("CAIRN_PATH", home.toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    assertThat(out.lines()).as(out).hasSameSizeAs(lines);
    return out.lines().toList();
  }

  private void assertModes(Map<String, String> expected) throws IOException, InterruptedException {
    List<String> lines = List.copyOf(expected.keySet());
    List<String> modes = modes(lines);
    Map<String, String> found = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      found.put(lines.get(i), modes.get(i));
    }
    assertThat(found).isEqualTo(expected);
  }

  private static String mode(Needs needs, boolean daemon) {
    return switch (needs) {
      case NOTHING, DAEMON -> "client";
      case HASHING -> "hash";
      case FILES -> "local";
      case STAYING -> "daemon";
      case LIGHT -> "light";
      case HOME -> daemon ? "client" : "local";
    };
  }

  @Test
  void choosesByWhatEachCommandNeeds() throws Exception {
    Map<String, String> without = new TreeMap<>();
    Map<String, String> named = new TreeMap<>();
    Map<String, String> helped = new TreeMap<>();
    for (Command row : Commands.TABLE.onCommandLine()) {
      without.put(row.name(), mode(row.needs(), false));
      without.put("--timeout 9s " + row.name() + " x y", mode(row.needs(), false));
      named.put("--api=/ip4/127.0.0.1/tcp/5001 " + row.name(), mode(row.needs(), true));
      named.put(row.name() + " --api /ip4/127.0.0.1/tcp/5001", mode(row.needs(), true));
      helped.put(row.name() + " --help", "client");
      helped.put("-h " + row.name(), "client");
    }
    assertModes(without);
    assertModes(named);
    assertModes(helped);
    Files.writeString(home.resolve("api"), "/ip4/127.0.0.1/tcp/5001");
    Map<String, String> running = new TreeMap<>();
    Commands.TABLE.onCommandLine().forEach(c -> running.put(c.name(), mode(c.needs(), true)));
    assertModes(running);
  }

  /// Whoever comes before its Java has begun waits for it; nobody waits for anything else.
  @Test
  void saysThatADaemonWillHaveTheHome() throws Exception {
    Path mark = home.resolve("repo.starting");
    for (Command row : Commands.TABLE.onCommandLine()) {
      Files.deleteIfExists(mark);
      modes(List.of(row.name(), row.name() + " --help"));
      boolean daemon = row.needs() == Needs.STAYING;
      assertThat(Files.exists(mark)).as(row.name()).isEqualTo(daemon);
      if (daemon) {
        assertThat(mark).content().matches("process [0-9]+ \\(cairn daemon\\)");
      }
    }
    assertThat(modes(List.of("daemon --repo-dir " + home.resolve("none"))))
        .containsExactly("daemon");
    assertThat(home.resolve("none")).doesNotExist();
  }

  /// What cannot be said there is no reason not to start, and to hear why it fails.
  @Test
  void startsWhereItCannotSaySo() throws Exception {
    Files.createDirectory(home.resolve("repo.starting"));
    assertThat(modes(List.of("daemon"))).containsExactly("daemon");
  }

  @Test
  void looksAtTheHomeThatIsNamed() throws Exception {
    Path other = Files.createDirectory(home.resolve("other"));
    Files.writeString(other.resolve("api"), "");
    assertModes(
        Map.of(
            "cat x",
            "local",
            "cat x --repo-dir " + other,
            "client",
            "--repo-dir=" + other + " cat x",
            "client",
            "cat x --api-auth --repo-dir=" + other,
            "local"));
  }

  @Test
  void hashesWithoutARepositoryAndAsksTheDaemonAlsoOffline() throws Exception {
    Files.writeString(home.resolve("api"), "");
    assertModes(
        Map.of(
            "add -r x", "client",
            "add -n x", "hash",
            "add --only-hash x", "hash",
            "-n add x", "hash",
            "add --offline x", "client",
            "--encoding json add -n x", "hash",
            "version -n", "client",
            "--offline version", "client",
            "--offline daemon", "daemon",
            "ping -n 3 x", "client"));
  }

  @Test
  void answersByItselfWhatIsNoCommand() throws Exception {
    List<String> lines = new ArrayList<>(List.of("", "--version", "help add", "pin", "nonsense"));
    assertThat(modes(lines)).containsOnly("client");
  }

  @Test
  void leavesCharactersOfAShellAlone() throws Exception {
    assertModes(Map.of("add '*' \"--ignore=\\$(touch made)\" '`touch made`'", "local"));
    assertThat(home.resolve("made")).doesNotExist();
  }
}
