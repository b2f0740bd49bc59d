package network.cairn.libp2p.select;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;

class MultistreamFuzzTest {
  @FuzzTest(maxDuration = "10s")
  void aListenerSurvivesAnyDialer(byte[] data) throws IOException {
    try {
      Multistream.accept(new Wire(data), "/a"::equals);
    } catch (NegotiationFailed refused) {
      // Every other exception is a finding.
    }
  }

  @FuzzTest(maxDuration = "10s")
  void aDialerSurvivesAnyListener(byte[] data) throws IOException {
    try {
      Multistream.negotiate(new Wire(data), List.of("/a", "/b"));
    } catch (NegotiationFailed refused) {
      // Every other exception is a finding.
    }
  }
}
