package network.cairn.libp2p.identify;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import network.cairn.base.time.RealScheduler;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.peerstore.Peerstore;
import network.cairn.libp2p.swarm.ProtocolHandlers;

final class IdentifyFuzzTest {
  private static final PrivateKey SELF =
      PrivateKey.generate(KeyType.ED25519, new java.util.Random(2));

  /// A name and not an IP, so that no rate is kept and every push is read.
  private static final Multiaddr AT = Multiaddr.parse("/dns/example.org/tcp/1");

  @FuzzTest(maxDuration = "10s")
  void pushesAreLearntInBoundsOrRefused(byte[] data) {
    Peerstore store = new Peerstore(4);
    Identify identify =
        new Identify(
            new Identify.Self(SELF, "a/0", List::of, List::of, new ProtocolHandlers(), List::of),
            store,
            new RealScheduler());
    MessagesTest.Bytes stream = new MessagesTest.Bytes(new ByteArrayInputStream(data), AT);
    try {
      identify.receivePush(stream);
    } catch (IOException refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
    PeerId peer = stream.remotePeer();
    assertThat(store.peers()).hasSizeLessThanOrEqualTo(1);
    assertThat(store.protocols(peer)).hasSizeLessThanOrEqualTo(1024);
    assertThat(store.protocols(peer)).allMatch(p -> p.length() <= 256);
    assertThat(store.addresses(peer)).hasSizeLessThanOrEqualTo(500);
  }
}
