package network.cairn.http.rpc.kubo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import network.cairn.http.rpc.TestDoor.Upload;
import network.cairn.http.rpc.TestResponse;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// `dag/…`, with what goes through CARs.
final class DagsTest {
  private static final String ABSENT =
      Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {7})).toString();

  @TempDir Path home;
  @TempDir Path other;
  private TestBackend node;

  @BeforeEach
  void open() throws IOException {
    node = TestBackend.offline(home);
  }

  @AfterEach
  void close() {
    node.close();
  }

  private TestResponse put(String options, Upload... parts) {
    return node.door.upload("dag/put?" + options, parts);
  }

  private static Upload json(String text) {
    return Upload.file("", text);
  }

  private static String cid(JsonNode line) {
    return line.path("Cid").path("/").asString();
  }

  @Test
  void keepsJsonInCborUnlessToldOtherwise() {
    String kept = cid(put("", json("{\"a\": [1, true, null]}")).good().json());
    assertThat(Cid.parse(kept).codec()).isEqualTo(Multicodec.DAG_CBOR);
    assertThat(node.call("block/get?arg=" + kept).good().bytes())
        .isEqualTo(HexFormat.of().parseHex("a161618301f5f6"));
    TestResponse got = node.call("dag/get?arg=" + kept).good();
    assertThat(got.text()).isEqualTo("{\"a\":[1,true,null]}");
    assertThat(got.header("Content-Type")).isEqualTo("text/plain");
    assertThat(got.header("X-Stream-Output")).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "store-codec=dag-json | {\"b\":1,\"a\":2} | {\"a\":2,\"b\":1} | 0x0129",
        "store-codec=json | [1] | [1] | 0x0200",
        "store-codec=cbor | [1] | [1] | 0x51",
        "store-codec=raw | \"text\" | {\"/\":{\"bytes\":\"dGV4dA\"}} | 0x55",
        "store-codec=raw&input-codec=raw | any | {\"/\":{\"bytes\":\"YW55\"}} | 0x55",
        "hash=sha2-512 | 7 | 7 | 0x71",
      })
  void keepsByTheOptions(String options, String input, String output, String codec) {
    String kept = cid(put(options, json(input)).good().json());
    assertThat(Cid.parse(kept).codec()).isEqualTo(Long.decode(codec));
    assertThat(node.call("dag/get?arg=" + kept).good().text()).isEqualTo(output);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "store-codec=nonsense | unknown codec \"nonsense\"",
        "input-codec=nonsense | unknown codec \"nonsense\"",
        "hash=sha9 | unrecognized hash function: sha9",
        "cid-base=base0 | unknown multibase \"base0\"",
      })
  void refusesNamesThatAreNone(String options, String message) {
    put(options, json("1")).assertRefused(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "store-codec=0x300000 | no encoder registered for multicodec code 3145728 (0x300000)",
        "input-codec=0xffffffff | no decoder registered for multicodec code 4294967295"
            + " (0xffffffff)",
        "store-codec=raw | only bytes can be written as raw",
      })
  void failsWhereACodecCannotDoIt(String options, String message) {
    put(options, json("[]")).assertFailed(message);
  }

  @Test
  void readsAndPinsThroughSignedObjects() {
    String signed = node.object("{\"deep\":[\"value\"]}");
    String payload = Multibase.encodeBase64url(Cid.parse(signed).bytes());
    String jws =
        "{\"payload\":\"%s\",\"protected\":\"e30\",\"signature\":\"-_9J\"}".formatted(payload);
    String kept = cid(put("store-codec=dag-jose&pin=true", json(jws)).good().json());
    assertThat(node.call("dag/get?arg=" + kept).good().text())
        .isEqualTo(
            ("{\"link\":{\"/\":\"%s\"},\"payload\":\"%s\","
                    + "\"signatures\":[{\"protected\":\"e30\",\"signature\":\"-_9J\"}]}")
                .formatted(signed, payload));
    assertThat(node.call("dag/get?arg=" + kept + "/link/deep/0").good().text())
        .isEqualTo("\"value\"");
    assertThat(node.call("dag/get?arg=" + kept + "/payload").good().text())
        .isEqualTo("\"" + payload + "\"");
    assertThat(cid(node.json("dag/resolve?arg=" + kept + "/link"))).isEqualTo(signed);
    assertThat(node.json("refs?arg=" + kept).path("Ref").asString()).isEqualTo(signed);
    assertThat(node.json("pin/ls?type=indirect").path("Keys").propertyNames())
        .containsExactly(signed);
    byte[] block = node.call("block/get?arg=" + kept).good().bytes();
    String codecs = "store-codec=dag-jose&input-codec=dag-jose";
    assertThat(cid(put(codecs, Upload.file("", block)).good().json())).isEqualTo(kept);
    put("store-codec=dag-jose", json("{\"x\":1}"))
        .assertFailed("dag-jose: neither a JWS with its payload nor a JWE with its ciphertext");
  }

  @Test
  void exportsWhatIsThereOfADagWhereAskedTo() {
    String leaf = node.block("", "leaf");
    String absent = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {7})).toString();
    String root = node.object("[{\"/\":\"" + absent + "\"},{\"/\":\"" + leaf + "\"}]");
    assertThat(node.call("dag/export?arg=" + root).trailer()).isPresent();
    byte[] part = node.call("dag/export?local-only=true&arg=" + root).good().bytes();
    assertThat(new String(part, StandardCharsets.ISO_8859_1)).contains("leaf");
    TestResponse whole = node.door.upload("dag/import?stats=true", Upload.file("", part));
    assertThat(whole.text()).contains("PinErrorMsg\":\"cannot pin " + root);
    TestResponse taken =
        node.door.upload("dag/import?stats=true&local-only=true", Upload.file("", part)).good();
    assertThat(taken.text()).contains("\"BlockCount\":2").doesNotContain("PinErrorMsg");
    node.door
        .upload("dag/import?local-only=true&pin-roots=true", Upload.file("", part))
        .assertFailed(
            "--local-only implies --pin-roots=false and cannot be combined with --pin-roots=true;"
                + " please drop one of them");
    node.call("dag/export?local-only=true&arg=" + absent).assertFailed(notFound(absent));
  }

  private static String notFound(String cid) {
    return "block was not found locally (offline): ipld: could not find " + cid;
  }

  @Test
  void takesNoCodecForAnother() {
    Cid wide = Cid.v1(0x1_0000_0071L, Multihash.of(Multihash.IDENTITY, new byte[] {1}));
    node.call("dag/get?arg=" + wide)
        .assertFailed("no decoder registered for multicodec code 4294967409 (0x100000071)");
  }

  @Test
  void resolvesPathsByTheFieldsOfDagPbBelowIpld() {
    String leaf = node.block("", "leaf");
    String pb =
        cid(
            put(
                    "store-codec=dag-pb",
                    json("{\"Links\":[{\"Hash\":{\"/\":\"%s\"},\"Name\":\"a\"}]}".formatted(leaf)))
                .good()
                .json());
    assertThat(cid(node.json("dag/resolve?arg=" + pb + "/a"))).isEqualTo(leaf);
    assertThat(cid(node.json("dag/resolve?arg=/ipld/" + pb + "/Links/0/Hash"))).isEqualTo(leaf);
    assertThat(node.call("dag/get?arg=/ipld/" + pb + "/Links/0/Name").good().text())
        .isEqualTo("\"a\"");
    assertThat(node.json("resolve?arg=/ipld/" + pb + "/Links/0").path("Path").asString())
        .isEqualTo("/ipld/" + pb + "/Links/0");
    assertThat(node.json("resolve?arg=" + pb + "/a").path("Path").asString())
        .isEqualTo("/ipfs/" + leaf);
  }

  @Test
  void keepsAllOrNone() {
    TestResponse seen = put("", json("1"), json("not json"));
    assertThat(seen.status()).isEqualTo(500);
    assertThat(node.lines("refs/local")).isEmpty();
    assertThat(put("", json("1"), json("2")).good().lines()).hasSize(2);
    put("").assertRefused("file argument 'object data' is required");
    node.call("dag/put").assertRefused("file argument 'object data' is required");
  }

  @Test
  void takesObjectsUpToTheirBoundOnBothSides() {
    Upload most = Upload.file("", new byte[Block.MAX_SIZE]);
    Upload more = Upload.file("", new byte[Block.MAX_SIZE + 1]);
    String raw = "input-codec=raw&store-codec=raw";
    put(raw, most).good();
    assertThat(put(raw, more).json().path("Message").asString())
        .startsWith("produced block is over 2MiB");
    put(raw + "&allow-big-block=true", more).good();
    TestResponse grown = put("input-codec=raw&store-codec=dag-json", most);
    assertThat(grown.json().path("Message").asString()).startsWith("produced block is over 2MiB");
  }

  @Test
  void pinsOnlyWhatIsWhole() {
    String leaf = node.block("", "leaf");
    put("pin=true", json("{\"to\":{\"/\":\"" + leaf + "\"}}")).good();
    assertThat(node.json("pin/ls?type=recursive").path("Keys")).hasSize(1);
    TestResponse seen = put("pin=true", json("{\"to\":{\"/\":\"" + ABSENT + "\"}}"));
    assertThat(seen.status()).isEqualTo(500);
    assertThat(seen.json().path("Message").asString()).contains("block " + ABSENT + ": not found");
    assertThat(node.json("pin/ls?type=recursive").path("Keys")).hasSize(1);
  }

  @Test
  void followsPathsIntoObjectsAndOverLinks() {
    String inner = node.object("{\"deep\":[10,{\"x\":\"y\"}]}");
    String outer = node.object("{\"to\":{\"/\":\"" + inner + "\"},\"n\":5}");
    assertThat(node.call("dag/get?arg=" + outer + "/to/deep/1/x").good().text()).isEqualTo("\"y\"");
    assertThat(node.call("dag/get?output-codec=dag-cbor&arg=" + outer + "/n").good().bytes())
        .containsExactly(5);
    node.call("dag/get?output-codec=nonsense&arg=" + outer)
        .assertRefused("unknown codec \"nonsense\"");
    JsonNode rest = node.json("dag/resolve?arg=" + outer + "/to/deep/0");
    assertThat(cid(rest)).isEqualTo(inner);
    assertThat(rest.path("RemPath").asString()).isEqualTo("/deep/0");
    JsonNode whole = node.json("dag/resolve?arg=" + outer + "/to");
    assertThat(cid(whole)).isEqualTo(inner);
    assertThat(whole.path("RemPath").asString()).isEmpty();
  }

  @Test
  void saysWhereAPathEnds() {
    String outer = node.object("{\"n\":{\"m\":5}}");
    for (String path : List.of("/none", "/n/none", "/n/m/o")) {
      TestResponse seen = node.call("dag/get?arg=" + outer + path);
      assertThat(seen.status()).isEqualTo(500);
      assertThat(seen.json().path("Message").asString())
          .startsWith("no link named \"" + path.substring(path.lastIndexOf('/') + 1) + "\" under ");
    }
    node.call("dag/export?arg=" + outer + "/n")
        .assertFailed("path \"%s/n\" leads into block %s, not to one".formatted(outer, outer));
  }

  @Test
  void countsSharedBlocksOnceOverall() {
    String leaf = node.block("", "leaf");
    String link = "{\"/\":\"" + leaf + "\"}";
    String one = node.object("[" + link + "]");
    String two = node.object("[" + link + "," + link + "]");
    JsonNode stat = node.json("dag/stat?arg=" + one + "&arg=" + two);
    assertThat(stat.path("UniqueBlocks").asInt()).isEqualTo(3);
    assertThat(stat.path("SharedSize").asInt()).isEqualTo(4);
    JsonNode dags = stat.path("DagStats");
    assertThat(dags).extracting(d -> d.path("Cid").asString()).containsExactly(one, two);
    assertThat(dags).extracting(d -> d.path("NumBlocks").asInt()).containsExactly(2, 2);
    int sum = dags.get(0).path("Size").asInt() + dags.get(1).path("Size").asInt();
    assertThat(stat.path("TotalSize").asInt()).isEqualTo(sum - 4);
    assertThat(stat.path("Ratio").asDouble()).isGreaterThan(1);
  }

  @Test
  void countsAsManyRootsAsACallHolds() {
    String leaf = node.block("", "leaf");
    String most = ("&arg=" + leaf).repeat(3_000);
    JsonNode stat = node.json("dag/stat?" + most);
    assertThat(stat.path("DagStats")).hasSize(3_000);
    assertThat(stat.path("UniqueBlocks").asInt()).isEqualTo(1);
  }

  private String tree() {
    return node.loose(Upload.file("d/a", "one"), Upload.file("d/b", "two"));
  }

  @Test
  void bringsADagFromOneHomeToAnother() throws IOException {
    String root = tree();
    TestResponse car = node.call("dag/export?arg=" + root).good();
    assertThat(car.header("Content-Type")).isEqualTo("application/vnd.ipld.car");
    Upload upload = Upload.file("tree.car", car.bytes());
    try (TestBackend second = TestBackend.offline(other)) {
      List<JsonNode> lines = second.door.upload("dag/import?stats=true", upload).good().lines();
      assertThat(lines).hasSize(2);
      assertThat(cid(lines.getFirst().path("Root"))).isEqualTo(root);
      assertThat(lines.getFirst().path("Root").path("PinErrorMsg").asString()).isEmpty();
      assertThat(lines.getLast().path("Stats").path("BlockCount").asInt()).isEqualTo(3);
      assertThat(second.json("pin/ls?type=recursive").path("Keys").has(root)).isTrue();
      assertThat(second.call("cat?arg=" + root + "/b").good().text()).isEqualTo("two");
    }
  }

  @Test
  void importsWithoutPinsOrWordsWhereToldTo() throws IOException {
    Upload upload = Upload.file("t", node.call("dag/export?arg=" + tree()).good().bytes());
    try (TestBackend second = TestBackend.offline(other)) {
      assertThat(second.door.upload("dag/import?pin-roots=false", upload).good().bytes()).isEmpty();
      assertThat(second.json("pin/ls").path("Keys")).isEmpty();
      assertThat(second.door.upload("dag/import?silent=true", upload).good().bytes()).isEmpty();
      assertThat(second.json("pin/ls?type=recursive").path("Keys")).hasSize(1);
    }
  }

  @Test
  void tellsOfRootsThatItCannotPinEvenWhereSilent() throws IOException {
    String root = node.object("{\"to\":{\"/\":\"" + node.block("", "leaf") + "\"}}");
    byte[] car = node.call("dag/export?arg=" + root).good().bytes();
    byte[] cut = Arrays.copyOf(car, car.length - "leaf".length() - 36 - 1);
    try (TestBackend second = TestBackend.offline(other)) {
      TestResponse seen =
          second.door.upload("dag/import?silent=true", Upload.file("cut.car", cut)).good();
      assertThat(cid(seen.json().path("Root"))).isEqualTo(root);
      assertThat(seen.json().path("Root").path("PinErrorMsg").asString())
          .startsWith("cannot pin " + root);
    }
  }

  @Test
  void refusesWhatIsNoCarByItsName() {
    node.call("dag/import").assertRefused("file argument 'path' is required");
    node.door.upload("dag/import").assertRefused("file argument 'path' is required");
    byte[] car = node.call("dag/export?arg=" + tree()).good().bytes();
    for (byte[] bad :
        List.of("nonsense".getBytes(UTF_8), new byte[0], Arrays.copyOf(car, car.length - 1))) {
      TestResponse seen = node.door.upload("dag/import", Upload.file("bad.car", bad));
      assertThat(seen.status()).isEqualTo(500);
      assertThat(seen.json().path("Message").asString())
          .startsWith("bad.car: ")
          .endsWith("; nothing was pinned, get the file again");
    }
    car[car.length - 1] ^= 1;
    TestResponse forged = node.door.upload("dag/import", Upload.file("forged.car", car));
    assertThat(forged.status()).isEqualTo(500);
    assertThat(node.json("pin/ls").path("Keys")).isEmpty();
  }

  @Test
  void breaksOffAnExportWhereABlockIsMissing() {
    String root = node.object("{\"to\":{\"/\":\"" + ABSENT + "\"}}");
    for (String options : List.of("", "offline=true&")) {
      TestResponse seen = node.call("dag/export?" + options + "arg=" + root);
      assertThat(seen.status()).isEqualTo(200);
      assertThat(seen.trailer().orElseThrow()).endsWith("ipld: could not find " + ABSENT);
    }
    assertThat(node.call("dag/export?arg=" + ABSENT).status()).isEqualTo(500);
  }
}
