package network.cairn.http.rpc.kubo;

import static network.cairn.http.rpc.TestDoor.arg;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import network.cairn.http.rpc.TestDoor;
import network.cairn.http.rpc.TestResponse;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.hash.Hashes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The answers are Kubo 0.43's.
final class CidCommandsTest {
  private static final String V0 = "QmZZRTyhDpL5Jgift1cHbAhexeE1m2Hw8x8g7rTcPahDvo";
  private static final String V1 = "bafybeifgwyq5gs4l2mru5klgwjfmftjvkmbyyjurbupuz2bst7mhmg2hwa";
  private static final String Z1 = "zdj7WgefqQm5HogBQ2bckZuTYYDarRTUZi51GYCnerHD2G86j";
  private static final String RAW = "bafkreifgwyq5gs4l2mru5klgwjfmftjvkmbyyjurbupuz2bst7mhmg2hwa";
  private static final String PEER = "12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA";

  private final TestDoor door = new TestDoor(KuboCommands.plain());

  private TestResponse format(String options, String cid) {
    return door.call("cid/format?" + options + "&" + arg(cid));
  }

  private static String written(TestResponse seen) {
    JsonNode line = seen.good().lines().getFirst();
    assertThat(line.path("ErrorMsg").asString()).isEmpty();
    return line.path("Formatted").asString();
  }

  @ParameterizedTest
  @CsvSource({
    "'', " + V0 + ", " + V0,
    "'', " + V1 + ", " + V1,
    "'', " + Z1 + ", " + Z1,
    "v=0, " + V1 + ", " + V0,
    "v=0, " + Z1 + ", " + V0,
    "v=1, " + V0 + ", " + Z1,
    "v=1&b=base58btc, " + V0 + ", " + Z1,
    "v=1&b=z, " + V1 + ", " + Z1,
    "b=base32, " + V0 + ", " + V1,
    "mc=raw, " + V1 + ", " + RAW,
    "mc=0x55, " + V1 + ", " + RAW,
    "mc=85, " + V1 + ", " + RAW,
    "mc=dag-pb, " + V0 + ", " + V0,
    "mc=raw&b=base32, " + V0 + ", " + RAW
  })
  void convertsCids(String options, String cid, String expected) {
    assertThat(written(format(options, cid))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "%%, %",
    "%b %B, base32 b",
    "%v %V, cidv1 1",
    "%c %C, raw 85",
    "%h %H, identity 0",
    "%L, 4",
    "%m %M, baacdemzu aacdemzu",
    "%d %D, bci2dgna ci2dgna",
    "%s %S, bafkqabask4dw2 afkqabask4dw2",
    "<%P>, <cidv1-raw-identity-4>"
  })
  void writesEachPart(String form, String expected) {
    byte[] content = {0x12, 0x34, 0x33, 0x40};
    Cid cid = Cid.v1(Multicodec.RAW, Multihash.of(Multihash.IDENTITY, content));
    String encoded = URLEncoder.encode(form, StandardCharsets.UTF_8);
    String seen = written(format("f=" + encoded, cid.toString()));
    String made =
        expected
            .replace("baacdemzu", Multibase.BASE32.encode(cid.multihash().bytes()))
            .replace("aacdemzu", Multibase.BASE32.encodeRaw(cid.multihash().bytes()))
            .replace("bci2dgna", Multibase.BASE32.encode(content))
            .replace("ci2dgna", Multibase.BASE32.encodeRaw(content))
            .replace("bafkqabask4dw2", cid.toString())
            .replace("afkqabask4dw2", cid.toString().substring(1));
    assertThat(seen).isEqualTo(made);
  }

