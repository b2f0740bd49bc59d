package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import network.cairn.cli.Output;
import network.cairn.cli.Shell;
import network.cairn.cli.Terminal;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The same command lines, once with a daemon that answers over HTTP and once with none: what is
/// printed, what is written and the exit code are the same to the byte.
@Timeout(120)
final class LocalContentTest {
  private static final byte[] DIRECTORY_DATA = {8, 1};

  @TempDir private static Path folder;
  private static TestDaemon daemon;

  private final Side local = new Side("local", List.of("--offline"));
  private final Side remote = new Side("remote", List.of());

  @BeforeAll
  static void start() throws IOException {
    daemon = TestDaemon.start(folder.resolve("remote-home"));
    TestDaemon.init(folder.resolve("local-home"));
    for (String side : List.of("local", "remote")) {
      fill(Files.createDirectory(folder.resolve(side)));
    }
  }

  @AfterAll
  static void stop() {
    daemon.close();
  }

  private static void fill(Path directory) throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    Files.createDirectories(tree.resolve("sub/deep"));
    Files.createDirectories(tree.resolve("empty"));
    for (String name : List.of("Z", "a", "ä", "sub-file", "sub/x", "sub/deep/y", "\uFF5E")) {
      Files.writeString(tree.resolve(name), "in " + name);
    }
    Files.writeString(tree.resolve("none"), "");
    Files.writeString(tree.resolve(".hidden"), "h");
    Files.createSymbolicLink(tree.resolve("link"), Path.of("sub/x"));
    byte[] big = new byte[3_500_000];
    new Random(7).nextBytes(big);
    Files.write(directory.resolve("big"), big);
    Files.writeString(directory.resolve("small"), "small");
    Files.createDirectories(directory.resolve("other"));
    Files.writeString(directory.resolve("other/small"), "another of this name");
    Files.write(directory.resolve("broken.car"), Arrays.copyOf(big, 100));
  }

  /// What a run showed.
  private record Shown(int code, String out, String err) {}

  /// One of the two ways to the same commands.
  private record Side(String name, List<String> options) {
    Path directory() {
      return folder.resolve(name);
    }

    Shown run(byte[] input, String... words) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      PrintStream to = new PrintStream(out, false, StandardCharsets.ISO_8859_1);
      PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
      Terminal terminal =
          new Terminal(
              new ByteArrayInputStream(input),
              new Output(to, false),
              errors,
              false,
              false,
              false,
              Map.of("HOME", folder.toString()),
              directory());
      List<String> all = new ArrayList<>(List.of("--repo-dir=" + folder.resolve(name + "-home")));
      all.addAll(options);
      all.addAll(List.of(words));
      int code = Shell.run(all, new NodeRoles(), terminal);
      to.flush();
      return new Shown(
          code, out.toString(StandardCharsets.ISO_8859_1), err.toString(StandardCharsets.UTF_8));
    }
  }

  private Shown both(byte[] input, String... words) {
    Shown here = local.run(input, words);
    assertThat(here).as(String.join(" ", words)).isEqualTo(remote.run(input, words));
    return here;
  }

  private Shown both(String... words) {
    return both(new byte[0], words);
  }

  private String good(String... words) {
    Shown shown = both(words);
    assertThat(shown.code()).as(String.join(" ", words) + ": " + shown.err()).isZero();
    return shown.out();
  }

  private void bad(String message, String... words) {
    Shown shown = both(words);
    assertThat(shown.code()).as(String.join(" ", words)).isEqualTo(1);
    assertThat(shown.err()).contains(message);
  }

  private String add(String... words) {
    List<String> all = new ArrayList<>(List.of("add", "-Q"));
    all.addAll(List.of(words));
    return good(all.toArray(String[]::new)).strip();
  }

  @Test
  void addsTheSameInTheSameOrder() {
    assertThat(good("add", "-r", "tree"))
        .containsSubsequence("tree/sub/deep/y", "tree/sub-file", "tree/sub/deep\n", " tree\n");
    good("add", "-r", "-H", "tree");
    good("add", "-r", "-w", "tree", "big", "small");
    good("add", "-r", "small", "tree", "big", "other/small");
    good("add", "-q", "big");
    good("add", "--silent", "big");
    good("add", "--enc=json", "-r", "tree");
    good("add", "--profile=legacy-cid-v0", "-r", "tree");
    good("add", "--profile=legacy-cid-v0", "--chunker=size-1000", "--max-file-links=3", "big");
    good("add", "--raw-leaves=false", "--cid-version=1", "--hash=sha2-512", "big");
    good("add", "-r", "--max-directory-links=3", "--max-hamt-fanout=8", "tree");
  }

  @Test
  void writesCidsInTheBaseThatIsWanted() {
    assertThat(good("add", "-q", "--cid-base=base16", "big")).startsWith("f01");
    assertThat(good("add", "-q", "--cid-base=base16", "--profile=legacy-cid-v0", "big"))
        .startsWith("f01");
    assertThat(good("add", "-q", "--cid-base=base58btc", "--profile=legacy-cid-v0", "big"))
        .startsWith("Qm");
    assertThat(good("add", "-q", "--upgrade-cidv0-in-output", "--profile=legacy-cid-v0", "big"))
        .startsWith("bafy");
    assertThat(good("add", "-n", "-q", "--cid-base=base36", "big")).startsWith("k");
    assertThat(good("block", "put", "--cid-base=base36", "small")).startsWith("k");
    bad("unknown multibase", "add", "--cid-base=base1000", "small");
    bad("unknown multibase", "add", "-n", "--cid-base=base1000", "small");
    bad("option timeout: invalid duration \"soon\"", "add", "--timeout=soon", "small");
    bad("context deadline exceeded", "add", "--timeout=1ms", "big");
  }

  @Test
  void addsStandardInputWithAndWithoutAName() {
    for (String[] words :
        List.of(
            new String[] {"add"},
            new String[] {"add", "-w"},
            new String[] {"add", "--stdin-name=named"},
            new String[] {"add", "-w", "--stdin-name=named"})) {
      assertThat(both("from a pipe".getBytes(StandardCharsets.UTF_8), words).code()).isZero();
    }
    Shown empty = both("add", "--only-hash", "-w");
    assertThat(empty.out())
        .isEqualTo(
            "added bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
                + " bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku\n"
                + "added bafybeicn4w3rfmriexb2mndvshavldkjh4n5cg73yzbd5pb5zgqwkjsbte \n");
  }

  @Test
  void pinsAsAsked() {
    String unpinned = add("--pin=false", "--chunker=size-77777", "big");
    String named = add("--pin-name=a name", "-r", "tree");
    assertThat(good("pin", "ls", "--names", "--type=recursive"))
        .contains(named + " recursive a name")
        .doesNotContain(unpinned);
    bad("pin name is 300 bytes (max 255 bytes)", "add", "--pin-name=" + "n".repeat(300), "small");
  }

  @Test
  void refusesTheSameInTheSameWords() {
    bad("no such file or directory", "add", "absent");
    bad("is a directory, use the '-r' flag", "add", "tree");
    bad("nonsense", "add", "--chunker=nonsense", "small");
    bad("CIDv0 only supports sha2-256", "add", "--cid-version=0", "--hash=sha2-512", "small");
    bad("have the same name", "add", "-w", "small", "other/small");
    String root = add("-r", "tree");
    for (String command : List.of("cat", "get")) {
      bad("absent", command, root + "/absent");
      bad("no names yet", command, "/ipns/example.com");
      bad("invalid path", command, "nonsense");
      bad("option timeout: invalid duration \"soon\"", command, "--timeout=soon", root + "/a");
    }
    bad("this dag node is a directory", "cat", root);
    bad("must not be negative", "cat", "--offset=-1", root + "/a");
    bad("must not be negative", "cat", "--length=-1", root + "/a");
    bad("must be from 1 to 9", "get", "-C", "-l", "10", root);
    assertThat(local.directory().resolve(root + ".gz")).doesNotExist();
  }

  @Test
  void searchesNowhereAndWritesNothingLate() throws IOException {
    for (String[] words :
        List.of(
            new String[] {"cat", missing()},
            new String[] {"get", "-o", "nothing", missing()},
            new String[] {"get", "-a", "-o", "nothing", missing()},
            new String[] {"dag", "export", missing()})) {
      Shown shown = local.run(new byte[0], words);
      assertThat(shown.code()).isEqualTo(1);
      assertThat(shown.err()).contains("block was not found locally (offline)");
    }
    String big = add("big");
    bad("context deadline exceeded", "cat", "--timeout=0s", big);
    bad("context deadline exceeded", "get", "--timeout=0s", "-o", "nothing", big);
    bad("context deadline exceeded", "dag", "export", "--timeout=0s", big);
    assertThat(local.directory().resolve("nothing")).doesNotExist();
  }

  /// The CID of a block that nobody has.
  private static String missing() {
    return Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {1, 2, 3})).toString();
  }

  @Test
  void readsRangesOverSeveralFiles() {
    String big = add("big");
    String small = add("small");
    assertThat(good("cat", big)).hasSize(3_500_000);
    assertThat(good("cat", small, big, small)).startsWith("small").endsWith("small");
    assertThat(good("cat", "--offset=3", "--length=4", small, small)).isEqualTo("llsm");
    assertThat(good("cat", "--offset=1048570", "--length=2000000", big)).hasSize(2_000_000);
    assertThat(good("cat", "--offset=99", small)).isEmpty();
  }

  @Test
  void writesTheSameTreesToTheDisk() throws IOException {
    String root = add("-r", "-H", "tree");
    String big = add("big");
    good("get", "-o", "out", root);
    good("get", "-o", "out", root + "/sub");
    good("get", root + "/sub/deep");
    good("get", "-o", "out", big);
    good("get", "-o", "renamed", big);
    good("get", "-o", "link", root + "/link");
    good("get", "-a", "-o", "out.tar", root);
    good("get", "-C", "-o", "out.gz", root + "/a");
    good("get", "-C", "-l", "9", "-a", root + "/sub");
    assertThat(written(local)).isEqualTo(written(remote));
    assertThat(local.directory().resolve("out/" + big)).hasSize(3_500_000);
    assertThat(local.directory().resolve("out/deep/y")).hasContent("in sub/deep/y");
    assertThat(local.directory().resolve("out/.hidden")).hasContent("h");
  }

  private static Map<String, String> written(Side side) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(side.directory())) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String name = side.directory().relativize(path).toString();
        if (Files.isSymbolicLink(path)) {
          all.put(name, "-> " + Files.readSymbolicLink(path));
        } else {
          all.put(name, Files.isDirectory(path) ? "/" : hash(Files.readAllBytes(path)));
        }
      }
    }
    return all;
  }

  private static String hash(byte[] bytes) {
    return Multihash.sha256(bytes).toString();
  }

  @Test
  void refusesTreesThatWouldLeaveTheirPlace() throws IOException {
    Cid leaf = Cid.parse(add("small"));
    for (String name : List.of("..", "../x", "/x", "a/b", "")) {
      byte[] node = PbNode.of(List.of(new PbLink(leaf, name, 5)), DIRECTORY_DATA).encode();
      for (Side side : List.of(local, remote)) {
        Shown put = side.run(node, "block", "put", "--cid-codec=dag-pb");
        assertThat(put.code()).as(put.err()).isZero();
      }
      String root = Cid.v1(Multicodec.DAG_PB, Multihash.sha256(node)).toString();
      bad("which is no name of a file", "get", "-o", "evil", root);
    }
    assertThat(local.directory().resolve("x")).doesNotExist();
    assertThat(local.directory().resolve("evil")).isEmptyDirectory();
  }

  @Test
  void writesNothingThroughASymlinkThatIsThere() throws IOException {
    String root = add("-r", "tree");
    for (Side side : List.of(local, remote)) {
      Path target = Files.createDirectories(side.directory().resolve("guarded"));
      Path outside = Files.createDirectories(side.directory().resolve("outside"));
      Files.createSymbolicLink(target.resolve("sub"), outside.getFileName());
    }
    Shown here = local.run(new byte[0], "get", "-o", "guarded", root);
    Shown there = remote.run(new byte[0], "get", "-o", "guarded", root);
    assertThat(here.code()).isEqualTo(there.code()).isEqualTo(1);
    assertThat(here.err().replace("/local/", "/remote/")).isEqualTo(there.err());
    assertThat(local.directory().resolve("outside")).isEmptyDirectory();
  }

  @Test
  void takesAndGivesCars() throws IOException {
    String root = add("-r", "tree");
    byte[] car = good("dag", "export", root).getBytes(StandardCharsets.ISO_8859_1);
    for (Side side : List.of(local, remote)) {
      Files.write(side.directory().resolve("tree.car"), car);
      Files.write(side.directory().resolve("cut.car"), Arrays.copyOf(car, car.length - 5));
    }
    assertThat(good("dag", "import", "tree.car")).isEqualTo("Pinned root\t" + root + "\tsuccess\n");
    assertThat(good("dag", "import", "--stats", "tree.car", "tree.car"))
        .contains("Imported ")
        .endsWith(" bytes)\n");
    assertThat(good("dag", "import", "--enc=json", "--stats", "tree.car"))
        .startsWith("{\"Root\":{\"Cid\":{\"/\":\"" + root)
        .contains("{\"Stats\":{\"BlockCount\":");
    good("dag", "import", "--silent", "tree.car");
    good("dag", "import", "--pin-roots=false", "--stats", "tree.car");
    assertThat(both(car, "dag", "import").out()).contains("success");
    bad("broken.car: ", "dag", "import", "broken.car");
    bad("cut.car: ", "dag", "import", "tree.car", "cut.car");
    bad("absent", "dag", "import", "absent");
    byte[] partial = Arrays.copyOf(car, 1 + car[0] + 1 + (car[1 + car[0]] & 0x7f));
    Shown unpinned = both(partial, "dag", "import");
    assertThat(unpinned.code()).isEqualTo(1);
  }
}
