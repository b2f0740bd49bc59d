package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import network.cairn.testing.Ordinary;
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
    try {
      Ordinary.run(Reader.class, List.of(folder.toString(), home.toString(), row.name()));
      assertThat(files(home)).as(row.name()).isEqualTo(before);
    } finally {
      permit(home, "rwx------", "rw-------");
    }
  }

  /// A user to whom the home's permissions apply.
  static final class Reader {
    private Reader() {}

    static void main(String[] arguments) {
      EveryRoleTest test = new EveryRoleTest();
      test.folder = Path.of(arguments[0]);
      Command row =
          rows().stream().filter(r -> r.name().equals(arguments[2])).findAny().orElseThrow();
      test.saysWhyNot(row, Path.of(arguments[1]));
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

  @ParameterizedTest
  @ValueSource(strings = {"No space left on device", "Broken pipe"})
  void providerStaysWhereItsOutputFails(String why) throws Exception {
    Path home = folder.resolve("home");
    try (TestLedger ledger = new TestLedger(folder.resolve("ledger"))) {
      ledger.home(home);
      ledger.pay(home, "operator", 1_000);
      int[] code = {-1};
      List<String> words =
          List.of("provider", "start", "--capacity=1GB", "--price=1", "--bond=100");
      Thread provider =
          Thread.ofPlatform().start(() -> code[0] = run(home, new Broken(why), words));
      TestShell shell = new TestShell(folder);
      try {
        while (!Files.exists(home.resolve("api"))) {
          assertThat(provider.join(MOMENT)).as(told()).isFalse();
        }
        assertThat(shell.done(home, "provider", "status")).contains("price 1 CAIRN");
        shell.done(home, "shutdown");
        provider.join();
      } finally {
        provider.interrupt();
        provider.join();
      }
      assertThat(code[0]).as(told()).isZero();
      assertThat(told()).doesNotContain("Exception", "\tat ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"No space left on device", "Broken pipe"})
  void ledgerStaysWhereItsOutputFails(String why) throws Exception {
    Path home = folder.resolve("ledger");
    assertThat(
            run(
                home,
                new ByteArrayOutputStream(),
                List.of("ledger", "init", "--dev", "--home=" + home)))
        .as(told())
        .isZero();
    Broken broken = new Broken(why);
    List<String> words =
        List.of(
            "ledger", "start", "--listen=127.0.0.1:0", "--metrics=127.0.0.1:0", "--home=" + home);
    Thread ledger = Thread.ofPlatform().start(() -> run(home, broken, words));
    try {
      while (!broken.said().contains("Ledger is ready")) {
        assertThat(ledger.join(MOMENT)).as(told()).isFalse();
      }
      String said = broken.said();
      int at = said.indexOf("http://", said.indexOf("Metrics server"));
      URI metrics = URI.create(said.substring(at, said.indexOf('\n', at)));
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpResponse<String> shown =
            client.send(
                HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(shown.body())
            .contains("cairn_ledger_height", "cairn_check{check=\"blocks\"}")
            .doesNotContain("cairn_store_", "cairn_provider_", "cairn_p2p_", "cairn_rpc_");
        for (String path : List.of("/healthz", "/readyz")) {
          HttpResponse<String> health =
              client.send(
                  HttpRequest.newBuilder(metrics.resolve(path)).build(),
                  HttpResponse.BodyHandlers.ofString());
          assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
          assertThat(health.body()).startsWith("{\"Status\":\"ok\",").contains("\"state\"");
        }
      }
    } finally {
      ledger.interrupt();
      ledger.join();
    }
    assertThat(told()).isEqualTo("Error: interrupted\n");
  }

  /// Takes nothing, and remembers what it was to take.
  private static final class Broken extends OutputStream {
    private final String why;
    private final StringBuilder said = new StringBuilder();

    private Broken(String why) {
      this.why = why;
    }

    private synchronized String said() {
      return said.toString();
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      said.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
      throw new IOException(why);
    }
  }

  @Test
  void findsTheRolesOfTheTable() {
    assertThat(rows().stream().map(Command::name))
        .contains("daemon", "provider start", "ledger start", "testnet up");
  }
}
