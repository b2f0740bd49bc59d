package network.cairn.ledger.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

final class EcVrfVectorsTest {
  private static byte[] hex(VectorNode node, String name) {
    return HexFormat.of().parseHex(node.get(name).asString());
  }

  private static int proves(String file) {
    int cases =
        Vectors.topic("ledger")
            .json(file)
            .each(
                "cases",
                c -> {
                  byte[] seed = hex(c, "sk");
                  byte[] alpha = hex(c, "alpha");
                  EcVrf.Trace trace = EcVrf.trace(seed, alpha);
                  assertThat(Ed25519.publicKey(seed)).isEqualTo(hex(c, "pk"));
                  assertThat(trace.h().encode()).isEqualTo(hex(c, "h"));
                  assertThat(EdPoint.base().times(trace.k()).encode()).isEqualTo(hex(c, "u"));
                  assertThat(trace.v().encode()).isEqualTo(hex(c, "v"));
                  assertThat(EcVrf.prove(seed, alpha)).isEqualTo(hex(c, "pi"));
                  assertThat(EcVrf.output(hex(c, "pi"))).isEqualTo(hex(c, "beta"));
                  assertThat(EcVrf.verify(hex(c, "pk"), alpha, hex(c, "pi")))
                      .hasValue(hex(c, "beta"));
                });
    return cases;
  }

  @Test
  void provesTheExamplesOfTheRfc() {
    Vectors.topic("ledger").ran("ecvrf-rfc9381.json", proves("ecvrf-rfc9381.json"));
  }

  @Test
  void provesAndVerifiesMintedCases() {
    int cases = proves("minted-ecvrf.json");
    cases +=
        Vectors.topic("ledger")
            .json("minted-ecvrf.json")
            .each(
                "edge_valid",
                c -> {
                  assertThat(EcVrf.verify(hex(c, "pk"), hex(c, "alpha"), hex(c, "pi")))
                      .hasValue(hex(c, "beta"));
                });
    Vectors.topic("ledger").ran("minted-ecvrf.json", cases);
  }

  @Test
  void refusesEveryInvalidProof() {
    int cases =
        Vectors.topic("ledger")
            .json("minted-ecvrf-invalid.json")
            .each(
                "cases",
                c -> {
                  assertThat(EcVrf.verify(hex(c, "pk"), hex(c, "alpha"), hex(c, "pi")))
                      .as(c.get("name").asString())
                      .isEmpty();
                });
    Vectors.topic("ledger").ran("minted-ecvrf-invalid.json", cases);
  }
}
