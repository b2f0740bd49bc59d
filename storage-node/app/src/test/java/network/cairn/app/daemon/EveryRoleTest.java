package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Needs;
import network.cairn.api.table.Commands;
import network.cairn.api.table.NodeTable;
import network.cairn.cli.Output;
import network.cairn.cli.Shell;
import network.cairn.cli.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every command of the table that stays, or looks after what stays, on homes that cannot be used,
/// and a daemon whose words nobody takes. `demo`, which has no home, makes its own.
@Timeout(120)
final class EveryRoleTest {
  private static final Duration MOMENT = Duration.ofMillis(20);

  @TempDir private Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  static List<Command> rows() {
    Set<Needs> staying = Set.of(Needs.STAYING, Needs.LIGHT);
    return Commands.TABLE.onCommandLine().stream()
        .filter(row -> staying.contains(row.needs()) && !row.equals(NodeTable.DEMO))
        .toList();
  }

  private int run(Path home, OutputStream out, List<String> words) {
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new Output(out, false),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            false,
            Map.of("HOME", folder.toString(), "CAIRN_PATH", home.toString()),
            folder);
    return Shell.run(words, new NodeRoles(), terminal);
  }

  private static List<String> words(Command row, Path home) {
    List<String> words = new ArrayList<>(List.of(row.name().split(" ")));
    row.argumentsHere().stream().filter(Argument::required).forEach(_ -> words.add("client"));
    if (row.options().stream().anyMatch(option -> option.name().equals("home"))) {
      words.add("--home=" + home);
    }
    return words;
  }

  private String told() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private void saysWhyNot(Command row, Path home) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = run(home, out, words(row, home));
    if (row.equals(NodeTable.TESTNET_DOWN)) {
      assertThat(code).as(told()).isZero();
      assertThat(out.toString(StandardCharsets.UTF_8)).contains("there is no network in ");
      return;
    }
    assertThat(code).as("%s: %s", row.name(), told()).isEqualTo(1);
    assertThat(told()).as(row.name()).doesNotContain("Exception", "\tat ", "null");
    assertThat(told().lines().filter(l -> l.startsWith("Error: "))).as(told()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void saysWhyNotWhereTheHomeIsAFile(Command row) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    saysWhyNot(row, file);
    err.reset();
    saysWhyNot(row, file.resolve("below"));
    assertThat(file).content().isEqualTo("mine");
  }

  /// A home that was brought back by another user, or lies on a medium that cannot be written.
  @ParameterizedTest
  @MethodSource("rows")
  void saysWhyNotWhereTheHomeIsReadOnly(Command row) throws Exception {
    Path home = folder.resolve("home");
    TestDaemon.init(home);
    Map<Path, String> before = files(home);
    permit(home, "r-x------", "r--------");
    boolean root = Files.isWritable(home);
    try {
      if (root) {
        assumeThat(chattr("+i", home))
            .as("prerequisite: a user who is not root, or a disk with immutable files")
            .isTrue();
      }
      saysWhyNot(row, home);
      assertThat(files(home)).as(row.name()).isEqualTo(before);
    } finally {
      if (root) {
        chattr("-i", home);
      }
      permit(home, "rwx------", "rw-------");
    }
  }

  /// Permissions bind everybody but root.
  private static boolean chattr(String change, Path home) throws Exception {
    try {
      ProcessBuilder chattr = new ProcessBuilder("chattr", "-R", change, home.toString());
      return chattr.redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  private static Map<Path, String> files(Path home) throws IOException {
    Map<Path, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(home)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file, Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return files;
  }

  private static void permit(Path home, String folders, String files) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> walked = Files.walk(home)) {
      walked.forEach(all::add);
    }
    for (Path path : all) {
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(Files.isDirectory(path) ? folders : files));
    }
  }

  /// What a daemon says on its way is news; that nobody takes it ends no daemon.
  @ParameterizedTest
  @ValueSource(strings = {"No space left on device", "Broken pipe"})
  void daemonStaysWhereItsOutputFails(String why) throws Exception {
    Path home = folder.resolve("home");
    TestDaemon.init(home);
    int[] code = {-1};
    Thread daemon =
        Thread.ofPlatform().start(() -> code[0] = run(home, new Broken(why), List.of("daemon")));
    try {
      while (!Files.exists(home.resolve("api"))) {
        boolean ended = daemon.join(MOMENT);
        assertThat(ended).as(told()).isFalse();
      }
      TestShell shell = new TestShell(folder);
      try {
        assertThat(shell.done(home, "swarm", "addrs", "local")).contains("/tcp/");
      } finally {
        shell.done(home, "shutdown");
      }
    } finally {
      daemon.join();
    }
    assertThat(code[0]).as(told()).isZero();
    assertThat(told()).doesNotContain("Exception", "\tat ");
  }

  private static final class Broken extends OutputStream {
    private final String why;

    private Broken(String why) {
      this.why = why;
    }

    @Override
    public void write(int b) throws IOException {
      throw new IOException(why);
    }
  }

  @Test
  void findsTheRolesOfTheTable() {
    assertThat(rows().stream().map(Command::name))
        .contains("daemon", "provider start", "ledger start", "testnet up");
  }
}
