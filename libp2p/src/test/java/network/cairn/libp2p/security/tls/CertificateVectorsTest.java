package network.cairn.libp2p.security.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

class CertificateVectorsTest {
  private static final long NOW = Instant.parse("2027-01-01T00:00:00Z").toEpochMilli();
  private final Vectors vectors = Vectors.topic("libp2p");

  @Test
  void theCertificatesOfTheSpecificationAreJudgedAsItSays() throws Exception {
    int cases =
        vectors
            .json("tls-certificates.json")
            .each(
                "cases",
                each -> {
                  byte[] der = HexFormat.of().parseHex(each.get("cert_der_hex").asString());
                  if (each.get("valid").asBoolean()) {
                    assertThat(PeerId.of(PeerCertificate.decode(der, NOW)).toString())
                        .isEqualTo(each.get("peer_id").asString());
                  } else {
                    assertThatThrownBy(() -> PeerCertificate.decode(der, NOW))
                        .isInstanceOf(HandshakeFailed.class);
                  }
                });
    vectors.ran("tls-certificates.json", cases);
  }

  /// Made by js-libp2p, and by rust-libp2p long ago: the JDK's own parser refuses them.
  @Test
  void certificatesWithoutAnIssuersNameAreRead() throws Exception {
    int cases =
        vectors
            .json("minted-tls-certificates.json")
            .each(
                "cases",
                each -> {
                  String body = each.get("cert_pem").asString().replaceAll("-----[A-Z ]+-----", "");
                  byte[] der = Base64.getMimeDecoder().decode(body);
                  assertThat(PeerId.of(PeerCertificate.decode(der, NOW)).toString())
                      .isEqualTo(each.get("peer_id").asString());
                });
    vectors.ran("minted-tls-certificates.json", cases);
    vectors.ran(
        "tls-x509-der",
        vectors.each(vectors.files("tls-x509-der"), file -> expired(vectors.bytes(file))));
  }

  private static void expired(byte[] der) {
    assertThatThrownBy(() -> PeerCertificate.decode(der, NOW))
        .isInstanceOfSatisfying(
            HandshakeFailed.class,
            e -> assertThat(e.reason()).isEqualTo(HandshakeFailed.Reason.NOT_AUTHENTIC))
        .hasMessageContaining("expired");
  }
}
