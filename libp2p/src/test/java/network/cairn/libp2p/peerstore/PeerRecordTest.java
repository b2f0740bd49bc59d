package network.cairn.libp2p.peerstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

class PeerRecordTest {
  private static final byte[] TYPE = {3, 1};
  private static final PrivateKey KEY = PrivateKey.generate(KeyType.ED25519, new Random(1));
  private static final PrivateKey OTHER = PrivateKey.generate(KeyType.ED25519, new Random(2));
  private static final PeerId SELF = PeerId.of(KEY.publicKey());

  private static byte[] payload(PeerId peer, byte[]... addresses) {
    var message =
        network.cairn.proto.libp2p.PeerRecord.newBuilder()
            .setPeerId(ByteString.copyFrom(peer.bytes()))
            .setSeq(1);
    for (byte[] address : addresses) {
      message.addAddressesBuilder().setMultiaddr(ByteString.copyFrom(address));
    }
    return message.build().toByteArray();
  }

  @Test
  void aRecordOfAnotherPeerIsRefused() {
    byte[] forged = Envelope.seal(OTHER, "libp2p-peer-record", TYPE, payload(SELF)).encode();
    assertThatThrownBy(() -> PeerRecord.open(forged))
        .isInstanceOf(InvalidPeer.class)
        .hasMessageContaining("signed by");
  }

  @Test
  void anotherDomainAndAnotherTypeAreRefused() {
    byte[] domain = Envelope.seal(KEY, "libp2p-relay-rsvp", TYPE, payload(SELF)).encode();
    byte[] type =
        Envelope.seal(KEY, "libp2p-peer-record", new byte[] {3, 2}, payload(SELF)).encode();
    assertThatThrownBy(() -> PeerRecord.open(domain)).isInstanceOf(InvalidPeer.class);
    assertThatThrownBy(() -> PeerRecord.open(type)).isInstanceOf(InvalidPeer.class);
  }

  @Test
  void addressesThatAreNoneAreSkipped() {
    Multiaddr good = Multiaddr.parse("/ip4/1.2.3.4/tcp/1");
    byte[] signed =
        Envelope.seal(
                KEY,
                "libp2p-peer-record",
                TYPE,
                payload(SELF, new byte[] {1}, good.bytes(), new byte[2000]))
            .encode();
    assertThat(PeerRecord.open(signed).addresses()).containsExactly(good);
  }

  @Test
  void tenThousandAddressesAreNotKept() {
    Multiaddr address = Multiaddr.parse("/ip4/1.2.3.4/tcp/1");
    assertThat(new PeerRecord(SELF, 1, Collections.nCopies(10_000, address)).addresses())
        .hasSize(500);
    assertThatThrownBy(() -> Envelope.open(new byte[Envelope.MAX_BYTES + 1], "x"))
        .isInstanceOf(InvalidPeer.class);
  }

  @Test
  void nobodySignsForAnother() {
    PeerRecord record = new PeerRecord(SELF, 1, List.of());
    assertThatThrownBy(() -> record.seal(OTHER)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noFlippedBitGoesUnseen() {
    PeerRecord record = new PeerRecord(SELF, -1L, List.of(Multiaddr.parse("/ip4/1.2.3.4/tcp/1")));
    byte[] sealed = record.seal(KEY);
    assertThat(PeerRecord.open(sealed)).isEqualTo(record);
    Property.check(
        200,
        random -> {
          byte[] forged = sealed.clone();
          forged[random.nextInt(forged.length)] ^= (byte) (1 << random.nextInt(8));
          assertThatThrownBy(() -> PeerRecord.open(forged)).isInstanceOf(InvalidPeer.class);
        });
  }
}
