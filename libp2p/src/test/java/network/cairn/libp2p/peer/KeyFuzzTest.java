package network.cairn.libp2p.peer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

class KeyFuzzTest {
  @FuzzTest(maxDuration = "10s")
  void bytesAreExactlyOneKeyOrRefused(byte[] data) {
    try {
      PublicKey key = PublicKey.decode(data);
      if (!Arrays.equals(key.protobuf(), data)) {
        throw new AssertionError("a second encoding of " + key);
      }
      key.verify(data, data);
    } catch (InvalidPeer refused) {
      // Every other exception is a finding.
    }
  }

  @FuzzTest(maxDuration = "10s")
  void bytesAreASecretKeyOrRefused(byte[] data) {
    try {
      PrivateKey key = PrivateKey.decode(data);
      key.publicKey().verify(data, key.sign(data));
    } catch (InvalidPeer refused) {
      // Every other exception is a finding.
    }
  }

  @FuzzTest(maxDuration = "10s")
  void bytesAreAPeerIdOrRefused(byte[] data) {
    try {
      PeerId id = PeerId.decode(data);
      if (!PeerId.parse(id.toString()).equals(id)) {
        throw new AssertionError("text of " + id + " does not come back");
      }
      id.inlineKey();
    } catch (InvalidPeer refused) {
      // Every other exception is a finding.
    }
  }
}
