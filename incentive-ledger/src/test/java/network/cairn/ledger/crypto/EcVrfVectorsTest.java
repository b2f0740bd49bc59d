package network.cairn.ledger.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class EcVrfVectorsTest {
  private static byte[] hex(JsonNode node, String name) {
    return HexFormat.of().parseHex(node.get(name).asString());
  }

  private static int proves(String file) {
    int cases = 0;
    for (JsonNode c : Vectors.topic("ledger").json(file).get("cases")) {
      byte[] seed = hex(c, "sk");
      byte[] alpha = hex(c, "alpha");
      EcVrf.Trace trace = EcVrf.trace(seed, alpha);
      assertThat(Ed25519.publicKey(seed)).isEqualTo(hex(c, "pk"));
      assertThat(trace.h().encode()).isEqualTo(hex(c, "h"));
      assertThat(EdPoint.base().times(trace.k()).encode()).isEqualTo(hex(c, "u"));
      assertThat(trace.v().encode()).isEqualTo(hex(c, "v"));
      assertThat(EcVrf.prove(seed, alpha)).isEqualTo(hex(c, "pi"));
      assertThat(EcVrf.output(hex(c, "pi"))).isEqualTo(hex(c, "beta"));
      assertThat(EcVrf.verify(hex(c, "pk"), alpha, hex(c, "pi"))).hasValue(hex(c, "beta"));
      cases++;
    }
    return cases;
  }

  @Test
  void provesTheExamplesOfTheRfc() {
    Vectors.topic("ledger").ran("ecvrf-rfc9381.json", proves("ecvrf-rfc9381.json"));
  }

  @Test
  void provesAndVerifiesMintedCases() {
    int cases = proves("minted-ecvrf.json");
    for (JsonNode c : Vectors.topic("ledger").json("minted-ecvrf.json").get("edge_valid")) {
      assertThat(EcVrf.verify(hex(c, "pk"), hex(c, "alpha"), hex(c, "pi")))
          .hasValue(hex(c, "beta"));
      cases++;
    }
    Vectors.topic("ledger").ran("minted-ecvrf.json", cases);
  }

  @Test
  void refusesEveryInvalidProof() {
    int cases = 0;
    for (JsonNode c : Vectors.topic("ledger").json("minted-ecvrf-invalid.json").get("cases")) {
      assertThat(EcVrf.verify(hex(c, "pk"), hex(c, "alpha"), hex(c, "pi")))
          .as(c.get("name").asString())
          .isEmpty();
      cases++;
    }
    Vectors.topic("ledger").ran("minted-ecvrf-invalid.json", cases);
  }
}
