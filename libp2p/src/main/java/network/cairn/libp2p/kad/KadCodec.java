package network.cairn.libp2p.kad;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.proto.libp2p.KadProto;

/// Messages as bytes, without the length before them.
///
/// Reading takes [#MAX_CLOSER] closer peers and [#MAX_PROVIDERS] providers; what is beyond is
/// passed over without being built, as are peers and addresses that are none.
final class KadCodec {
  /// As go-libp2p: twice what an honest peer answers.
  static final int MAX_CLOSER = 40;

  static final int MAX_PROVIDERS = 100;

  private static final int TYPE = 1;
  private static final int KEY = 2;
  private static final int RECORD = 3;
  private static final int CLOSER = 8;
  private static final int PROVIDER = 9;

  /// An address of a peer is looked at as long as no more than this many came before it.
  private static final int MAX_SEEN_ADDRESSES = 64;

  private KadCodec() {}

  static byte[] encode(KadMessage message) {
    var proto =
        KadProto.KadMessage.newBuilder().setType(message.type().number).setKey(message.key());
    message
        .value()
        .ifPresent(value ->
            proto.setRecord(KadProto.KadRecord.newBuilder().setKey(message.key()).setValue(value)));
    message.closer().forEach(peer -> proto.addCloserPeers(proto(peer)));
    message.providers().forEach(peer -> proto.addProviderPeers(proto(peer)));
    return proto.build().toByteArray();
  }

  /// The bytes that a peer takes in a message.
  static int size(KadPeer peer) {
    int size = proto(peer).getSerializedSize();
    return size + 1 + (size < 0x80 ? 1 : 2);
  }

  /// A peer as it is in messages, for whoever keeps many.
  static ByteString pack(KadPeer peer) {
    return proto(peer).toByteString();
  }

  /// What [#pack] made.
  static KadPeer unpack(ByteString packed) {
    try {
      return peer(packed).orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException("a packed peer is not read", e);
    }
  }

  /// As [#unpack]; empty if it is none.
  static Optional<KadPeer> read(ByteString packed) {
    try {
      return peer(packed);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static KadProto.KadPeer proto(KadPeer peer) {
    var proto = KadProto.KadPeer.newBuilder().setId(ByteString.copyFrom(peer.id().bytes()));
    peer.addresses().forEach(a -> proto.addAddrs(ByteString.copyFrom(a.bytes())));
    return proto.build();
  }

  /// @throws IOException if it is no message, or of no known type; the text says why
  static KadMessage decode(byte[] bytes) throws IOException {
    Reading reading = new Reading(CodedInputStream.newInstance(bytes));
    while (reading.next()) {
      // Each field is kept by the reading.
    }
    return reading.message();
  }

  private static final class Reading {
    private final CodedInputStream in;

    /// Peers of proto3 leave out the number 0.
    private int type;

    private ByteString key = ByteString.EMPTY;
    private Optional<KadProto.KadRecord> record = Optional.empty();
    private final List<KadPeer> closer = new ArrayList<>();
    private final List<KadPeer> providers = new ArrayList<>();
    private int seenCloser;
    private int seenProviders;

    Reading(CodedInputStream in) {
      this.in = in;
    }

    boolean next() throws IOException {
      int tag = in.readTag();
      if (tag == 0) {
        return false;
      }
      switch (WireFormat.getTagFieldNumber(tag)) {
        case TYPE -> type = in.readInt32();
        case KEY -> key = in.readBytes();
        case RECORD -> record = Optional.of(KadProto.KadRecord.parseFrom(in.readBytes()));
        case CLOSER -> {
          if (++seenCloser > MAX_CLOSER) {
            in.skipField(tag);
          } else {
            peer(in.readBytes()).ifPresent(closer::add);
          }
        }
        case PROVIDER -> {
          if (++seenProviders > MAX_PROVIDERS) {
            in.skipField(tag);
          } else {
            peer(in.readBytes()).ifPresent(providers::add);
          }
        }
        default -> skip(tag);
      }
      return true;
    }

    private void skip(int tag) throws IOException {
      if (!in.skipField(tag)) {
        throw new InvalidProtocolBufferException("a group ends that has not begun");
      }
    }

    KadMessage message() throws IOException {
      KadMessage.Type known =
          KadMessage.Type.of(type)
              .orElseThrow(() -> new IOException("message of unknown type " + type));
      if (record.isPresent() && !record.get().getKey().equals(key)) {
        throw new IOException("a record of another key than the message's");
      }
      return new KadMessage(
          known,
          key,
          record.filter(KadProto.KadRecord::hasValue).map(KadProto.KadRecord::getValue),
          closer,
          providers);
    }
  }

  private static Optional<KadPeer> peer(ByteString bytes) throws IOException {
    KadProto.KadPeer proto = KadProto.KadPeer.parseFrom(bytes);
    try {
      PeerId id = PeerId.decode(proto.getId().toByteArray());
      List<Multiaddr> addresses = new ArrayList<>();
      proto.getAddrsList().stream()
          .limit(MAX_SEEN_ADDRESSES)
          .forEach(a -> address(id, a).ifPresent(addresses::add));
      return Optional.of(new KadPeer(id, addresses));
    } catch (InvalidPeer _) {
      return Optional.empty();
    }
  }

  /// An address without `/p2p`; none if it is another peer's or unreadable.
  private static Optional<Multiaddr> address(PeerId peer, ByteString bytes) {
    try {
      Multiaddr address = Multiaddr.decode(bytes.toByteArray());
      return address.peerId().map(peer::equals).orElse(true)
          ? address.withoutPeer()
          : Optional.empty();
    } catch (InvalidMultiaddr | InvalidPeer _) {
      return Optional.empty();
    }
  }
}
