package network.cairn.libp2p.kad;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.time.Instant;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;

final class KadFuzzTest {
  private static final PeerId NAME =
      PeerId.of(PrivateKey.generate(KeyType.ED25519, new java.util.Random(1)).publicKey());

  @FuzzTest(maxDuration = "10s")
  void messagesAreReadInBoundsOrRefused(byte[] data) {
    try {
      KadMessage message = KadCodec.decode(data);
      assertThat(message.closer()).hasSizeLessThanOrEqualTo(KadCodec.MAX_CLOSER);
      assertThat(message.providers()).hasSizeLessThanOrEqualTo(KadCodec.MAX_PROVIDERS);
      assertThat(KadCodec.decode(KadCodec.encode(message))).isEqualTo(message);
    } catch (IOException refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }

  @FuzzTest(maxDuration = "10s")
  void namesRecordsHoldOrAreRefused(byte[] data) {
    try {
      IpnsRecord.check(NAME, data, Instant.EPOCH);
    } catch (InvalidValue refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }
}
