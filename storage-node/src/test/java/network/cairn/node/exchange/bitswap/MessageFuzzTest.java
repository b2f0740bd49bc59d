package network.cairn.node.exchange.bitswap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import network.cairn.ipld.multihash.Hashing;

final class MessageFuzzTest {
  private static final MessageCodec CODEC = new MessageCodec(Hashing.jdk());

  @FuzzTest
  void decodesOrRefuses(byte[] bytes) {
    try {
      Message message = CODEC.decode(bytes.clone());
      CODEC.encode(message);
    } catch (InvalidMessage refused) {
      // Every other exception is a finding.
    }
  }
}
