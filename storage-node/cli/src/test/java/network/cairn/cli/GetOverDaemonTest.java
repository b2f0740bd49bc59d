package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `cairn get` from the words typed to the files that lie there.
@Timeout(60)
final class GetOverDaemonTest {
  private static final byte[] TREE = new Tar().directory("bafyA").file("bafyA/a", "one").end();

  @TempDir private Path folder;
  private FakeDaemon daemon;
  private Session session;

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon();
    session = new Session(folder);
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  private void get(String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "get";
    System.arraycopy(words, 0, all, 1, words.length);
    assertThat(session.ask(daemon, all)).as(session.err()).isZero();
  }

  @Test
  void writesATreeUnderTheLastNameOfThePath() {
    daemon.answer("get", TREE);
    get("--timeout=9s", "/ipfs/bafyR/photos/");
    assertThat(daemon.targets())
        .containsExactly("get?arg=%2Fipfs%2FbafyR%2Fphotos%2F&timeout=9s&archive=true");
    assertThat(folder.resolve("photos/a")).hasContent("one");
    assertThat(session.out()).isEqualTo("Saving file(s) to photos\n");
  }

  @Test
  void writesAFileUnderTheNameGiven() {
    daemon.answer("get", new Tar().file("bafyF", "one").end());
    get("-o", "mine", "bafyF");
    assertThat(folder.resolve("mine")).hasContent("one");
    assertThat(session.out()).isEqualTo("Saving file(s) to mine\n");
    get("--output=" + folder.resolve("other"), "bafyF");
    assertThat(folder.resolve("other")).hasContent("one");
    assertThat(session.out()).isEqualTo("Saving file(s) to other\n");
  }

  @Test
  void putsAFileIntoADirectoryThatIsThereAndMergesATreeIntoIt() throws IOException {
    Files.createDirectory(folder.resolve("there"));
    Files.writeString(folder.resolve("there/kept"), "old");
    daemon.answer("get", new Tar().file("bafyF", "one").end());
    get("-o", "there", "bafyR/f.txt");
    assertThat(folder.resolve("there/f.txt")).hasContent("one");
    daemon.answer("get", TREE);
    get("-o", "there", "bafyA");
    assertThat(folder.resolve("there/a")).hasContent("one");
    assertThat(folder.resolve("there/kept")).hasContent("old");
  }

