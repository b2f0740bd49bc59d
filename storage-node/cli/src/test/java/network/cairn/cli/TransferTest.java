package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Commands that carry files and trees: `add`, `get`, `dag import`, `block put`, `config replace`.
@Timeout(60)
final class TransferTest {
  private static final Pattern PART =
      Pattern.compile(
          "--cairn-[0-9a-f-]{36}\r\n"
              + "Content-Disposition: form-data; name=\"([^\"]*)\"; filename=\"([^\"]*)\"\r\n"
              + "Content-Type: application/([a-z-]+)\r\n\r\n"
              + "([^\r"
              + "]*)\r\n");
  private static final String LAYOUT = "?profile=home";
  private static final String PROGRESS = "&progress=true&stream-channels=true";

  @TempDir private Path folder;
  private FakeDaemon daemon;
  private Session session;
  private FakeRoles roles;

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon();
    roles = new FakeRoles("");
    session = new Session(folder, roles);
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  /// The parts of the only call's body, as `name filename type content`.
  private List<String> parts() {
    String body = daemon.calls().getFirst().body();
    List<String> parts = new ArrayList<>();
    Matcher part = PART.matcher(body);
    int end = 0;
    while (part.find() && part.start() == end) {
      parts.add(part.group(1) + " " + part.group(2) + " " + part.group(3) + " " + part.group(4));
      end = part.end();
    }
    assertThat(body.substring(end)).matches("--cairn-[0-9a-f-]{36}--\r\n");
    return parts;
  }

  private void tree() throws IOException {
    Path root = Files.createDirectories(folder.resolve("tree/sub"));
    Files.writeString(root.resolve("b.txt"), "bee");
    Files.writeString(folder.resolve("tree/ä +\".txt"), "odd");
    Files.writeString(folder.resolve("tree/.hidden"), "hid");
    Files.createSymbolicLink(folder.resolve("tree/link"), Path.of("sub/b.txt"));
  }

  private static String added(String name, String cid) {
    return "{\"Name\":\"" + name + "\",\"Hash\":\"" + cid + "\",\"Size\":\"9\"}\n";
  }

  @Test
  void sendsATreeInKubosMannerAndNamesWhatWasAdded() throws IOException {
    tree();
    daemon.answer(
        "add",
        "{\"Name\":\"tree/sub/b.txt\",\"Bytes\":3}\n"
            + added("tree/sub/b.txt", "bafyB")
            + added("tree", "bafyT"));
    assertThat(session.ask(daemon, "add", "-r", "tree")).isZero();
    assertThat(session.out()).isEqualTo("added bafyB tree/sub/b.txt\nadded bafyT tree\n");
    assertThat(daemon.targets()).containsExactly("add" + LAYOUT + "&pin=true" + PROGRESS);
    assertThat(parts())
        .containsExactly(
            "file tree x-directory ",
            "file-1 tree%2Flink symlink sub/b.txt",
            "file-2 tree%2Fsub x-directory ",
            "file-3 tree%2Fsub%2Fb.txt octet-stream bee",
            "file-4 tree%2F%C3%A4%20%2B%22.txt octet-stream odd");
  }

  @Test
  void sendsHiddenFilesAndWhatSymlinksNameWhereAskedTo() throws IOException {
    tree();
    daemon.answer("add", added("tree", "bafyT"));
    assertThat(session.ask(daemon, "add", "-rH", "--dereference-symlinks", "--ignore=ä*", "tree"))
        .isZero();
    assertThat(parts())
        .containsExactly(
            "file tree x-directory ",
            "file-1 tree%2F.hidden octet-stream hid",
            "file-2 tree%2Flink octet-stream bee",
            "file-3 tree%2Fsub x-directory ",
            "file-4 tree%2Fsub%2Fb.txt octet-stream bee");
  }

  /// Each of them counts, as Kubo's.
  @Test
  void ignoresWhatAnyOfSeveralRulesNames() throws IOException {
    tree();
    daemon.answer("add", added("tree", "bafyT"));
    assertThat(session.ask(daemon, "add", "-r", "--ignore=ä*", "--ignore", "link", "tree"))
        .isZero();
    assertThat(parts())
        .containsExactly(
            "file tree x-directory ",
            "file-1 tree%2Fsub x-directory ",
            "file-2 tree%2Fsub%2Fb.txt octet-stream bee");
  }

