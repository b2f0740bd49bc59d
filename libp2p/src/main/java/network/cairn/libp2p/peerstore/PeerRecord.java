package network.cairn.libp2p.peerstore;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;

/// Where a peer says it is reachable (libp2p RFC 0003), signed by itself.
///
/// @param sequence unsigned; a record replaces those with a lower one
/// @param addresses at most [#MAX_ADDRESSES], without `/p2p`
public record PeerRecord(PeerId peer, long sequence, List<Multiaddr> addresses) {
  /// The addresses that are kept of a record.
  public static final int MAX_ADDRESSES = 500;

  private static final String DOMAIN = "libp2p-peer-record";
  private static final byte[] PAYLOAD_TYPE = {0x03, 0x01};

  public PeerRecord {
    addresses = addresses.stream().limit(MAX_ADDRESSES).toList();
  }

  /// The signed record as it goes on the wire.
  ///
  /// @throws IllegalArgumentException if the key is not the record's peer's
  public byte[] seal(PrivateKey key) {
    if (!PeerId.of(key.publicKey()).equals(peer)) {
      throw new IllegalArgumentException("the record of " + peer + " cannot be signed by " + key);
    }
    var message =
        network.cairn.proto.libp2p.PeerRecord.newBuilder()
            .setPeerId(ByteString.copyFrom(peer.bytes()))
            .setSeq(sequence);
    addresses.forEach(
        a -> message.addAddressesBuilder().setMultiaddr(ByteString.copyFrom(a.bytes())));
    return Envelope.seal(key, DOMAIN, PAYLOAD_TYPE, message.build().toByteArray()).encode();
  }

  /// Reads and verifies a signed record; addresses that are malformed or of unknown protocols are
  /// skipped.
  ///
  /// @throws InvalidPeer if the envelope does not hold, or its signer is not the record's peer
  public static PeerRecord open(byte[] envelope) {
    Envelope opened = Envelope.open(envelope, DOMAIN);
    if (!Arrays.equals(opened.payloadType(), PAYLOAD_TYPE)) {
      throw new InvalidPeer("envelope holds another type of payload than a peer record");
    }
    network.cairn.proto.libp2p.PeerRecord message;
    try {
      message = network.cairn.proto.libp2p.PeerRecord.parseFrom(opened.payload());
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidPeer("peer record is no protobuf: " + e.getMessage(), e);
    }
    PeerId peer = PeerId.decode(message.getPeerId().toByteArray());
    if (!peer.equals(PeerId.of(opened.signer()))) {
      throw new InvalidPeer("record of " + peer + " is signed by " + opened.signer());
    }
    return new PeerRecord(peer, message.getSeq(), addresses(message));
  }

  private static List<Multiaddr> addresses(network.cairn.proto.libp2p.PeerRecord message) {
    List<Multiaddr> addresses = new ArrayList<>();
    for (var info : message.getAddressesList()) {
      try {
        addresses.add(Multiaddr.decode(info.getMultiaddr().toByteArray()));
      } catch (InvalidMultiaddr skipped) {
        // A newer peer may announce protocols that are unknown here; its other addresses still
        // count.
      }
    }
    return addresses;
  }
}
