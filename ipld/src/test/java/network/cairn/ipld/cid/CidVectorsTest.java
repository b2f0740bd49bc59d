package network.cairn.ipld.cid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

final class CidVectorsTest {
  @Test
  void agreesWithTheReferenceLibraries() {
    Vectors vectors = Vectors.topic("cid");
    VectorNode file = vectors.json("cid.json");
    int cases =
        file.each(
            "valid",
            c -> {
              checkValid(c);
            });
    cases +=
        file.each(
            "invalid",
            c -> {
              checkInvalid(c);
            });
    vectors.ran("cid.json", cases);
  }

  private static void checkValid(VectorNode c) {
    String id = c.get("id").asString();
    Cid cid =
        c.has("text")
            ? Cid.parse(c.get("text").asString())
            : Cid.decode(HexFormat.of().parseHex(c.get("bytes").asString()));
    if (c.has("bytes")) {
      assertThat(HexFormat.of().formatHex(cid.bytes())).as(id).isEqualTo(c.get("bytes").asString());
    }
    if (c.has("text")) {
      String text = c.get("text").asString();
      Multibase base =
          text.startsWith("Qm") ? Multibase.BASE58BTC : Multibase.of(text).orElseThrow();
      assertThat(cid.toString(base)).as(id).isEqualTo(text);
    }
    assertThat(Cid.decode(cid.bytes())).as(id).isEqualTo(cid).hasSameHashCodeAs(cid);
    assertThat(Cid.parse(cid.toString())).as(id).isEqualTo(cid);
    number(c, "version", cid.version());
    number(c, "codec", cid.codec());
    number(c, "mh_code", cid.multihash().code());
    number(c, "digest_size", cid.multihash().size());
    text(c, "to_v1", cid.toV1().toString());
    text(c, "base32_v1", cid.toV1().toString(Multibase.BASE32));
    text(c, "base58btc_v1", cid.toV1().toString(Multibase.BASE58BTC));
    text(c, "base64", cid.toV1().toString(Multibase.BASE64));
    text(c, "base256emoji", cid.toV1().toString(Multibase.BASE256EMOJI));
    if (c.has("sha256_of_utf8")) {
      byte[] content = c.get("sha256_of_utf8").asString().getBytes(StandardCharsets.UTF_8);
      assertThat(cid.multihash()).as(id).isEqualTo(Multihash.sha256(content));
    }
    if (c.has("identity_utf8")) {
      assertThat(cid.isIdentity()).as(id).isTrue();
      assertThat(new String(cid.multihash().digest(), StandardCharsets.UTF_8))
          .isEqualTo(c.get("identity_utf8").asString());
    }
  }

  private static void number(VectorNode c, String field, long actual) {
    if (c.has(field)) {
      assertThat(actual).as("%s %s", c.get("id"), field).isEqualTo(c.get(field).asLong());
    }
  }

  private static void text(VectorNode c, String field, String actual) {
    if (c.has(field)) {
      assertThat(actual).as("%s %s", c.get("id"), field).isEqualTo(c.get(field).asString());
    }
  }

  private static void checkInvalid(VectorNode c) {
    String id = c.get("id").asString();
    if (c.has("layer")) {
      assertThat(Cid.parse(c.get("text").asString()).multihash().size()).as(id).isEqualTo(129);
    } else if (c.has("convert")) {
      Cid cid = Cid.parse(c.get("convert").asString());
      assertThat(cid.codec()).as(id).isNotEqualTo(0x70);
      assertThatThrownBy(() -> cid.toV0()).as(id).isInstanceOf(InvalidCid.class);
    } else if (c.has("text")) {
      String text = c.get("text").asString();
      assertThatThrownBy(() -> Cid.parse(text)).as(id).isInstanceOf(InvalidCid.class);
    } else {
      byte[] bytes = HexFormat.of().parseHex(c.get("bytes").asString());
      assertThatThrownBy(() -> Cid.decode(bytes)).as(id).isInstanceOf(InvalidCid.class);
    }
  }
}