  @Test
  void sendsEachPathOnceAndASymlinkAsItIs() throws IOException {
    tree();
    Files.writeString(folder.resolve("s"), "one");
    Files.createSymbolicLink(folder.resolve("to-tree"), Path.of("tree"));
    daemon.answer("add", added("s", "bafyS"));
    assertThat(session.ask(daemon, "add", "s", "./s", "tree/../s", "to-tree")).isZero();
    assertThat(parts()).containsExactly("file s octet-stream one", "file-1 to-tree symlink tree");
    daemon.forget();
    daemon.answer("add", added("tree", "bafyT"));
    assertThat(session.ask(daemon, "add", "--dereference-args", "to-tree")).isOne();
    assertThat(session.err()).contains("is a directory");
    assertThat(session.ask(daemon, "add", "-r", "--dereference-args", "to-tree")).isZero();
    assertThat(parts()).first().isEqualTo("file tree x-directory ");
    assertThat(session.ask(daemon, "add", "-r", "")).isOne();
  }

  @Test
  void sendsModesAndTimesWhereTheyAreKept() throws IOException {
    Path file = Files.writeString(folder.resolve("s"), "one");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(5, 7)));
    daemon.answer("add", added("s", "bafyS"));
    assertThat(session.ask(daemon, "add", "--preserve-mode", "s")).isZero();
    assertThat(daemon.targets().getFirst()).contains("&preserve-mode=true");
    assertThat(daemon.calls().getFirst().body())
        .contains("name=\"file?mode=0640&mtime=5&mtime-nsecs=7\"; filename=\"s\"");
    tree();
    daemon.forget();
    daemon.answer("add", added("tree", "bafyT"));
    assertThat(session.ask(daemon, "add", "-r", "--preserve-mtime", "tree")).isZero();
    assertThat(parts())
        .hasSize(5)
        .allSatisfy(part ->
            assertThat(part).matches("file\\S*\\?mode=0\\d+&mtime=\\d+&mtime-nsecs=\\d+ .*"));
    assertThat(session.ask(daemon, "add", "--to-files=/", "s")).isOne();
    assertThat(session.err()).contains("MFS");
  }

  @Test
  void leavesOutWhatAFileOfRulesNames() throws IOException {
    tree();
    Files.writeString(folder.resolve("rules"), "*.txt\n");
    daemon.answer("add", added("tree", "bafyT"));
    session.ask(daemon, "add", "-r", "--ignore-rules-path=rules", "tree");
    assertThat(parts())
        .containsExactly(
            "file tree x-directory ",
            "file-1 tree%2Flink symlink sub/b.txt",
            "file-2 tree%2Fsub x-directory ");
  }

  @Test
  void sendsStandardInputUnderTheNameGiven() {
    daemon.answer("add", added("notes", "bafyN"));
    session.piping("from a pipe");
    assertThat(session.ask(daemon, "add", "--stdin-name=notes", "--pin-name=p")).isZero();
    assertThat(parts()).containsExactly("file notes octet-stream from a pipe");
    assertThat(daemon.targets())
        .containsExactly("add" + LAYOUT + "&pin=true&pin-name=p" + PROGRESS);
  }

  @Test
  void sendsEveryOptionOfTheLayoutThatWasGiven() {
    daemon.answer("add", added("", "bafyN"));
    session.piping("x");
    session.ask(
        daemon,
        "add",
        "-w",
        "--profile=legacy-cid-v0",
        "--cid-version=1",
        "--hash=sha2-512",
        "--raw-leaves=false",
        "-s",
        "size-9",
        "--max-file-links=3",
        "--max-directory-links=4",
        "--max-hamt-fanout=8");
    assertThat(daemon.targets().getFirst().replaceFirst("^add\\?", "").split("&"))
        .containsExactlyInAnyOrder(
            "profile=legacy-cid-v0",
            "cid-version=1",
            "hash=sha2-512",
            "raw-leaves=false",
            "chunker=size-9",
            "max-file-links=3",
            "max-directory-links=4",
            "max-hamt-fanout=8",
            "wrap-with-directory=true",
            "pin=true",
            "progress=true",
            "stream-channels=true");
  }

  @Test
  void showsAsMuchOfAnAddAsIsAskedFor() throws IOException {
    Files.writeString(folder.resolve("a"), "1");
    daemon.answer("add", added("a", "bafyA") + added("b\\\"", "bafyB"));
    session.ask(daemon, "add", "-q", "a");
    assertThat(session.out()).isEqualTo("bafyA\nbafyB\n");
    session.ask(daemon, "add", "-Q", "a");
    assertThat(session.out()).isEqualTo("bafyB\n");
    session.ask(daemon, "add", "--silent", "a");
    assertThat(session.out()).isEmpty();
    session.ask(daemon, "add", "--enc=json", "a");
    assertThat(session.out())
        .isEqualTo(
            "{\"Name\":\"a\",\"Hash\":\"bafyA\",\"Size\":\"9\"}\n"
                + "{\"Name\":\"b\\\"\",\"Hash\":\"bafyB\",\"Size\":\"9\"}\n");
  }

  @Test
  void computesCidsWithoutDaemonOrRepository() throws IOException {
    Files.writeString(folder.resolve("a"), "1");
    assertThat(session.ask(daemon, "add", "-n", "-w", "--pin=false", "a")).isZero();
    assertThat(session.out()).isEqualTo("added cid-of-a a\n");
    assertThat(daemon.calls()).isEmpty();
    assertThat(roles.opened()).isEmpty();
    assertThat(roles.hashed()).hasSize(1);
    assertThat(roles.hashed().getFirst().wrap()).isTrue();
    assertThat(roles.hashed().getFirst().pin()).isFalse();
  }

  @Test
  void refusesWhatCannotBeAddedBeforeAnythingIsSent() throws IOException {
    tree();
    assertThat(session.ask(daemon, "add", "tree")).isOne();
    assertThat(session.err())
        .isEqualTo("Error: 'tree' is a directory, use the '-r' flag to specify directories\n");
    assertThat(session.ask(daemon, "add", "gone")).isOne();
    assertThat(session.err()).isEqualTo("Error: gone: no such file or directory\n");
    assertThat(session.ask(daemon, "add", "-r", "--ignore-rules-path=gone", "tree")).isOne();
    assertThat(session.err()).contains("gone: no such file or directory");
    assertThat(daemon.calls()).isEmpty();
  }

  @Test
  void tellsWhatTheDaemonSaysOfAnAdd() throws IOException {
    Files.writeString(folder.resolve("a"), "1");
    daemon.refuse("add", "application/json", "{\"Message\":\"no room\"}");
    assertThat(session.ask(daemon, "add", "a")).isOne();
    assertThat(session.err()).isEqualTo("Error: no room\n");
    daemon.answer("add", "{\"Name\":\"a\",\"Ha");
    assertThat(session.ask(daemon, "add", "a")).isOne();
    assertThat(session.err()).contains("not JSON");
    daemon.answer("add", "{\"Name\":\"a\",\"Bytes\":\"many\"}");
    assertThat(session.ask(daemon, "add", "a")).isOne();
    assertThat(session.err()).isEqualTo("Error: the daemon answered \"many\" for a number\n");
  }

  @Test
  void importsCarsAndTellsWhatBecameOfTheirRoots() throws IOException {
    Files.writeString(folder.resolve("a.car"), "one");
    Files.writeString(folder.resolve("b.car"), "two");
    daemon.answer(
        "dag/import",
        "{\"Root\":{\"Cid\":{\"/\":\"bafyA\"},\"PinErrorMsg\":\"\"}}\n"
            + "{\"Stats\":{\"BlockCount\":3,\"BlockBytesCount\":99}}\n");
    assertThat(session.ask(daemon, "dag", "import", "--stats", "a.car", "b.car")).isZero();
    assertThat(session.out())
        .isEqualTo("Pinned root\tbafyA\tsuccess\nImported 3 blocks (99 bytes)\n");
    assertThat(daemon.targets())
        .containsExactly("dag/import?pin-roots=true&allow-big-block=false&stats=true");
    assertThat(parts())
        .containsExactly("file a.car octet-stream one", "file-1 b.car octet-stream two");
    session.ask(daemon, "dag", "import", "--enc=json", "--stats", "a.car");
    assertThat(session.out())
        .isEqualTo(
            "{\"Root\":{\"Cid\":{\"/\":\"bafyA\"},\"PinErrorMsg\":\"\"}}\n"
                + "{\"Stats\":{\"BlockCount\":3,\"BlockBytesCount\":99}}\n");
    session.ask(daemon, "dag", "import", "--silent", "a.car");
    assertThat(session.out()).isEmpty();
  }

  @Test
  void failsWhereARootCouldNotBePinned() throws IOException {
    Files.writeString(folder.resolve("a.car"), "one");
    String line = "{\"Root\":{\"Cid\":{\"/\":\"bafyA\"},\"PinErrorMsg\":\"bafyB \\\"gone\\\"\"}}";
    daemon.answer("dag/import", line + "\n");
    assertThat(session.ask(daemon, "dag", "import", "a.car")).isOne();
    assertThat(session.err()).isEqualTo("Error: pinning root bafyA FAILED: bafyB \"gone\"\n");
    session.ask(daemon, "dag", "import", "--enc=json", "--silent", "a.car");
    assertThat(session.out()).isEqualTo(line + "\n");
  }

  @Test
  void keepsFilesOrStandardInputAsBlocks() throws IOException {
    Files.writeString(folder.resolve("a"), "one");
    daemon.answer("block/put", "{\"Key\":\"bafyA\",\"Size\":3}\n");
    assertThat(session.ask(daemon, "block", "put", "--cid-base=base58btc", "--timeout=3s", "a"))
        .isZero();
    assertThat(session.out()).isEqualTo("bafyA\n");
    assertThat(daemon.targets()).containsExactly("block/put?timeout=3s&cid-base=base58btc");
    assertThat(parts()).containsExactly("file a octet-stream one");
    daemon.forget();
    daemon.answer("block/put", "{\"Key\":\"bafyA\",\"Size\":3}\n");
    session.piping("from a pipe").ask(daemon, "block", "put");
    assertThat(parts()).containsExactly("file  octet-stream from a pipe");
  }

  @Test
  void sendsAKeyFromAFileUnderItsName() throws IOException {
    Files.writeString(folder.resolve("mine.pem"), "key");
    daemon.answer("key/import", "{\"Name\":\"mine\",\"Id\":\"k51A\"}\n");
    assertThat(
            session.ask(daemon, "key", "import", "mine", "-f", "pem-pkcs8-cleartext", "mine.pem"))
        .isZero();
    assertThat(daemon.targets()).containsExactly("key/import?arg=mine&format=pem-pkcs8-cleartext");
    assertThat(parts()).containsExactly("file mine.pem octet-stream key");
    assertThat(session.out()).isEqualTo("k51A\n");
    assertThat(session.ask(daemon, "key", "import", "mine")).isOne();
    assertThat(session.err()).startsWith("Error: argument \"key\" is required");
  }

  @Test
  void signsAFileAndVerifiesIt() throws IOException {
    Files.writeString(folder.resolve("f"), "data");
    String signed = "{\"Key\":{\"Name\":\"self\",\"Id\":\"k51A\"},\"Signature\":\"uAA\"}\n";
    daemon.answer("key/sign", signed);
    assertThat(session.ask(daemon, "key", "sign", "--key=mine", "f")).isZero();
    assertThat(daemon.targets()).containsExactly("key/sign?key=mine");
    assertThat(parts()).containsExactly("file f octet-stream data");
    assertThat(session.out()).isEqualTo(signed);
    daemon.forget();
    String verdict = "{\"Key\":{\"Name\":\"\",\"Id\":\"k51A\"},\"SignatureValid\":false}\n";
    daemon.answer("key/verify", verdict);
    assertThat(session.ask(daemon, "key", "verify", "-k", "k51A", "-s", "uAA", "f")).isZero();
    assertThat(daemon.targets()).containsExactly("key/verify?key=k51A&signature=uAA");
    assertThat(session.out()).isEqualTo(verdict);
  }

  @Test
  void replacesTheConfigurationByAFile() throws IOException {
    Files.writeString(folder.resolve("new.json"), "{}");
    daemon.answer("config/replace", "");
    assertThat(session.ask(daemon, "config", "replace", "new.json")).isZero();
    assertThat(parts()).containsExactly("file config octet-stream {}");
    daemon.refuse("config/replace", "text/plain", "Identity is missing");
    assertThat(session.ask(daemon, "config", "replace", "new.json")).isOne();
    assertThat(session.err()).isEqualTo("Error: Identity is missing\n");
    assertThat(session.ask(daemon, "config", "replace", "gone.json")).isOne();
    assertThat(session.err()).isEqualTo("Error: gone.json: no such file or directory\n");
  }

  @Test
  void readsArgumentsFromAPipeWhereNoneIsGiven() {
    daemon.answer("pin/rm", "{\"Pins\":[\"bafyA\"]}\n");
    session.piping("bafyA\n\n  bafyB \n");
    assertThat(session.ask(daemon, "pin", "rm")).isZero();
    assertThat(daemon.targets()).containsExactly("pin/rm?arg=bafyA&arg=bafyB");
    assertThat(session.piping("\n").ask(daemon, "pin", "rm")).isOne();
    assertThat(session.err()).startsWith("Error: argument \"path\" is required\n");
  }

  @Test
  void showsHowManyNodesAPinHasFetchedOnATerminal() {
    daemon.answer("pin/add", "{\"Progress\":4,\"Bytes\":9}\n{\"Pins\":[\"bafyA\"]}\n");
    session.drawing();
    assertThat(session.ask(daemon, "pin", "add", "bafyA")).isZero();
    assertThat(daemon.targets()).containsExactly("pin/add?arg=bafyA&progress=true");
    assertThat(session.err()).isEqualTo("\rFetched/Processed 4 nodes\u001b[K\r\u001b[K");
    assertThat(session.out()).isEqualTo("pinned bafyA recursively\n");
    session.ask(daemon, "pin", "add", "--progress=false", "bafyA");
    assertThat(daemon.targets().getLast()).isEqualTo("pin/add?arg=bafyA&progress=false");
  }

  @Test
  void writesAReceiptToTheFileNamed() throws IOException {
    byte[] receipt = {0, 1, (byte) 0xff, 13, 10};
    daemon.answer("receipt/get", receipt);
    assertThat(session.ask(daemon, "receipt", "get", "7", "-o", "r")).isZero();
    assertThat(Files.readAllBytes(folder.resolve("r"))).isEqualTo(receipt);
    assertThat(session.out()).isEmpty();
    assertThat(session.ask(daemon, "receipt", "get", "7")).isZero();
    assertThat(session.outBytes()).isEqualTo(receipt);
    daemon.refuse("receipt/get", "text/plain", "no such agreement");
    assertThat(session.ask(daemon, "receipt", "get", "8", "-o", "none")).isOne();
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void passesLargeBytesOnUnchanged() {
    byte[] large = new byte[700_001];
    new java.util.Random(5).nextBytes(large);
    daemon.answer("block/get", large).answer("cat", large);
    assertThat(session.ask(daemon, "block", "get", "bafyA")).isZero();
    assertThat(session.outBytes()).isEqualTo(large);
    assertThat(session.ask(daemon, "cat", "bafyA")).isZero();
    assertThat(session.outBytes()).isEqualTo(large);
    String cut = new String(new byte[1000], StandardCharsets.US_ASCII);
    assertThat(session.ask(daemon.cut("cat", cut, 1), "cat", "bafyA")).isOne();
    assertThat(session.err()).isEqualTo("Error: the daemon cut the answer short\n");
  }
}
