package network.cairn.libp2p.security.noise;

import com.code_intelligence.jazzer.junit.FuzzTest;
import network.cairn.libp2p.security.HandshakeFailed;

class PayloadFuzzTest {
  @FuzzTest(maxDuration = "10s")
  void anyPayloadIsProvedOrRefused(byte[] data) {
    try {
      Payload.decode(data, new byte[32]);
    } catch (HandshakeFailed refused) {
      // Every other exception is a finding.
    }
  }
}