  @Test
  void saysWhereItSavesAsTheUserSeesIt() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("work"));
    Session inside = new Session(elsewhere);
    daemon.answer("get", TREE);
    assertThat(inside.ask(daemon, "get", "-o", ".", "bafyA")).isZero();
    assertThat(inside.out()).isEqualTo("Saving file(s) to .\n");
    assertThat(elsewhere.resolve("a")).hasContent("one");
    assertThat(inside.ask(daemon, "get", "-o", "../up", "bafyA")).isZero();
    assertThat(inside.out()).isEqualTo("Saving file(s) to ../up\n");
    assertThat(folder.resolve("up/a")).hasContent("one");
    Path absolute = folder.resolve("far");
    assertThat(inside.ask(daemon, "get", "-o", absolute.toString(), "bafyA")).isZero();
    assertThat(inside.out()).isEqualTo("Saving file(s) to " + absolute + "\n");
  }

  @Test
  void keepsArchivesAsTheyCome() throws IOException {
    daemon.answer("get", TREE);
    get("-a", "bafyA");
    assertThat(session.out()).isEqualTo("Saving archive to bafyA.tar\n");
    assertThat(Files.readAllBytes(folder.resolve("bafyA.tar"))).isEqualTo(TREE);
    get("-C", "bafyA");
    assertThat(session.out()).isEqualTo("Saving archive to bafyA.gz\n");
    get("-aC", "-l", "9", "bafyA");
    assertThat(session.out()).isEqualTo("Saving archive to bafyA.tar.gz\n");
    get("-a", "-o", "named", "bafyA");
    assertThat(Files.readAllBytes(folder.resolve("named.tar"))).isEqualTo(TREE);
    assertThat(daemon.targets())
        .containsExactly(
            "get?arg=bafyA&archive=true",
            "get?arg=bafyA&compress=true",
            "get?arg=bafyA&archive=true&compress=true&compression-level=9",
            "get?arg=bafyA&archive=true");
  }

  @Test
  void givesArchivesTheEndingsThatTheirNamesLackAndNoOther() {
    daemon.answer("get", TREE);
    Map<List<String>, String> names =
        Map.of(
            List.of("-a", "x.tar"), "x.tar",
            List.of("-a", "x.tar.gz"), "x.tar.gz",
            List.of("-a", "x.tgz"), "x.tgz.tar",
            List.of("-C", "x"), "x.gz",
            List.of("-C", "x.gz"), "x.gz",
            List.of("-aC", "x"), "x.tar.gz",
            List.of("-aC", "x.tar"), "x.tar.gz",
            List.of("-aC", "x.gz"), "x.gz.tar.gz",
            List.of("-aC", "x.tar.gz"), "x.tar.gz");
    names.forEach((words, name) -> {
      get(words.getFirst(), "-o", words.getLast(), "bafyA");
      assertThat(session.out()).isEqualTo("Saving archive to " + name + "\n");
    });
    get("-a", "-o", "/dev/null", "bafyA");
    assertThat(session.out()).isEqualTo("Saving archive to /dev/null\n");
  }

  @Test
  void asksThePeerThatIsNamed() {
    daemon.answer("get", TREE);
    get("--peer=/p2p/p", "bafyA");
    assertThat(daemon.targets()).containsExactly("get?arg=bafyA&peer=%2Fp2p%2Fp&archive=true");
  }

  @Test
  void replacesAFileThatIsThere() throws IOException {
    Files.writeString(folder.resolve("bafyF"), "older and longer");
    daemon.answer("get", new Tar().file("bafyF", "new").end());
    get("bafyF");
    assertThat(folder.resolve("bafyF")).hasContent("new");
  }

  /// As a daemon answers that misses a block half way: status 200, and a trailer that says why.
  private void breakOff(byte[] sent, String why) {
    String chunk = Integer.toHexString(sent.length) + "\r\n";
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(chunk.getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(sent);
    body.writeBytes(
        ("\r\n0\r\nX-Stream-Error: " + why + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    daemon.raw("get", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", body.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--archive=false", "-a", "-C", "-aC"})
  void keepsWhatIsThereWhenItBreaksOffAndNamesWhatWasMissing(String form) throws IOException {
    List<String> names = List.of("f", "f.tar", "f.gz", "f.tar.gz");
    for (String name : names) {
      Files.writeString(folder.resolve(name), "kept");
    }
    byte[] whole = new Tar().file("bafyF", "x".repeat(2000)).end();
    for (int cut : new int[] {512, 513, 1500}) {
      breakOff(Arrays.copyOf(whole, cut), "block bafyMissing was not found");
      assertThat(session.ask(daemon, "get", form, "-o", "f", "bafyF")).isOne();
      assertThat(session.err()).isEqualTo("Error: block bafyMissing was not found\n");
    }
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(names);
    }
    for (String name : names) {
      assertThat(folder.resolve(name)).hasContent("kept");
    }
  }

  @Test
  void keepsEachFileOfATreeThatWasThereAndLeavesNoHalfOne() throws IOException {
    Path tree = Files.createDirectory(folder.resolve("t"));
    Files.writeString(tree.resolve("a"), "old a");
    Files.writeString(tree.resolve("b"), "old b");
    byte[] whole =
        new Tar().directory("t").file("t/a", "new a").file("t/b", "x".repeat(2000)).end();
    breakOff(Arrays.copyOf(whole, 512 + 1024 + 512 + 700), "block bafyMissing was not found");
    assertThat(session.ask(daemon, "get", "-o", "t", "bafyF")).isOne();
    assertThat(session.err()).contains("bafyMissing");
    assertThat(tree.resolve("a")).hasContent("new a");
    assertThat(tree.resolve("b")).hasContent("old b");
    try (Stream<Path> all = Files.list(tree)) {
      assertThat(all).hasSize(2);
    }
  }

  @Test
  void writesThroughNoHardLink() throws IOException {
    Path kept = Files.writeString(folder.resolve("kept"), "kept");
    Files.createDirectory(folder.resolve("t"));
    Files.createLink(folder.resolve("t/a"), kept);
    Files.createLink(folder.resolve("f"), kept);
    daemon.answer("get", new Tar().directory("t").file("t/a", "new").end());
    get("-o", "t", "bafyT");
    daemon.answer("get", new Tar().file("bafyF", "new").end());
    get("-o", "f", "bafyF");
    assertThat(folder.resolve("t/a")).hasContent("new");
    assertThat(folder.resolve("f")).hasContent("new");
    assertThat(kept).hasContent("kept");
  }

  @Test
  void saysWhichNamesWereEscaped() {
    daemon.answer(
        "get",
        new Tar()
            .directory("t")
            .pax(Tar.record("CAIRN.escaped", "path"))
            .file("t/b%FCd", "x")
            .file("t/50%", "y")
            .end());
    get("-o", "t", "bafyT");
    assertThat(folder.resolve("t/b%FCd")).hasContent("x");
    assertThat(session.err())
        .isEqualTo("'t/b%FCd': its name is not UTF-8; bytes that are none are written as %XX\n");
  }

  @Test
  void refusesATreeWhereAFileIs() throws IOException {
    Files.writeString(folder.resolve("bafyA"), "kept");
    daemon.answer("get", TREE);
    assertThat(session.ask(daemon, "get", "bafyA")).isOne();
    assertThat(session.err()).isEqualTo("Error: " + folder.resolve("bafyA") + " already exists\n");
    assertThat(folder.resolve("bafyA")).hasContent("kept");
  }

  @Test
  void refusesASymlinkWhereAFullDirectoryIs() throws IOException {
    Files.createDirectories(folder.resolve("bafyA/link/full"));
    daemon.answer("get", new Tar().directory("bafyA").link("bafyA/link", "x").end());
    assertThat(session.ask(daemon, "get", "bafyA")).isOne();
    assertThat(session.err())
        .isEqualTo("Error: " + folder.resolve("bafyA/link") + ": directory not empty\n");
  }

  @Test
  void tellsInOneLineThatAnArchiveEndsEarlyWhereverItDoes() {
    byte[] whole =
        new Tar()
            .directory("bafyA")
            .pax(Tar.record("path", "bafyA/long"))
            .file("bafyA/l", "x".repeat(700))
            .entry('5', "bafyA/d", "", new byte[600])
            .open();
    for (int cut = 1; cut < whole.length; cut += 97) {
      if (cut % 512 != 0) {
        daemon.answer("get", Arrays.copyOf(whole, cut));
        assertThat(session.ask(daemon, "get", "-o", "cut", "bafyA")).as("at %d", cut).isOne();
        assertThat(session.err()).isEqualTo("Error: the archive was cut short\n");
      }
    }
    daemon.answer("get", Arrays.copyOf(whole, whole.length - 512));
    assertThat(session.ask(daemon, "get", "-o", "cut", "bafyA")).isOne();
  }

  @Test
  void tellsWhatTheDaemonSaysAndLeavesNothingBehind() {
    daemon.refuse("get", "application/json", "{\"Message\":\"no such block\"}");
    for (String form : new String[] {"--archive=false", "-a", "-C"}) {
      assertThat(session.ask(daemon, "get", form, "bafyA")).isOne();
      assertThat(session.err()).isEqualTo("Error: no such block\n");
    }
    assertThat(folder).isEmptyDirectory();
    daemon.answer("get", "not a tar at all");
    assertThat(session.ask(daemon, "get", "bafyA")).isOne();
    assertThat(session.err()).isEqualTo("Error: the archive was cut short\n");
    daemon.answer("get", "x".repeat(512));
    assertThat(session.ask(daemon, "get", "bafyA")).isOne();
    assertThat(session.err()).isEqualTo("Error: not a tar archive\n");
    daemon.answer("get", "");
    assertThat(session.ask(daemon, "get", "bafyA")).isOne();
    assertThat(session.err()).isEqualTo("Error: the answer holds no file\n");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void tellsAnErrorThatCameBehindTheArchive() {
    String chunk = Integer.toHexString(3) + "\r\nabc\r\n0\r\nX-Stream-Error: block gone\r\n\r\n";
    daemon.raw("get", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk, new byte[0]);
    assertThat(session.ask(daemon, "get", "-a", "bafyA")).isOne();
    assertThat(session.err()).isEqualTo("Error: block gone\n");
  }
}
