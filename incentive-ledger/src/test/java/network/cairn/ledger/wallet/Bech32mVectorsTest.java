package network.cairn.ledger.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Locale;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

/// Left out: the segwit lists of BIP-350, which are about Bitcoin's addresses above this encoding.
final class Bech32mVectorsTest {
  private final Vectors vectors = Vectors.topic("ledger");

  @Test
  void agreesWithTheBip() {
    VectorNode json = vectors.json("bech32m-bip350.json");
    int cases =
        json.each(
            "valid",
            c -> {
              String text = c.get("text").asString();
              Bech32m.Parts parts = Bech32m.decodeGroups(text);
              assertThat(parts.prefix()).isEqualTo(c.get("hrp").asString());
              assertThat(parts.groups())
                  .isEqualTo(HexFormat.of().parseHex(c.get("data5").asString()));
              assertThat(Bech32m.encodeGroups(parts)).isEqualTo(text.toLowerCase(Locale.ROOT));
            });
    cases +=
        json.each(
            "invalid",
            c -> {
              String text = c.get("text").asString();
              assertThatThrownBy(() -> Bech32m.decodeGroups(text))
                  .as("%s", c.get("reason"))
                  .isInstanceOf(InvalidAddress.class);
            });
    vectors.ran("bech32m-bip350.json", cases);
  }

  @Test
  void agreesWithTheMintedTexts() {
    VectorNode json = vectors.json("minted-bech32m.json");
    int cases =
        json.each(
            "valid",
            c -> {
              String prefix = c.get("hrp").asString();
              byte[] bytes = HexFormat.of().parseHex(c.get("bytes").asString());
              assertThat(Bech32m.encode(prefix, bytes)).isEqualTo(c.get("text").asString());
              assertThat(Bech32m.decode(prefix, c.get("text").asString())).isEqualTo(bytes);
            });
    cases +=
        json.each(
            "invalid",
            c -> {
              String text = c.get("text").asString();
              String own = text.contains("1") ? text.substring(0, text.lastIndexOf('1')) : "cairn";
              boolean another = c.get("reason").asString().contains("prefix than expected");
              String prefix = another ? c.get("expected_hrp").asString() : own;
              assertThatThrownBy(() -> Bech32m.decode(prefix, text))
                  .as("%s", c)
                  .isInstanceOf(InvalidAddress.class);
            });
    vectors.ran("minted-bech32m.json", cases);
  }
}
