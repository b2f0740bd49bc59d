package network.cairn.libp2p.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

class KeyVectorsTest {
  private final Vectors vectors = Vectors.topic("libp2p");

  private static byte[] hex(VectorNode node) {
    return HexFormat.of().parseHex(node.asString());
  }

  @Test
  void keysOfTheSpecificationRoundTrip() {
    VectorNode json = vectors.json("keys.json");
    int cases =
        json.each(
            "keys",
            pair -> {
              byte[] secret = hex(pair.get("private_protobuf_hex"));
              PrivateKey key = PrivateKey.decode(secret);
              assertThat(key.protobuf()).isEqualTo(secret);
              assertThat(key.publicKey().protobuf())
                  .isEqualTo(hex(pair.get("public_protobuf_hex")));
              assertThat(PublicKey.decode(key.publicKey().protobuf())).isEqualTo(key.publicKey());
              byte[] message = {1, 2, 3};
              assertThat(key.publicKey().verify(message, key.sign(message))).isTrue();
            });
    cases +=
        json.each(
            "peer_id_examples",
            example -> {
              PeerId id = PeerId.parse(example.get("text").asString());
              String canonical =
                  example.has("same_as")
                      ? example.get("same_as").asString()
                      : example.get("text").asString();
              assertThat(id)
                  .hasToString(canonical)
                  .isEqualTo(PeerId.parse(canonical))
                  .isEqualTo(PeerId.decode(id.bytes()));
            });
    vectors.ran("keys.json", cases);
  }

  @Test
  void keysAndSignaturesOfGoHold() {
    byte[] text = "Libp2p is the _best_!".getBytes(StandardCharsets.UTF_8);
    int cases =
        vectors.each(
            List.of("0", "2"),
            type -> {
              PrivateKey secret = PrivateKey.decode(vectors.bytes("go-crypto/" + type + ".priv"));
              PublicKey key = PublicKey.decode(vectors.bytes("go-crypto/" + type + ".pub"));
              byte[] signature = vectors.bytes("go-crypto/" + type + ".sig");
              assertThat(secret.publicKey()).isEqualTo(key);
              assertThat(secret.protobuf()).isEqualTo(vectors.bytes("go-crypto/" + type + ".priv"));
              assertThat(key.verify(text, signature)).isTrue();
              assertThat(secret.sign(text)).as("both sign deterministically").isEqualTo(signature);
              text[0] ^= 1;
              assertThat(key.verify(text, signature)).isFalse();
              text[0] ^= 1;
            });
    vectors.ran("go-crypto", cases);
  }

  @Test
  void ed25519KeysOfJsHoldInOldAndNewForm() {
    int cases =
        vectors
            .json("js-crypto/go-key-ed25519.json")
            .each(
                "values",
                value -> {
                  PrivateKey secret = PrivateKey.decode(hex(value.get("privateKey")));
                  PublicKey key = PublicKey.decode(hex(value.get("publicKey")));
                  assertThat(secret.publicKey()).isEqualTo(key);
                  assertThat(key.verify(hex(value.get("data")), hex(value.get("signature"))))
                      .isTrue();
                  assertThat(secret.sign(hex(value.get("data"))))
                      .isEqualTo(hex(value.get("signature")));
                });
    vectors.ran("js-crypto/go-key-ed25519.json", cases);
  }

  @Test
  void rsaSignaturesOfJsHoldAndItsShortKeysAreRefused() {
    String file = "js-crypto/go-key-rsa.json";
    vectors.single(file, 3, () -> rsaSignaturesHold(vectors.json(file).get("values")));
  }

  private static void rsaSignaturesHold(VectorNode values) {
    VectorNode verify = values.get("verify");
    PublicKey key = PublicKey.decode(hex(verify.get("publicKey")));
    assertThat(key.verify(hex(verify.get("data")), hex(verify.get("signature")))).isTrue();
    byte[] shortPublic = hex(values.get("public").get("key"));
    byte[] shortPrivate = hex(values.get("private").get("key"));
    assertThatThrownBy(() -> PublicKey.decode(shortPublic))
        .isInstanceOf(InvalidPeer.class)
        .hasMessageContaining("512 bits");
    assertThatThrownBy(() -> PrivateKey.decode(shortPrivate)).isInstanceOf(InvalidPeer.class);
  }

  @Test
  void theSamplePeerIdIsItsKeys() {
    String file = "peer-id-sample.json";
    vectors.single(file, 1, () -> isItsKeys(vectors.json(file)));
  }

  private static void isItsKeys(VectorNode sample) {
    PrivateKey secret =
        PrivateKey.decode(Base64.getDecoder().decode(sample.get("privKey").asString()));
    PublicKey key = PublicKey.decode(Base64.getDecoder().decode(sample.get("pubKey").asString()));
    assertThat(secret.publicKey()).isEqualTo(key);
    assertThat(PeerId.of(key).bytes()).isEqualTo(hex(sample.get("id")));
    assertThat(PeerId.of(key).inlineKey()).isEmpty();
  }
}