  @Test
  void namesWhatNoTableKnowsByNumbers() {
    Cid cid = Cid.v1(0x9999, Multihash.of(0x7f0001, new byte[20]));
    assertThat(written(format("f=%25c+%25h", cid.toString())))
        .isEqualTo("Code(39321) hash?8323073");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f=cid | invalid format string: \"cid\"",
        "f=%25 | premature end of format string",
        "f=%25s%25 | premature end of format string",
        "f=%25%25%25x | unrecognized specifier in format string: %x",
        "v=2 | invalid cid version: \"2\"",
        "v=0&mc=raw | cannot convert to CIDv0 with any codec other than dag-pb",
        "v=0&b=base32 | cannot convert to CIDv0 with any multibase other than the implicit"
            + " base58btc",
        "b=base0 | unsupported multibase encoding: base0"
      })
  void failsForWhatNobodyCanWrite(String options, String message) {
    format(options, V1).assertFailed(message);
  }

  @Test
  void refusesCodecsThatAreNone() {
    format("mc=nonsense", V1).assertRefused("unknown codec \"nonsense\"");
  }

  @Test
  void goesOnAfterOneThatIsNoCid() {
    List<JsonNode> lines =
        door.call("cid/base32?arg=garbage&" + arg(V0) + "&arg=&arg=b&" + arg("a b")).good().lines();
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0).path("CidStr").asString()).isEqualTo("garbage");
    assertThat(lines.get(0).path("ErrorMsg").asString()).startsWith("invalid cid: ");
    assertThat(lines.get(1).path("Formatted").asString()).isEqualTo(V1);
    assertThat(lines.stream().skip(2))
        .allSatisfy(l -> assertThat(l.path("ErrorMsg").asString()).startsWith("invalid cid: "));
    assertThat(format("v=0", RAW).good().json().path("ErrorMsg").asString())
        .startsWith("invalid cid: ");
  }

  private JsonNode inspect(String cid) {
    return door.call("cid/inspect?" + arg(cid)).good().json();
  }

  @Test
  void showsWhatACidIsMadeOf() {
    assertThat(door.call("cid/inspect?" + arg(V0)).good().text())
        .isEqualTo(
            "{\"cid\":\"%s\",\"version\":0,\"multibase\":{\"prefix\":\"z\",\"name\":\"base58btc\"},"
                    .formatted(V0)
                + "\"multicodec\":{\"code\":112,\"name\":\"dag-pb\"},"
                + "\"multihash\":{\"code\":18,\"name\":\"sha2-256\",\"length\":32,\"digest\":"
                + "\"a6b621d34b8bd3234ea966b24ac2cd3553038c26910d1f4ce8329fd8761b47b0\"},"
                + "\"cidV0\":\"%s\",\"cidV1\":\"%s\"}\n".formatted(V0, V1));
    JsonNode raw = inspect(RAW);
    assertThat(raw.path("multibase").path("prefix").asString()).isEqualTo("b");
    assertThat(raw.has("cidV0")).isFalse();
    assertThat(raw.has("errorMsg")).isFalse();
    assertThat(inspect("bafkqabdumvzxi").path("multihash").path("digest").asString())
        .isEqualTo("74657374");
    Cid unknown = Cid.v1(0x9999, Cid.parse(V1).multihash());
    assertThat(inspect(unknown.toString()).path("multicodec").path("name").asString())
        .isEqualTo("unknown");
  }

  @Test
  void leadsFromAPeerToItsCid() {
    JsonNode wrong = inspect(PEER);
    String message = wrong.path("errorMsg").asString();
    assertThat(message).startsWith("invalid CID: ").contains("PeerID").contains("\n  k51");
    String cid = message.substring(message.lastIndexOf(' ') + 1);
    assertThat(inspect(cid).path("cidV1").asString()).isEqualTo(cid);
    assertThat(inspect("garbage").path("errorMsg").asString())
        .startsWith("invalid CID: ")
        .doesNotContain("\n");
  }

  private List<String> listed(String call) {
    return door.call(call).good().json().valueStream().map(v -> v.path("Name").asString()).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cid/bases", "multibase/list"})
  void listsTheBasesThatKuboLists(String call) {
    assertThat(listed(call))
        .containsExactly(
            "identity base2 base32 base32upper base32pad base32padupper base16 base16upper base36"
                .concat(" base36upper base64 base64pad base32hexpad base32hexpadupper base64url")
                .concat(" base64urlpad base32hex base32hexupper base58btc base58flickr")
                .concat(" base256emoji")
                .split(" "));
  }

  @Test
  void listsCodecsInTheOrderOfTheirCodes() {
    assertThat(listed("cid/codecs"))
        .hasSize(44)
        .startsWith("cbor", "raw", "dag-pb", "dag-cbor", "libp2p-key", "git-raw")
        .endsWith("json", "rdfc-1", "json-jcs");
    assertThat(listed("cid/codecs?supported=true"))
        .contains("cbor", "raw", "dag-pb", "dag-cbor", "libp2p-key", "dag-json", "json");
  }

  @Test
  void listsHashesThatThisNodeHas() {
    Hashing hashing = new Hashes();
    List<String> names = listed("cid/hashes");
    assertThat(names)
        .hasSize(15 + 45 + 13)
        .startsWith("identity", "sha1", "sha2-256", "sha2-512", "sha3-512")
        .contains("keccak-224", "shake-256", "blake2b-160", "blake2b-512", "blake2s-160")
        .endsWith("blake2s-256")
        .allSatisfy(
            name -> assertThat(hashing.supports(Multicodec.code(name).orElseThrow())).isTrue());
  }
}
