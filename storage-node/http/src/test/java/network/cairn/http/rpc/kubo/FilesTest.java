package network.cairn.http.rpc.kubo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import network.cairn.http.rpc.TestDoor.Upload;
import network.cairn.http.rpc.TestResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// `cat`, `get`, `ls`.
final class FilesTest {
  private static final String ABSENT =
      "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";
  private static final String OFFLINE =
      "block was not found locally (offline): ipld: could not find " + ABSENT;

  @TempDir Path home;
  private TestBackend node;
  private String root;
  private String file;

  @BeforeEach
  void open() throws IOException {
    node = TestBackend.offline(home);
    root =
        node.add(
            Upload.file("d/b.txt", "0123456789"),
            Upload.file("d/a.txt", "first"),
            Upload.symlink("d/link", "a.txt"),
            Upload.file("d/sub/c", "deep"));
    file = cid("b.txt");
  }

  @AfterEach
  void close() {
    node.close();
  }

  private JsonNode links(String options) {
    return node.json("ls?arg=" + root + options).path("Objects").get(0).path("Links");
  }

  private String cid(String name) {
    for (JsonNode link : links("")) {
      if (link.path("Name").asString().equals(name)) {
        return link.path("Hash").asString();
      }
    }
    throw new AssertionError(name);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0123456789",
    "&offset=0, 0123456789",
    "&offset=9, 9",
    "&offset=10, ''",
    "&offset=11, ''",
    "&length=0, ''",
    "&length=1, 0",
    "&length=10, 0123456789",
    "&length=11, 0123456789",
    "&offset=3&length=4, 3456",
    "&o=3&l=4, 3456",
    "&offset=999999999999999999, ''"
  })
  void readsRanges(String options, String bytes) {
    TestResponse seen = node.call("cat?arg=" + file + options).good();
    assertThat(seen.text()).isEqualTo(bytes);
    assertThat(seen.header("X-Content-Length")).isEqualTo(Integer.toString(bytes.length()));
    assertThat(seen.header("Content-Type")).isEqualTo("text/plain");
  }

  @ParameterizedTest
  @ValueSource(strings = {"offset", "length"})
  void refusesNegativeRanges(String option) {
    node.call("cat?arg=" + file + "&" + option + "=-1")
        .assertRefused("option " + option + " must not be negative");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s/a.txt", "/ipfs/%s/a.txt", "ipfs://%s/a.txt", "%s/sub/../a.txt"})
  void followsPathsOfEveryForm(String form) {
    assertThat(node.call("cat?arg=" + form.formatted(root)).good().text()).isEqualTo("first");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cat", "get", "ls"})
  void saysWhyThereIsNothingToRead(String command) {
    node.call(command + "?arg=" + ABSENT).assertFailed(OFFLINE);
    node.call(command + "?offline=true&arg=" + ABSENT).assertFailed(OFFLINE);
    node.call(command + "?arg=" + root + "/none")
        .assertFailed("no link named \"none\" under " + root);
    node.call(command + "?arg=/ipns/example.com")
        .assertFailed("cannot resolve /ipns/example.com: this node resolves no names yet");
    TestResponse none = node.call(command + "?arg=nonsense");
    assertThat(none.status()).isEqualTo(500);
    assertThat(none.json().path("Message").asString()).startsWith("invalid path \"nonsense\": ");
  }

  @Test
  void showsFilesOnly() {
    node.call("cat?arg=" + root).assertFailed("this dag node is a directory");
    node.call("cat?arg=" + file + "&arg=" + root).assertFailed("this dag node is a directory");
    node.call("cat?arg=" + file + "&arg=" + ABSENT).assertFailed(OFFLINE);
  }

  @Test
  void tellsInATrailerOfAFileThatIsNotWhole() {
    String big =
        node.door
            .upload("add?pin=false&cid-version=1&chunker=size-4", Upload.file("f", "aaaabbbbcccc"))
            .good()
            .json()
            .path("Hash")
            .asString();
    String last = node.lines("refs?arg=" + big).getLast().path("Ref").asString();
    node.call("block/rm?arg=" + last).good();
    TestResponse seen = node.call("cat?arg=" + big);
    assertThat(seen.status()).isEqualTo(200);
    assertThat(seen.header("X-Content-Length")).isEqualTo("12");
    assertThat("aaaabbbb").startsWith(seen.text());
    assertThat(seen.trailer().orElseThrow()).endsWith("ipld: could not find " + last);
  }

  @Test
  void getsTarArchivesNamedAfterTheLastWord() {
    TestResponse seen = node.call("get?arg=" + root + "/sub").good();
    assertThat(seen.header("Content-Type")).isEqualTo("application/x-tar");
    assertThat(seen.bytes()).hasSize(3 * 512 + 1024);
    assertThat(name(seen.bytes(), 0)).isEqualTo("sub");
    assertThat(name(seen.bytes(), 512)).isEqualTo("sub/c");
    assertThat(new String(seen.bytes(), 1024, 4, StandardCharsets.US_ASCII)).isEqualTo("deep");
    assertThat(name(node.call("get?arg=" + file).good().bytes(), 0)).isEqualTo(file);
  }

  private static String name(byte[] tar, int at) {
    return new String(tar, at, 100, StandardCharsets.UTF_8).replaceFirst("/?\0.*", "");
  }

  @Test
  void compressesLoneFilesAsTheyAreAndOthersInArchivesOnly() throws IOException {
    TestResponse lone = node.call("get?compress=true&arg=" + file).good();
    assertThat(lone.header("Content-Type")).isEqualTo("application/gzip");
    assertThat(lone.header("X-Content-Length")).isEmpty();
    assertThat(unzipped(lone)).isEqualTo("0123456789".getBytes(StandardCharsets.UTF_8));
    for (String call : List.of("archive=true&arg=" + file, "archive=true&arg=" + root)) {
      byte[] tar = unzipped(node.call("get?compress=true&" + call).good());
      assertThat(tar.length % 512).isZero();
      assertThat(name(tar, 0)).isEqualTo(call.substring(call.lastIndexOf('=') + 1));
    }
    node.call("get?compress=true&arg=" + root)
        .assertFailed("file is not regular; only an archive (--archive) of it can be compressed");
  }

  private static byte[] unzipped(TestResponse seen) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(seen.bytes()))) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "9, true", "10, false", "-1, false", "4294967297, false"})
  void compressesAtLevelsFromOneToNine(String level, boolean good) throws IOException {
    String call = "get?compress=true&compression-level=" + level + "&arg=" + file;
    if (good) {
      assertThat(unzipped(node.call(call).good())).hasSize(10);
    } else {
      node.call(call).assertRefused("option compression-level must be from 1 to 9");
    }
    node.call(call.replace("compress=true&", "")).good();
  }

  @Test
  void listsByNameWithTypesSizesAndTargets() {
    JsonNode links = links("");
    assertThat(links)
        .extracting(l ->
            "%s %d %d %s %s"
                .formatted(
                    l.path("Name").asString(),
                    l.path("Type").asInt(),
                    l.path("Size").asInt(),
                    l.path("Target").asString(),
                    l.path("ModTime").asString()))
        .containsExactly(
            "a.txt 2 5  0001-01-01T00:00:00Z",
            "b.txt 2 10  0001-01-01T00:00:00Z",
            "link 4 5 a.txt 0001-01-01T00:00:00Z",
            "sub 1 0  0001-01-01T00:00:00Z");
  }

  @Test
  void looksAtNothingWhereNeitherTypeNorSizeIsWanted() {
    JsonNode quick = links("&resolve-type=false&size=false");
    assertThat(quick).extracting(l -> l.path("Type").asInt()).containsExactly(2, 2, 0, 0);
    assertThat(links("&resolve-type=false")).isEqualTo(links(""));
    assertThat(links("&size=false")).isEqualTo(links(""));
  }

  @Test
  void listsSeveralUnderTheirOwnWords() {
    JsonNode objects = node.json("ls?arg=" + root + "/sub&arg=/ipfs/" + file).path("Objects");
    assertThat(objects)
        .extracting(o -> o.path("Hash").asString())
        .containsExactly(root + "/sub", "/ipfs/" + file);
    assertThat(objects.get(0).path("Links")).hasSize(1);
    assertThat(objects.get(1).path("Links")).as("a file of one block").isEmpty();
  }

  @Test
  void streamsOneEntryALine() {
    List<JsonNode> lines = node.lines("ls?stream=true&arg=" + root);
    assertThat(lines).hasSize(4);
    for (JsonNode line : lines) {
      assertThat(line.path("Objects")).hasSize(1);
      assertThat(line.path("Objects").get(0).path("Hash").asString()).isEqualTo(root);
      assertThat(line.path("Objects").get(0).path("Links")).hasSize(1);
    }
  }

  @Test
  void failsBehindWhatItStreamed() {
    TestResponse seen = node.call("ls?stream=true&arg=" + root + "&arg=" + ABSENT);
    assertThat(seen.lines()).hasSize(4);
    assertThat(seen.trailer()).contains(OFFLINE);
    node.call("ls?arg=" + root + "&arg=" + ABSENT).assertFailed(OFFLINE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ip4/127.0.0.1/tcp/1"
            + " | invalid peer address: /ip4/127.0.0.1/tcp/1 does not end with /p2p/<peer>",
        "/ip4/127.0.0.1/tcp/1/p2p/12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN"
            + " | this command must be run in online mode. Try running 'cairn daemon' first",
      })
  void needsANetworkForAPeer(String peer, String message) {
    for (String command : List.of("cat", "get", "pin/add")) {
      node.call(command + "?arg=" + file + "&peer=" + peer).assertFailed(message);
    }
  }
}
