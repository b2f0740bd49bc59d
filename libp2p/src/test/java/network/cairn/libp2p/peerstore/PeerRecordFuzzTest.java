package network.cairn.libp2p.peerstore;

import com.code_intelligence.jazzer.junit.FuzzTest;
import network.cairn.libp2p.peer.InvalidPeer;

class PeerRecordFuzzTest {
  @FuzzTest(maxDuration = "10s")
  void bytesAreARecordOrRefused(byte[] data) {
    try {
      PeerRecord.open(data);
    } catch (InvalidPeer refused) {
      // Every other exception is a finding.
    }
  }
}
