package network.cairn.http.rpc.kubo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import network.cairn.http.rpc.TestDoor.Upload;
import network.cairn.http.rpc.TestResponse;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BlocksTest {
  private static final String TOO_BIG =
      "produced block is over 2MiB: big blocks can't be exchanged with other peers. consider using"
          + " UnixFS for automatic chunking of bigger files, or pass --allow-big-block to override";
  private static final Upload BYTES = Upload.file("", "bytes");

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

  private TestResponse put(String options, Upload... parts) {
    return node.door.upload("block/put?" + options, parts);
  }

  private Cid cid(String options) {
    return Cid.parse(put(options, BYTES).good().json().path("Key").asString());
  }

  @Test
  void answersWithKeyAndSize() {
    Cid raw = Cid.v1(Multicodec.RAW, Multihash.sha256("bytes".getBytes(UTF_8)));
    assertThat(put("", BYTES).good().text()).isEqualTo("{\"Key\":\"" + raw + "\",\"Size\":5}\n");
    assertThat(node.call("block/stat?arg=" + raw).good().text())
        .isEqualTo("{\"Key\":\"" + raw + "\",\"Size\":5}\n");
    TestResponse got = node.call("block/get?arg=" + raw).good();
    assertThat(got.text()).isEqualTo("bytes");
    assertThat(got.header("X-Content-Length")).isEqualTo("5");
    assertThat(got.header("Content-Type")).isEqualTo("application/vnd.ipld.raw");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1, 0x55, 0x12, 32",
    "cid-codec=dag-pb, 1, 0x70, 0x12, 32",
    "cid-codec=0x71, 1, 0x71, 0x12, 32",
    "format=v0, 0, 0x70, 0x12, 32",
    "format=v0&mhlen=32, 0, 0x70, 0x12, 32",
    "f=protobuf, 1, 0x70, 0x12, 32",
    "format=cbor, 1, 0x71, 0x12, 32",
    "format=raw, 1, 0x55, 0x12, 32",
    "mhtype=sha2-512, 1, 0x55, 0x13, 64",
    "mhtype=sha3, 1, 0x55, 0x14, 64",
    "mhtype=blake3, 1, 0x55, 0x1e, 32",
    "mhtype=sha2-512&mhlen=20, 1, 0x55, 0x13, 20",
    "mhlen=-1, 1, 0x55, 0x12, 32"
  })
  void namesByTheOptions(String options, int version, String codec, String hash, int length) {
    Cid cid = cid(options);
    assertThat(cid.version()).isEqualTo(version);
    assertThat(cid.codec()).isEqualTo(Long.decode(codec));
    assertThat(cid.multihash().code()).isEqualTo(Long.decode(hash));
    assertThat(cid.multihash().digest()).hasSize(length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cid-codec=nonsense | unknown codec \"nonsense\"",
        "cid-codec=0x | unknown codec \"0x\"",
        "cid-codec=0x123456789 | unknown codec \"0x123456789\"",
        "format=v1 | unknown codec \"v1\"",
        "mhtype=sha9 | unrecognized hash function: sha9",
        "mhlen=long | could not convert value \"long\" to type \"int\" (for option \"-mhlen\")",
      })
  void refusesNamesThatAreNone(String options, String message) {
    put(options, BYTES).assertRefused(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mhlen=33 | hash 0x12 gives 32 bytes, not 33",
        "mhlen=4294967328 | hash 0x12 gives 32 bytes, not 2147483647",
        "format=v0&mhtype=sha2-512 | cannot generate CIDv0 with non-sha256 hash function",
        "format=v0&mhlen=20 | cannot generate CIDv0 with non-sha256 hash function",
      })
  void failsWhereNothingCanBeNamedSo(String options, String message) {
    put(options, BYTES).assertFailed(message);
  }

  @Test
  void wantsData() {
    node.call("block/put").assertRefused("file argument 'data' is required");
    put("").assertRefused("file argument 'data' is required");
  }

  @Test
  void takesBlocksUpToTheirBoundAndNoLonger() {
    put("", Upload.file("", new byte[Block.MAX_SIZE])).good();
    Upload more = Upload.file("", new byte[Block.MAX_SIZE + 1]);
    put("", more).assertFailed(TOO_BIG);
    assertThat(put("allow-big-block=true", more).good().json().path("Size").asInt())
        .isEqualTo(Block.MAX_SIZE + 1);
    put("allow-big-block=true", Upload.file("", new byte[Block.READ_LIMIT + 1]))
        .assertFailed(
            "the block is over 4MiB, the most that a node keeps or fetches; cut it into several"
                + " blocks, or add it as a file");
  }

  @Test
  void keepsWhatStoodBeforeABlockThatIsTooLong() {
    TestResponse seen = put("", BYTES, Upload.file("", new byte[Block.MAX_SIZE + 1]));
    assertThat(seen.lines()).hasSize(1);
    assertThat(seen.trailer()).contains(TOO_BIG);
    node.call("block/get?arg=" + seen.lines().getFirst().path("Key").asString()).good();
  }

  @Test
  void keepsEveryPartAndPinsWhereToldTo() {
    TestResponse two = put("pin=true", BYTES, Upload.file("", "more")).good();
    assertThat(two.lines()).hasSize(2);
    assertThat(node.json("pin/ls?type=recursive").path("Keys")).hasSize(2);
    put("", Upload.file("", "loose")).good();
    assertThat(node.json("pin/ls?type=recursive").path("Keys")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"block/get", "block/stat"})
  void saysThatABlockIsNotHere(String command) {
    String absent = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {7})).toString();
    node.call(command + "?arg=" + absent)
        .assertFailed("block was not found locally (offline): ipld: could not find " + absent);
    node.call(command).assertRefused("argument \"cid\" is required");
    node.call(command + "?arg=a&arg=b").assertRefused("expected 1 argument(s), but got 2");
  }

  @Test
  void removesWhatNothingHoldsAndSaysWhatDoes() {
    String loose = node.block("", "loose");
    String pinned = node.block("pin=true", "pinned");
    String absent = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {7})).toString();
    String call = "block/rm?arg=" + String.join("&arg=", List.of(loose, pinned, absent, loose));
    assertThat(node.call(call).good().text())
        .isEqualTo(
            "{\"Hash\":\"%s\"}\n{\"Hash\":\"%s\",\"Error\":\"pinned: recursive\"}\n"
                    .formatted(loose, pinned)
                + "{\"Hash\":\"%s\",\"Error\":\"ipld: could not find %s\"}\n"
                    .formatted(absent, absent));
    assertThat(node.call("block/get?arg=" + loose).status()).isEqualTo(500);
    node.call("block/get?arg=" + pinned).good();
  }

  @Test
  void forgivesWhatIsNotHereWhereForced() {
    String absent = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {7})).toString();
    assertThat(node.call("block/rm?force=true&arg=" + absent).good().text())
        .isEqualTo("{\"Hash\":\"" + absent + "\"}\n");
    assertThat(node.call("block/rm?f=true&q=true&arg=" + absent).good().bytes()).isEmpty();
    assertThat(node.call("block/rm?quiet=true&arg=" + absent).good().lines()).hasSize(1);
  }
}
