package network.cairn.ledger.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

/// The verifier is of libsodium's family: its column must match in every case. That of votes is of
/// CometBFT's.
final class Ed25519VectorsTest {
  private final Vectors vectors = Vectors.topic("ledger");

  private static byte[] hex(VectorNode node, String name) {
    return HexFormat.of().parseHex(node.get(name).asString());
  }

  private static boolean verify(VectorNode c) {
    return Ed25519.verify(hex(c, "pk"), hex(c, "msg"), hex(c, "sig"));
  }

  @Test
  void signsAndVerifiesThePublishedLists() {
    int cases = 0;
    for (String list : new String[] {"rfc8032", "sign_input"}) {
      cases +=
          vectors
              .json("ed25519-sign.json")
              .each(
                  list,
                  c -> {
                    byte[] seed = hex(c, "sk");
                    byte[] msg = hex(c, "msg");
                    assertThat(Ed25519.publicKey(seed)).isEqualTo(hex(c, "pk"));
                    assertThat(Ed25519.sign(seed, msg)).isEqualTo(hex(c, "sig"));
                    assertThat(verify(c)).isTrue();
                    if (msg.length > 0) {
                      msg[msg.length / 2] ^= 1;
                      assertThat(Ed25519.verify(hex(c, "pk"), msg, hex(c, "sig"))).isFalse();
                    }
                  });
    }
    vectors.ran("ed25519-sign.json", cases);
  }

  @Test
  void agreesWithWycheproof() {
    int cases =
        vectors
            .json("wycheproof-ed25519.json")
            .each(
                "cases",
                c -> {
                  assertThat(verify(c))
                      .as("tcId %s", c.get("tcId"))
                      .isEqualTo(c.get("result").asString().equals("valid"));
                });
    vectors.ran("wycheproof-ed25519.json", cases);
  }

  @Test
  void agreesWithLibsodiumOnEveryMixOfOddPoints() {
    int cases =
        vectors
            .json("ed25519-cctv.json")
            .each(
                "cases",
                c -> {
                  assertThat(verify(c)).as("number %s", c).isEqualTo(c.get("pynacl").asBoolean());
                });
    vectors.ran("ed25519-cctv.json", cases);
  }

  @Test
  void agreesWithLibsodiumOnSpeccheck() {
    int cases =
        vectors
            .json("ed25519-speccheck.json")
            .each(
                "cases",
                c -> {
                  assertThat(verify(c))
                      .as("number %s", c.get("number"))
                      .isEqualTo(c.get("measured").get("pynacl 1.6.2 (libsodium)").asBoolean());
                });
    vectors.ran("ed25519-speccheck.json", cases);
  }

  @Test
  void agreesWithCometBftAboutVotes() {
    int cases =
        vectors
            .json("ed25519-cctv.json")
            .each(
                "cases",
                c ->
                    assertThat(Zip215.verify(hex(c, "pk"), hex(c, "msg"), hex(c, "sig")))
                        .as("number %s", c)
                        .isEqualTo(c.get("zip215").asBoolean()));
    vectors.ran("ed25519-cctv.json by ZIP-215", cases);
    cases =
        vectors
            .json("ed25519-speccheck.json")
            .each(
                "cases",
                c ->
                    assertThat(Zip215.verify(hex(c, "pk"), hex(c, "msg"), hex(c, "sig")))
                        .as("number %s", c.get("number"))
                        .isEqualTo(c.get("measured").get("cometbft 0.39.4 (ZIP-215)").asBoolean()));
    vectors.ran("ed25519-speccheck.json by ZIP-215", cases);
  }
}
