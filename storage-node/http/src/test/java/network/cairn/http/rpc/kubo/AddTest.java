package network.cairn.http.rpc.kubo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

final class AddTest {
  /// `hello` and a line's end as Kubo adds it by default, and as the newer profile does.
  private static final String HELLO = "QmZULkCELmmk5XNfCgTnCyFgAVxBRBXyDHGGMVoLFLiXEN";

  private static final String HELLO_V1 =
      "bafkreicysg23kiwv34eg2d7qweipxwosdo2py4ldv42nbauguluen5v6am";
  private static final Upload FILE = Upload.file("hello.txt", "hello\n");

  @TempDir Path home;
  private TestBackend node;

  @BeforeEach
  void open() throws IOException {
    node = TestBackend.offline(home);
  }

  @AfterEach
  void close() {
    node.close();
  }

  private TestResponse add(String options, Upload... parts) {
    return node.door.upload("add?" + options, parts);
  }

  private boolean isHere(String cid) {
    return node.call("block/stat?arg=" + cid).status() == 200;
  }

  private List<String> pins() {
    return List.copyOf(node.json("pin/ls?type=recursive").path("Keys").propertyNames());
  }

  @Test
  void tellsOfEachEntryWithItsSizeAsText() {
    TestResponse seen = add("", FILE).good();
    assertThat(seen.text())
        .isEqualTo("{\"Name\":\"hello.txt\",\"Hash\":\"" + HELLO + "\",\"Size\":\"14\"}\n");
    assertThat(seen.header("X-Chunked-Output")).isEqualTo("1");
  }

  @Test
  void pinsRootsUnlessToldNotTo() {
    add("pin=false", FILE).good();
    assertThat(isHere(HELLO)).isTrue();
    assertThat(pins()).isEmpty();
    add("pin-name=mine", FILE).good();
    assertThat(pins()).containsExactly(HELLO);
    JsonNode pin = node.json("pin/ls?names=true").path("Keys").path(HELLO);
    assertThat(pin.path("Name").asString()).isEqualTo("mine");
  }

  @Test
  void refusesANameForNoPinAndOneThatIsTooLong() {
    add("pin=false&pin-name=mine", FILE).assertFailed("pin-name option requires pin to be set");
    add("pin-name=" + "n".repeat(256), FILE).assertFailed("pin name is 256 bytes (max 255 bytes)");
    assertThat(pins()).isEmpty();
  }

  @Test
  void pinsTheDirectoryAroundOnly() {
    List<JsonNode> lines = add("wrap-with-directory=true", FILE).good().lines();
    assertThat(lines).extracting(l -> l.path("Name").asString()).containsExactly("hello.txt", "");
    assertThat(pins()).containsExactly(lines.getLast().path("Hash").asString());
  }

  @Test
  void keepsNothingWhereOnlyTheHashIsWanted() {
    JsonNode line = add("only-hash=true&pin=true", FILE).good().json();
    assertThat(line.path("Hash").asString()).isEqualTo(HELLO);
    assertThat(isHere(HELLO)).isFalse();
    assertThat(pins()).isEmpty();
  }

  @Test
  void isSilentWhereToldToBe() {
    Upload big = Upload.file("big", new byte[1 << 20]);
    assertThat(add("silent=true&progress=true", big).good().bytes()).isEmpty();
    assertThat(pins()).hasSize(1);
  }

  @Test
  void tellsProgressByQuarterMebibytesWhereAskedTo() {
    Upload big = Upload.file("a \"b\"", new byte[(1 << 20) + 1]);
    List<JsonNode> told =
        add("progress=true", big).good().lines().stream().filter(l -> l.has("Bytes")).toList();
    assertThat(told).extracting(l -> l.path("Name").asString()).containsOnly("a \"b\"");
    assertThat(told)
        .extracting(l -> l.path("Bytes").asLong())
        .containsExactly(1L << 18, 2L << 18, 3L << 18, 4L << 18, (1L << 20) + 1);
    for (int size : new int[] {0, 3}) {
      assertThat(add("progress=true", Upload.file("s", new byte[size])).good().lines())
          .extracting(l -> l.path("Name").asString() + l.path("Bytes") + l.has("Hash"))
          .containsExactly("s" + (size == 0 ? "" : "3") + "false", "strue");
    }
    assertThat(add("", big).good().lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cid-version=1 | " + HELLO_V1,
        "profile=unixfs-v1-2025 | " + HELLO_V1,
        "profile=legacy-cid-v0 | " + HELLO,
        "cid-base=base58btc | " + HELLO,
        "cid-version=1&cid-base=base16 |"
            + " f015512205891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03",
        "cid-version=1&cid-base=f |"
            + " f015512205891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03",
      })
  void addsByTheOptions(String options, String cid) {
    String hash = add(options, FILE).good().json().path("Hash").asString();
    assertThat(hash).isEqualTo(cid);
  }

