package network.cairn.libp2p.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class KeyVectorsTest {
  private final Vectors vectors = Vectors.topic("libp2p");

  private static byte[] hex(JsonNode node) {
    return HexFormat.of().parseHex(node.asString());
  }

  @Test
  void keysOfTheSpecificationRoundTrip() {
    JsonNode json = vectors.json("keys.json");
    int cases = 0;
    for (JsonNode pair : json.get("keys")) {
      byte[] secret = hex(pair.get("private_protobuf_hex"));
      PrivateKey key = PrivateKey.decode(secret);
      assertThat(key.protobuf()).isEqualTo(secret);
      assertThat(key.publicKey().protobuf()).isEqualTo(hex(pair.get("public_protobuf_hex")));
      assertThat(PublicKey.decode(key.publicKey().protobuf())).isEqualTo(key.publicKey());
      byte[] message = {1, 2, 3};
      assertThat(key.publicKey().verify(message, key.sign(message))).isTrue();
      cases++;
    }
    for (JsonNode example : json.get("peer_id_examples")) {
      PeerId id = PeerId.parse(example.get("text").asString());
      String canonical =
          example.has("same_as")
              ? example.get("same_as").asString()
              : example.get("text").asString();
      assertThat(id)
          .hasToString(canonical)
          .isEqualTo(PeerId.parse(canonical))
          .isEqualTo(PeerId.decode(id.bytes()));
      cases++;
    }
    vectors.ran("keys.json", cases);
  }

  @Test
  void keysAndSignaturesOfGoHold() {
    byte[] text = "Libp2p is the _best_!".getBytes(StandardCharsets.UTF_8);
    int cases = 0;
    for (String type : List.of("0", "2")) {
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
      cases++;
    }
    vectors.ran("go-crypto", cases);
  }

  @Test
  void ed25519KeysOfJsHoldInOldAndNewForm() {
    int cases = 0;
    for (JsonNode value : vectors.json("js-crypto/go-key-ed25519.json").get("values")) {
      PrivateKey secret = PrivateKey.decode(hex(value.get("privateKey")));
      PublicKey key = PublicKey.decode(hex(value.get("publicKey")));
      assertThat(secret.publicKey()).isEqualTo(key);
      assertThat(key.verify(hex(value.get("data")), hex(value.get("signature")))).isTrue();
      assertThat(secret.sign(hex(value.get("data")))).isEqualTo(hex(value.get("signature")));
      cases++;
    }
    vectors.ran("js-crypto/go-key-ed25519.json", cases);
  }

  @Test
  void rsaSignaturesOfJsHoldAndItsShortKeysAreRefused() {
    JsonNode values = vectors.json("js-crypto/go-key-rsa.json").get("values");
    JsonNode verify = values.get("verify");
    PublicKey key = PublicKey.decode(hex(verify.get("publicKey")));
    assertThat(key.verify(hex(verify.get("data")), hex(verify.get("signature")))).isTrue();
    assertThatThrownBy(() -> PublicKey.decode(hex(values.get("public").get("key"))))
        .isInstanceOf(InvalidPeer.class)
        .hasMessageContaining("512 bits");
    assertThatThrownBy(() -> PrivateKey.decode(hex(values.get("private").get("key"))))
        .isInstanceOf(InvalidPeer.class);
    vectors.ran("js-crypto/go-key-rsa.json", 3);
  }

  @Test
  void theSamplePeerIdIsItsKeys() {
    JsonNode sample = vectors.json("peer-id-sample.json");
    PrivateKey secret =
        PrivateKey.decode(Base64.getDecoder().decode(sample.get("privKey").asString()));
    PublicKey key = PublicKey.decode(Base64.getDecoder().decode(sample.get("pubKey").asString()));
    assertThat(secret.publicKey()).isEqualTo(key);
    assertThat(PeerId.of(key).bytes()).isEqualTo(hex(sample.get("id")));
    assertThat(PeerId.of(key).inlineKey()).isEmpty();
    vectors.ran("peer-id-sample.json", 1);
  }
}
