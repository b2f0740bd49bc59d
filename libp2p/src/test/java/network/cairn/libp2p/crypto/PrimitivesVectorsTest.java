package network.cairn.libp2p.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PrimitivesVectorsTest {
  private final Vectors vectors = Vectors.topic("ledger");

  private static byte[] hex(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.get(field).asString());
  }

  @Test
  void chaCha20Poly1305() {
    int cases = 0;
    for (JsonNode each : vectors.json("wycheproof-chacha20-poly1305.json").get("cases")) {
      byte[] iv = hex(each, "iv");
      if (iv.length != ChaCha20Poly1305.NONCE) {
        continue;
      }
      byte[] message = hex(each, "msg");
      byte[] sealed = concat(hex(each, "ct"), hex(each, "tag"));
      boolean valid = each.get("result").asString().equals("valid");
      ChaCha20Poly1305 cipher = new ChaCha20Poly1305(hex(each, "key"));
      byte[] opened = new byte[message.length];
      boolean holds = cipher.open(iv, hex(each, "aad"), sealed, 0, sealed.length, opened, 0);
      assertThat(holds).as(each.toString()).isEqualTo(valid);
      if (valid) {
        assertThat(opened).isEqualTo(message);
        byte[] place = Arrays.copyOf(message, sealed.length);
        new ChaCha20Poly1305(hex(each, "key"))
            .seal(iv, hex(each, "aad"), place, 0, message.length, place, 0);
        assertThat(place).isEqualTo(sealed);
        assertThat(cipher.open(iv, hex(each, "aad"), place, 0, place.length, place, 0)).isTrue();
        assertThat(Arrays.copyOf(place, message.length)).isEqualTo(message);
      }
      cases++;
    }
    vectors.ran("wycheproof-chacha20-poly1305.json", cases);
  }

  @Test
  void hkdf() {
    int cases = 0;
    for (JsonNode each : vectors.json("wycheproof-hkdf-sha256.json").get("cases")) {
      int size = each.get("size").asInt();
      byte[] ikm = hex(each, "ikm");
      byte[] salt = hex(each, "salt");
      byte[] info = hex(each, "info");
      if (each.get("result").asString().equals("valid")) {
        assertThat(Hkdf.derive(salt, ikm, info, size))
            .as(each.toString())
            .isEqualTo(hex(each, "okm"));
      } else {
        assertThatThrownBy(() -> Hkdf.derive(salt, ikm, info, size))
            .isInstanceOf(IllegalArgumentException.class);
      }
      cases++;
    }
    vectors.ran("wycheproof-hkdf-sha256.json", cases);
  }

  @Test
  void ed25519Signs() {
    int cases = 0;
    JsonNode json = vectors.json("ed25519-sign.json");
    for (JsonNode list : new JsonNode[] {json.get("rfc8032"), json.get("sign_input")}) {
      for (JsonNode each : list) {
        SigningKey key = Ed25519Keys.privateKey(concat(hex(each, "sk"), hex(each, "pk")));
        assertThat(key.sign(hex(each, "msg"))).isEqualTo(hex(each, "sig"));
        assertThat(key.publicKey().verify(hex(each, "msg"), hex(each, "sig"))).isTrue();
        cases++;
      }
    }
    vectors.ran("ed25519-sign.json", cases);
  }

  @Test
  void ed25519Verifies() {
    int cases = 0;
    for (JsonNode each : vectors.json("wycheproof-ed25519.json").get("cases")) {
      boolean valid = each.get("result").asString().equals("valid");
      VerifyingKey key = Ed25519Keys.publicKey(hex(each, "pk"));
      assertThat(key.verify(hex(each, "msg"), hex(each, "sig")))
          .as(each.toString())
          .isEqualTo(valid);
      cases++;
    }
    vectors.ran("wycheproof-ed25519.json", cases);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