  @Test
  void upgradesCidsOfVersionZeroWhereToldTo() {
    String hash = add("upgrade-cidv0-in-output=true", FILE).good().json().path("Hash").asString();
    assertThat(hash).startsWith("bafybei");
    assertThat(node.call("cat?arg=" + hash).good().text()).isEqualTo("hello\n");
    assertThat(add("cid-base=base32", FILE).good().json().path("Hash").asString()).isEqualTo(hash);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chunker=fastcdc | unrecognized chunker option: fastcdc; there are size-N, buzhash, rabin,"
            + " rabin-AVG and rabin-MIN-AVG-MAX (bytes)",
        "chunker=size- | unrecognized chunker option: size-; there are size-N, buzhash, rabin,"
            + " rabin-AVG and rabin-MIN-AVG-MAX (bytes)",
        "inline=true&inline-limit=129 | inline-limit 129 exceeds maximum allowed size of 128 bytes",
        "mtime-nsecs=4 | option \"mtime-nsecs\" requires \"mtime\" to be provided as well",
        "mtime=1&mtime-nsecs=1000000000 | mtime nanoseconds must be in range [1, 999999999]",
        "mode=rw | mode takes a number, not 'rw'",
        "mode=0644&raw-leaves=true | raw-leaves can't be used with UnixFS metadata like mode or"
            + " modification time",
        "chunker=size-0 | chunks of 0 bytes (size); 1 to 2096896 are possible",
        "chunker=size-2096897 | chunks of 2096897 bytes (size); 1 to 2096896 are possible",
        "hash=sha9 | unknown hash function 'sha9'",
        "cid-version=0&hash=sha2-512 | CIDv0 only supports sha2-256",
        "cid-version=2 | CID version 2; only 0 and 1 exist",
        "max-hamt-fanout=7 | fanout 7 is no power of two from 8 to 1024",
        "max-hamt-fanout=2048 | fanout 2048 is no power of two from 8 to 1024",
        "max-directory-links=-1 | bounds of directories cannot be negative",
        "cid-base=base0 | unknown multibase \"base0\"",
        "cid-base=? | unknown multibase \"?\"",
      })
  void refusesLayoutsThatAreNone(String options, String message) {
    add(options, FILE).assertRefused(message);
    assertThat(pins()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"chunker=size-1", "chunker=size-2096896", "max-file-links=2"})
  void takesLayoutsAtTheirBounds(String options) {
    String hash = add(options, FILE).good().lines().getLast().path("Hash").asString();
    assertThat(node.call("cat?arg=" + hash).good().text()).isEqualTo("hello\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nocopy", "fscache"})
  void refusesFlagsThatWouldChangeTheResult(String flag) {
    add(flag + "=true", FILE).assertRefused("option " + flag + " is not offered by this node");
    assertThat(add(flag + "=false", FILE).good().json().path("Hash").asString()).isEqualTo(HELLO);
  }

  @Test
  void refusesToPutItWhereKuboKeepsFiles() {
    add("to-files=/", FILE).assertRefused("option to-files is not offered by this node");
  }

  /// CIDs that Kubo 0.43 printed for the same.
  @ParameterizedTest
  @CsvSource({
    "mode=0644&mtime=5&mtime-nsecs=7, QmUBCfC5BT7NTvNQdrwTV6eHUfmptkdqUrPaLpCkRGywZH",
    "mode=420&mtime=-5, QmeHkRv8rPcTKsCCwLZ5pveMAz3kGafEWLsFNJDCBd8HRb",
    "'', QmRM6xcUkatMTLMPqE2uaNYoHyKfZiScaqQvXuTqHKsNgx"
  })
  void keepsModesAndTimesAsKuboDoes(String options, String cid) {
    JsonNode added = add(options, Upload.file("s", "s\n")).good().json();
    assertThat(added.path("Hash").asString()).isEqualTo(cid);
    String root = added.path("Hash").asString();
    assertThat(node.call("cat?arg=" + root).good().text()).isEqualTo("s\n");
  }

  @Test
  void readsInlinedAndTrickledFilesBack() {
    String text = "0123456789".repeat(200);
    for (String options :
        List.of(
            "inline=true&chunker=size-20",
            "inline=true&inline-limit=128&raw-leaves=true&chunker=size-100",
            "trickle=true&chunker=size-7&max-file-links=2",
            "trickle=true&inline=true&chunker=rabin-16-40-100")) {
      for (String content : List.of(text, "")) {
        String hash =
            add(options, Upload.file("f", content))
                .good()
                .lines()
                .getLast()
                .path("Hash")
                .asString();
        assertThat(node.call("cat?arg=" + hash).good().text()).as(options).isEqualTo(content);
      }
    }
  }

  @Test
  void wantsAFile() {
    node.call("add").assertRefused("file argument 'path' is required");
    add("").assertRefused("file argument 'path' is required");
  }

  @Test
  void takesWhatHasNoNameForAFile() {
    for (Upload part :
        List.of(
            Upload.file("", "hello\n"),
            new Upload(
                "",
                "application/x-directory",
                "hello\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            Upload.symlink("", "hello\n"))) {
      JsonNode line = add("", part).good().json();
      assertThat(line.path("Name").asString()).isEqualTo(HELLO);
      assertThat(line.path("Hash").asString()).isEqualTo(HELLO);
    }
  }

  @Test
  void takesTargetsUpToTheirBoundAndNoLonger() {
    String most = "t".repeat(4096);
    String root = node.add(Upload.symlink("d/link", most));
    JsonNode link = node.json("ls?arg=" + root).path("Objects").get(0).path("Links").get(0);
    assertThat(link.path("Target").asString()).isEqualTo(most);
    add("", Upload.symlink("d/link", most + "t"))
        .assertRefused("a symlink's target is over 4096 bytes");
  }

  @Test
  void pinsNothingOfAnUploadThatFails() {
    Upload long1 = Upload.symlink("long", "t".repeat(4097));
    TestResponse seen = add("", FILE, long1);
    assertThat(seen.status()).isIn(200, 400);
    String why = seen.trailer().orElseGet(seen::text).strip();
    assertThat(why).isEqualTo("a symlink's target is over 4096 bytes");
    assertThat(pins()).isEmpty();
  }
}
