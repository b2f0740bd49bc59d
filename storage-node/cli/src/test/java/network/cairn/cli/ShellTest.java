package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.api.Command;
import network.cairn.api.Option;
import network.cairn.api.table.Commands;
import network.cairn.base.tree.SourceEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ShellTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... words) {
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new Output(out, true),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            true,
            false,
            false,
            Map.of("HOME", folder.toString()),
            folder);
    return Shell.run(List.of(words), new NoRoles(), terminal);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void showsTheWholeHelpInKubosOrder() {
    assertThat(run("--help")).isZero();
    assertThat(out())
        .startsWith("USAGE\n  cairn")
        .containsSubsequence(
            "SUBCOMMANDS\n", "cairn pin", "GLOBAL OPTIONS\n", "--api=<text>", "EXIT STATUS\n");
  }

  @Test
  void understandsHelpAndVersionAsOtherProgramsDo() {
    assertThat(run("help", "block", "put")).isZero();
    assertThat(out()).startsWith("USAGE\n  cairn block put").contains("OPTIONS\n");
    out.reset();
    assertThat(run("help")).isZero();
    assertThat(out()).contains("EXIT STATUS");
    out.reset();
    assertThat(run("--version")).isZero();
    assertThat(out()).startsWith("cairn version ");
  }

  @Test
  void namesTheCommandWhoseHelpWouldHaveHelped() {
    assertThat(run("pin", "add", "--nope", "x")).isEqualTo(1);
    assertThat(err())
        .startsWith("Error: unknown option \"--nope\"")
        .endsWith("Use 'cairn pin add --help' for its options.\n");
  }

  @Test
  void saysWhatOfAFileNameIsNoText() {
    assertThat(run("add", "b\uFFFDd.txt")).isEqualTo(1);
    assertThat(err()).contains("no such file or directory").contains("not UTF-8");
  }

  @Test
  void saysWhichSourceCannotBeRead() {
    MultipartWriter multipart = new MultipartWriter(OutputStream.nullOutputStream(), "b");
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("Input/output error");
          }

          @Override
          public int read(byte[] bytes, int from, int length) throws IOException {
            return read();
          }
        };
    SourceEntry disk = new SourceEntry.File("disk", () -> broken, OptionalLong.empty());
    SourceEntry folder = new SourceEntry.Directory("folder", () -> List.of(disk));
    SourceEntry told = SourceFaults.told(List.of(folder)).getFirst();
    assertThatThrownBy(() -> multipart.entry(told, "folder"))
        .isInstanceOf(CommandFailed.class)
        .hasMessage("folder/disk: Input/output error");
  }

  @Test
  void showsACommandsArgumentsOptionsAndDefaults() {
    assertThat(run("block", "put", "--help")).isZero();
    assertThat(out())
        .startsWith("USAGE\n  cairn block put [options]")
        .containsSubsequence(
            "ARGUMENTS\n", "data", "OPTIONS\n", "--cid-codec=<text>", "Default: raw.")
        .doesNotContain("GLOBAL OPTIONS");
  }

  @Test
  void showsAShortHelpForAGroupAndForH() {
    assertThat(run("pin")).isZero();
    assertThat(out()).contains("cairn pin add").endsWith("Use 'cairn pin --help' for more.\n");
    out.reset();
    assertThat(run("pin", "ls", "-h")).isZero();
    assertThat(out()).startsWith("USAGE\n  cairn pin ls").doesNotContain("OPTIONS");
  }

  @Test
  void doesSomethingForEveryCommandOfTheTable() {
    Actions actions = Actions.of(new NoRoles());
    List<Command> commands = Commands.TABLE.onCommandLine();
    commands.forEach(command -> assertThat(actions.of(command)).isNotNull());
    assertThat(actions.size()).isEqualTo(commands.size());
  }

  /// Every name that a command's source reads is an option of some row.
  @Test
  void readsNoOptionThatNoRowHas() throws IOException {
    Set<String> known =
        Stream.concat(
                Commands.TABLE.globalHere().stream(),
                Commands.TABLE.onCommandLine().stream().flatMap(c -> c.optionsHere().stream()))
            .map(Option::name)
            .collect(Collectors.toSet());
    Set<String> read = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(p -> p.toString().endsWith(".java")).toList()) {
        Pattern.compile("\\.(?:text|flag|number|given)\\(\\s*\"([^\"/]+)\"")
            .matcher(Files.readString(source))
            .results()
            .forEach(found -> read.add(found.group(1)));
      }
    }
    assertThat(read).hasSizeGreaterThan(40);
    assertThat(known).containsAll(read);
  }

  @Test
  void reportsWrongUseAndFailureOnStandardErrorWithOne() {
    assertThat(run("ad")).isEqualTo(1);
    assertThat(err())
        .startsWith("Error: Unknown Command \"ad\"")
        .contains("Did you mean")
        .contains("--help");
    err.reset();
    assertThat(run("cat", "bafy")).isEqualTo(1);
    assertThat(err()).isEqualTo("Error: no repository here\n");
    assertThat(out()).isEmpty();
  }

  @Test
  void saysHowToStartADaemonThatIsNotThere() throws Exception {
    assertThat(run("swarm", "peers")).isEqualTo(1);
    assertThat(err()).contains("cairn daemon");
    err.reset();
    Files.createDirectories(folder.resolve(".cairn"));
    Path api = folder.resolve(".cairn/api");
    for (byte[] damaged : List.of(new byte[] {33, 10}, new byte[0], new byte[] {-1})) {
      Files.write(api, damaged);
      err.reset();
      assertThat(run("cat", "bafy")).isEqualTo(1);
      assertThat(err()).contains("the file " + api).contains("is damaged; delete it");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/ip4/127.0.0.1/tcp/5001, 127.0.0.1, 5001",
    "/ip6/::1/tcp/5001, ::1, 5001",
    "127.0.0.1:80, 127.0.0.1, 80",
    "http://127.0.0.1:5001/, 127.0.0.1, 5001",
    "[::1]:5001, ::1, 5001"
  })
  void readsTheDaemonsAddress(String text, String host, int port) {
    assertThat(Client.socketAddress(text)).isEqualTo(new InetSocketAddress(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/ip4/127.0.0.1",
        "/ip4/127.0.0.1/udp/5001",
        "/ip4/127.0.0.1/tcp/x",
        "localhost",
        "127.0.0.1:",
        "127.0.0.1:70000"
      })
  void refusesWhatIsNoAddressOfADaemon(String text) {
    assertThatThrownBy(() -> Client.socketAddress(text))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("no address");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 CAIRN",
    "1, 0.000000000000000001 CAIRN",
    "2500000000000000000, 2.5 CAIRN",
    "1000000000000000000000000000, 1000000000 CAIRN",
    "'', -"
  })
  void showsAmountsInCairn(String pebbles, String shown) {
    assertThat(AmountText.text(pebbles)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "x", "true", "1111111111111111111111111111111111111111"})
  void refusesWhatIsNoAmount(String text) {
    assertThatThrownBy(() -> AmountText.text(text)).isInstanceOf(CommandFailed.class);
  }

  @Test
  void measuresHowFarAWordIsFromAnother() {
    assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Spelling.distance("", "abc")).isEqualTo(3);
    assertThat(Spelling.distance("same", "same")).isZero();
    assertThat(Spelling.near("staus", "status")).isTrue();
    assertThat(Spelling.near("stat", "status")).isTrue();
    assertThat(Spelling.near("wallet", "status")).isFalse();
    assertThat(Spelling.near("", "status")).isFalse();
  }
}
