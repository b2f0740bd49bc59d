package network.cairn.libp2p.multiaddr;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class MultiaddrFuzzTest {
  @FuzzTest(maxDuration = "10s")
  void bytesAreAnAddressThatComesBackOrAreRefused(byte[] data) {
    try {
      Multiaddr address = Multiaddr.decode(data);
      if (!Multiaddr.decode(address.bytes()).equals(address)
          || !Multiaddr.parse(address.toString()).equals(address)) {
        throw new AssertionError("not stable: " + address);
      }
    } catch (InvalidMultiaddr refused) {
      // Every other exception is a finding.
    }
  }

  @FuzzTest(maxDuration = "10s")
  void textIsAnAddressThatComesBackOrIsRefused(byte[] data) {
    try {
      Multiaddr address = Multiaddr.parse(new String(data, StandardCharsets.UTF_8));
      if (!Multiaddr.decode(address.bytes()).equals(address)) {
        throw new AssertionError("not stable: " + address);
      }
    } catch (InvalidMultiaddr refused) {
      // Every other exception is a finding.
    }
  }
}
