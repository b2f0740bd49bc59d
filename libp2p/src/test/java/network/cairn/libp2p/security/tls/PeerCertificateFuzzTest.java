package network.cairn.libp2p.security.tls;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.security.HandshakeFailed;

final class PeerCertificateFuzzTest {
  private static final PrivateKey THEIRS = PrivateKey.generate(KeyType.ED25519, new Random(5));

  @FuzzTest(maxDuration = "10s")
  void anyCertificateIsProvedOrRefused(byte[] data) {
    try {
      PeerCertificate.decode(data, 1_800_000_000_000L);
    } catch (HandshakeFailed refused) {
      // Every other exception is a finding.
    }
  }

  @FuzzTest(maxDuration = "10s")
  void anyChangeOfAnHonestCertificateIsProvedOrRefused(byte[] data) throws Exception {
    byte[] genuine = MintedCertificate.of(THEIRS).der();
    for (int i = 0; i < Math.min(data.length, genuine.length); i++) {
      genuine[i] ^= data[i];
    }
    try {
      PeerCertificate.decode(genuine, System.currentTimeMillis());
    } catch (HandshakeFailed refused) {
      // Every other exception is a finding.
    }
  }

  @FuzzTest(maxDuration = "10s")
  void anyExtensionIsProvedOrRefused(byte[] data) {
    try {
      Binding.decode(data, new byte[91]);
    } catch (HandshakeFailed refused) {
      // Every other exception is a finding.
    }
  }
}
