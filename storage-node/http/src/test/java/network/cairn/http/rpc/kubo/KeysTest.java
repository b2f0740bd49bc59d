package network.cairn.http.rpc.kubo;

import static network.cairn.http.rpc.TestDoor.arg;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import network.cairn.http.rpc.TestDoor.Upload;
import network.cairn.http.rpc.TestResponse;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.store.keys.KeyFormat;
import network.cairn.store.keys.Keystore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class KeysTest {
  private static final String NAME_BOUNDS =
      "a key's name has at least 1 and at most 128 characters and 154 bytes";
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

  private String names() {
    JsonNode keys = node.json("key/list").path("Keys");
    return String.join(" ", keys.valueStream().map(k -> k.path("Name").asString()).toList());
  }

  private String generated(String name) {
    return node.json("key/gen?arg=" + name).path("Id").asString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"key/list", "key/ls"})
  void listsTheNodesOwnKeyFirst(String command) {
    String id = generated("mine");
    JsonNode keys = node.json(command + "?l=true").path("Keys");
    assertThat(keys).extracting(k -> k.path("Name").asString()).containsExactly("self", "mine");
    assertThat(keys.get(1).path("Id").asString()).isEqualTo(id);
    assertThat(PeerId.parse(keys.get(0).path("Id").asString())).isEqualTo(node.keys.peerId());
  }

  @ParameterizedTest
  @CsvSource({"base36, k", "base32, b", "base58btc, z", "base16, f"})
  void writesKeysAsNames(String base, String prefix) {
    JsonNode key = node.json("key/list?ipns-base=" + base).path("Keys").get(0);
    String id = key.path("Id").asString();
    assertThat(id).startsWith(prefix);
    assertThat(Cid.parse(id).codec()).isEqualTo(Multicodec.LIBP2P_KEY);
    assertThat(Cid.parse(id).multihash().bytes()).isEqualTo(node.keys.peerId().bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"b58mh", "v0"})
  void writesKeysAsMultihashes(String base) {
    JsonNode key = node.json("key/list?ipns-base=" + base).path("Keys").get(0);
    assertThat(key.path("Id").asString()).isEqualTo(node.keys.peerId().toString());
  }

  @Test
  void refusesBasesThatAreNone() {
    for (String call : new String[] {"key/list?", "key/gen?arg=n&"}) {
      node.call(call + "ipns-base=base0").assertFailed("unsupported multibase encoding: base0");
    }
  }

  @Test
  void makesKeysOfOneTypeUnderNamesOfTheirOwn() {
    String one = generated("one");
    assertThat(one).startsWith("k51");
    assertThat(generated("two")).isNotEqualTo(one);
    node.call("key/gen?arg=one").assertFailed("key with name 'one' already exists");
    node.call("key/gen?arg=self").assertFailed("cannot create key with name 'self'");
    node.call("key/gen?arg=").assertFailed(NAME_BOUNDS);
    node.call("key/gen?type=dsa&arg=x").assertFailed("unrecognized key type: dsa");
    node.call("key/gen?type=ed25519&size=2048&arg=x")
        .assertFailed("invalid key size 2048: ed25519 keys are always 256 bits");
    node.call("key/gen?type=ed25519&size=256&arg=three").good();
    assertThat(names()).contains("one").contains("two").contains("three");
  }

  @Test
  void takesNamesUpToTheirBoundAndNoLonger() {
    generated("n".repeat(128));
    node.call("key/gen?arg=" + "n".repeat(129)).assertFailed(NAME_BOUNDS);
  }

  @Test
  void takesNamesThatWouldBePathsElsewhere() {
    String odd = "../a/ö b";
    node.json("key/gen?" + arg(odd));
    assertThat(names()).isEqualTo("self " + odd);
    assertThat(node.json("key/rm?" + arg(odd)).path("Keys").get(0).path("Name").asString())
        .isEqualTo(odd);
  }

  @Test
  void removesKeysAndTellsWhatTheyWere() {
    String id = generated("one");
    generated("two");
    JsonNode removed = node.json("key/rm?arg=one&arg=two").path("Keys");
    assertThat(removed).hasSize(2);
    assertThat(removed.get(0).path("Id").asString()).isEqualTo(id);
    assertThat(names()).isEqualTo("self");
    node.call("key/rm?arg=one").assertFailed("no key named one was found");
    node.call("key/rm?arg=self").assertFailed("cannot remove key with name 'self'");
    node.call("key/rm").assertRefused("argument \"name\" is required");
  }

  @Test
  void renamesAndOverwritesOnlyByForce() {
    String one = generated("one");
    generated("two");
    assertThat(node.call("key/rename?arg=one&arg=three").good().text())
        .isEqualTo(
            "{\"Was\":\"one\",\"Now\":\"three\",\"Id\":\"%s\",\"Overwrite\":false}\n"
                .formatted(one));
    node.call("key/rename?arg=three&arg=two")
        .assertFailed("key by that name already exists, refusing to overwrite");
    JsonNode forced = node.json("key/rename?force=true&arg=three&arg=two");
    assertThat(forced.path("Overwrite").asBoolean()).isTrue();
    assertThat(forced.path("Id").asString()).isEqualTo(one);
    assertThat(names()).isEqualTo("self two");
    node.call("key/rename?arg=self&arg=x").assertFailed("cannot rename key with name 'self'");
    node.call("key/rename?arg=two&arg=self").assertFailed("cannot overwrite key with name 'self'");
    node.call("key/rename?arg=gone&arg=x").assertFailed("no key named gone was found");
    node.call("key/rename?arg=two").assertRefused("argument \"newName\" is required");
  }

  @ParameterizedTest
  @CsvSource({
    "type=rsa, RSA, 256",
    "type=rsa&size=3072, RSA, 384",
    "type=secp256k1, SECP256K1, 33",
    "type=ed25519, ED25519, 32"
  })
  void makesKeysOfEachType(String options, KeyType type, int length) throws IOException {
    String id = node.json("key/gen?arg=mine&ipns-base=b58mh&" + options).path("Id").asString();
    PrivateKey key = Keystore.export(home, "mine");
    assertThat(key.type()).isEqualTo(type);
    assertThat(PeerId.of(key.publicKey())).hasToString(id);
    assertThat(key.publicKey().data().length).isBetween(length, length + 40);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1024", "2049", "16384", "99999999999", "-5"})
  void refusesSizesThatNoRsaKeyHas(String size) {
    assertThat(node.call("key/gen?type=rsa&arg=x&size=" + size).text())
        .contains("2048 to 8192 bits");
    assertThat(names()).isEqualTo("self");
  }

  private TestResponse take(String options, byte[] file) {
    return node.door.upload("key/import?" + options, Upload.file("key", file));
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void takesWhatItGave(KeyType type) {
    PrivateKey key = PrivateKey.generate(type, new SecureRandom());
    for (KeyFormat format : KeyFormat.values()) {
      String name = format.ending();
      String options = "allow-any-key-type=true&f=" + format.label() + "&arg=" + name;
      JsonNode taken = take(options + "&ipns-base=v0", format.encode(key)).good().json();
      assertThat(taken.path("Name").asString()).isEqualTo(name);
      assertThat(taken.path("Id").asString()).isEqualTo(PeerId.of(key.publicKey()).toString());
      take(options, format.encode(key)).assertFailed("key with name '" + name + "' already exists");
    }
    assertThat(names()).isEqualTo("self key pem");
  }

  @Test
  void refusesFilesThatAreNone() {
    PrivateKey key = PrivateKey.generate(KeyType.ECDSA, new SecureRandom());
    String pem = "arg=x&format=pem-pkcs8-cleartext";
    take("arg=x", KeyFormat.LIBP2P.encode(key))
        .assertFailed(
            "key type ECDSA is not allowed to be imported, only RSA, Ed25519, or Secp256k1; use"
                + " flag --allow-any-key-type if you are sure of what you're doing");
    take("arg=self", KeyFormat.LIBP2P.encode(key))
        .assertFailed("cannot import key with name 'self'");
    take("arg=x", KeyFormat.PEM.encode(key))
        .assertFailed(
            "unexpected PEM block for format=libp2p-protobuf-cleartext: try again with"
                + " format=pem-pkcs8-cleartext");
    take(pem, new byte[] {1}).assertFailed("PEM block not found in input data");
    take("arg=x&format=der", new byte[] {1}).assertFailed("unrecognized key format: der");
    take("arg=x", new byte[(16 << 10) + 1]).assertFailed("a key file is at most 16384 bytes");
    node.call("key/import?arg=x").assertRefused("file argument 'key' is required");
    node.door
        .upload("key/import", Upload.file("key", KeyFormat.LIBP2P.encode(key)))
        .assertRefused("argument \"name\" is required");
    assertThat(names()).isEqualTo("self");
  }

  /// What Kubo 0.43 signed "cairn" with, and its signature.
  private static final String KUBOS =
      "08011240a4f0159a52cb8a9034cc6a2c4a3b6af5dd0e017867e4935bf99abbbb28ad2b9b44c5c1fe33ef7f0b7f6"
          + "b348ae0315f5eeafba2c084782f28e29e3be8fbb05338";

  private static final String KUBOS_SIGNATURE =
      "u0_uvEZx1Xvuiq1VeV726MGaAJ4IGx60fgvcJKHZZK4JZIw6qZiGhHF522gcwjd91g6gnrsEhQytpN-cdd5o4BQ";

  private TestResponse signed(String call, String data) {
    return node.door.upload(call, Upload.file("data", data));
  }

  private String signature(String name, String data) {
    return signed("key/sign?key=" + name, data).good().json().path("Signature").asString();
  }

  private boolean holds(String key, String signature, String data) {
    String call = "key/verify?" + key + "&signature=" + signature;
    return signed(call, data).good().json().path("SignatureValid").asBoolean();
  }

  @Test
  void signsAsKuboDoes() {
    take("arg=vec", HexFormat.of().parseHex(KUBOS)).good();
    String id = "k51qzi5uqu5dhwanx0lqmu9w8pgnbzwdr5wqwjk1yu5s0hr28axyu9yz3nk0mw";
    assertThat(signed("key/sign?k=vec", "cairn").good().text())
        .isEqualTo(
            "{\"Key\":{\"Name\":\"vec\",\"Id\":\"%s\"},\"Signature\":\"%s\"}\n"
                .formatted(id, KUBOS_SIGNATURE));
    assertThat(signed("key/verify?k=" + id + "&s=" + KUBOS_SIGNATURE, "cairn").good().text())
        .isEqualTo(
            "{\"Key\":{\"Name\":\"\",\"Id\":\"%s\"},\"SignatureValid\":true}\n".formatted(id));
    assertThat(holds("k=vec", KUBOS_SIGNATURE, "cairn!")).isFalse();
    assertThat(holds("k=self", KUBOS_SIGNATURE, "cairn")).isFalse();
  }

  @Test
  void verifiesByNameAndById() {
    String id = node.json("key/gen?arg=rsa&type=rsa&ipns-base=b58mh").path("Id").asString();
    for (String name : new String[] {"self", "rsa"}) {
      String signature = signature(name, "data");
      assertThat(holds("k=" + name, signature, "data")).as(name).isTrue();
      assertThat(holds("k=" + name, signature, "other")).as(name).isFalse();
    }
    assertThat(holds("k=" + id, signature("rsa", "d"), "d")).isTrue();
    assertThat(holds("k=" + node.keys.peerId(), signature("self", "d"), "d")).isTrue();
    assertThat(holds("k=", signature("", "d"), "d")).isTrue();
  }

  @Test
  void refusesWhatNoSignatureCanBeOf() {
    signed("key/sign?key=gone", "d").assertFailed("no key named gone was found");
    signed("key/verify?signature=u&key=gone", "d")
        .assertFailed("'gone' is not a known key, an IPNS Name, or a valid PeerID");
    signed("key/verify?signature=u&key=QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N", "d")
        .assertFailed(
            "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N is a hash of its key, which is not"
                + " known here");
    assertThat(signed("key/verify?key=self", "d").text()).contains("option signature: ");
    assertThat(signed("key/verify?signature=zz0", "d").text()).contains("option signature: ");
    signed("key/sign", "d".repeat((1 << 20) + 1))
        .assertFailed("data to sign is at most 1048576 bytes");
    node.call("key/sign").assertRefused("file argument 'data' is required");
    node.call("key/verify?signature=u").assertRefused("file argument 'data' is required");
    assertThat(signature("self", "d".repeat(1 << 20))).startsWith("u");
  }
}
