package network.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class DoorProofTest {
  private static final String NONCE = "ab".repeat(32);

  @SuppressWarnings("AddressSelection") // names here are numbers
  private static InetSocketAddress at(String address, int port) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(address), port);
  }

  private static byte[] secret(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void isTheHmacOfNonceAndAddress() throws Exception {
    for (String key : new String[] {"k", "0123456789abcdef".repeat(4), "x".repeat(65)}) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret(key), "HmacSHA256"));
      byte[] expected =
          mac.doFinal(
              ("cairn door proof v1\n" + NONCE + "\n7f000001:5001")
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(DoorProof.of(secret(key), NONCE, at("127.0.0.1", 5001)))
          .isEqualTo(HexFormat.of().formatHex(expected));
    }
  }

  @Test
  void isAnotherForEveryOtherNonceAddressPortAndSecret() throws Exception {
    String proof = DoorProof.of(secret("k"), NONCE, at("127.0.0.1", 5001));
    assertThat(proof)
        .isNotEqualTo(DoorProof.of(secret("j"), NONCE, at("127.0.0.1", 5001)))
        .isNotEqualTo(DoorProof.of(secret("k"), "cd".repeat(32), at("127.0.0.1", 5001)))
        .isNotEqualTo(DoorProof.of(secret("k"), NONCE, at("127.0.0.1", 5002)))
        .isNotEqualTo(DoorProof.of(secret("k"), NONCE, at("127.0.0.2", 5001)))
        .isNotEqualTo(DoorProof.of(secret("k"), NONCE, at("::1", 5001)));
    assertThat(DoorProof.matches(proof, proof)).isTrue();
    assertThat(DoorProof.matches(proof, proof.toUpperCase(java.util.Locale.ROOT))).isFalse();
    assertThat(DoorProof.matches(proof, "")).isFalse();
  }

  @Test
  void knowsANonce() {
    assertThat(DoorProof.isNonce(NONCE)).isTrue();
    assertThat(DoorProof.isNonce("AB".repeat(32))).isFalse();
    assertThat(DoorProof.isNonce("ab".repeat(31))).isFalse();
    assertThat(DoorProof.isNonce("ag".repeat(32))).isFalse();
    assertThat(DoorProof.isNonce("")).isFalse();
  }
}
