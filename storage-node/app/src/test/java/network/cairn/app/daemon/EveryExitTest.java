package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Needs;
import network.cairn.api.table.Commands;
import network.cairn.api.table.NodeTable;
import network.cairn.cli.Output;
import network.cairn.cli.Shell;
import network.cairn.cli.Terminal;
import network.cairn.testing.Ordinary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Every command of the table that ends by itself, on a real home: against outputs that take
/// nothing, with the daemon and without, on a home that may not be touched. What it is told is made
/// from its row, so most do something and the others say why not.
@Timeout(300)
final class EveryExitTest {
  @TempDir private Path folder;
  private Path home;
  private String cid = "";

  @BeforeEach
  void init() throws IOException {
    home = folder.resolve("home");
    TestDaemon.init(home);
    cid = new TestShell(folder).done(home, "add", "-Q", Files.writeString(file(), "f").toString());
    cid = cid.strip();
  }

  private Path file() {
    return folder.resolve("file");
  }

  private record Shown(int code, String out, String err) {}

  private Shown run(Command row, OutputStream out) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> words = new ArrayList<>(List.of(row.name().split(" ")));
    row.argumentsHere().stream().filter(Argument::required).map(this::argument).forEach(words::add);
    words.add("--timeout=20s");
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream((cid + "\n").getBytes(StandardCharsets.UTF_8)),
            new Output(out, false),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            false,
            Map.of("HOME", folder.toString(), "CAIRN_PATH", home.toString()),
            folder);
    int code = Shell.run(words, new NodeRoles(), terminal);
    String told = err.toString(StandardCharsets.UTF_8);
    assertThat(told).as(row.name()).doesNotContain("Exception", "\tat ");
    return new Shown(code, out.toString(), told);
  }

  private String argument(Argument argument) {
    return argument.isBody() || argument.name().equals("file") ? file().toString() : cid;
  }

  private Shown run(Command row) {
    return run(row, new ByteArrayOutputStream());
  }

  /// An output that takes nothing, as a full disk or a pipe that nobody reads.
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

  private static List<Command> rows(Set<Needs> needs) {
    return Commands.TABLE.onCommandLine().stream()
        .filter(row -> needs.contains(row.needs()) && !row.equals(NodeTable.SHUTDOWN))
        .toList();
  }

  /// The names of those that said something; each of them fails where that cannot be written.
  private Set<String> failWhereOutputFails(List<Command> rows) {
    Set<String> spoke = new TreeSet<>();
    for (Command row : rows) {
      Shown good = run(row);
      assertThat(good.code()).as("%s: %s", row.name(), good.err()).isBetween(0, 1);
      assertThat(good.code() == 0 || !good.err().isEmpty()).as("%s says why", row.name()).isTrue();
      Shown full = run(row, new Broken("No space left on device"));
      Shown closed = run(row, new Broken("Broken pipe"));
      Shown again = run(row);
      if (good.code() == 0 && again.code() == 0 && !again.out().isEmpty()) {
        spoke.add(row.name());
        assertThat(full.code()).as("%s on a full disk", row.name()).isEqualTo(1);
        assertThat(full.err()).as(row.name()).contains("No space left on device");
        assertThat(closed.code()).as("%s to nobody", row.name()).isEqualTo(Shell.READER_GONE);
        assertThat(closed.err()).as(row.name()).doesNotContain("rror", "Broken pipe");
      }
    }
    return spoke;
  }

  @Test
  void isNoSuccessWithoutADaemonWhereOutputFails() {
    Set<Needs> needs = Set.of(Needs.NOTHING, Needs.HASHING, Needs.HOME, Needs.FILES);
    assertThat(failWhereOutputFails(rows(needs)))
        .contains("add", "cat", "dag export", "block get", "pin ls", "version", "id");
  }

  @Test
  void isNoSuccessWithADaemonWhereOutputFails() throws IOException {
    try (TestDaemon daemon = TestDaemon.start(home)) {
      assertThat(daemon.port()).isPositive();
      assertThat(failWhereOutputFails(rows(Set.of(Needs.HOME, Needs.DAEMON))))
          .contains("add", "cat", "dag export", "block get", "pin ls", "swarm addrs local");
    }
  }

  @Test
  void saysWhyNotWhereNoDaemonRuns() {
    Set<String> missed = new TreeSet<>();
    for (Command row : rows(Set.of(Needs.DAEMON))) {
      Shown shown = run(row);
      assertThat(shown.code()).as(row.name()).isEqualTo(1);
      assertThat(shown.err()).as(row.name()).startsWith("Error: ");
      if (shown.err().contains("online mode")) {
        missed.add(row.name());
      }
    }
    assertThat(missed).contains("swarm peers", "status", "ping");
  }

  /// As another user would: nothing of the home may be read.
  @Test
  void saysWhyNotWhereTheHomeIsAnothers() throws Exception {
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("---------"));
    try {
      Ordinary.run(Stranger.class, List.of(folder.toString(), home.toString(), cid));
    } finally {
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    }
  }

  /// A user to whom the home's permissions apply.
  static final class Stranger {
    private Stranger() {}

    static void main(String[] arguments) {
      EveryExitTest test = new EveryExitTest();
      test.folder = Path.of(arguments[0]);
      test.home = Path.of(arguments[1]);
      test.cid = arguments[2];
      for (Command row : rows(Set.of(Needs.HOME))) {
        Shown shown = test.run(row);
        assertThat(shown.code()).as(row.name()).isEqualTo(1);
        assertThat(shown.err()).as(row.name()).contains("ermission denied");
      }
    }
  }
}
