package network.cairn.libp2p.kad;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// A peer, and where it is said to be.
///
/// @param addresses without `/p2p`, the first [#MAX_ADDRESSES] of those given
public record KadPeer(PeerId id, List<Multiaddr> addresses) {
  /// As many as are kept or told of one peer.
  public static final int MAX_ADDRESSES = 16;

  /// As many bytes of addresses as are kept of one peer that others named, or of a record.
  static final int MAX_KEPT_BYTES = 1_024;

  public KadPeer {
    addresses = addresses.stream().distinct().limit(MAX_ADDRESSES).toList();
  }

  /// This peer with those of its addresses, from the first on, that fit [#MAX_KEPT_BYTES] together.
  public KadPeer kept() {
    List<Multiaddr> fitting = new ArrayList<>();
    int left = MAX_KEPT_BYTES;
    for (Multiaddr address : addresses) {
      int length = address.bytes().length;
      if (length <= left) {
        left -= length;
        fitting.add(address);
      }
    }
    return new KadPeer(id, fitting);
  }

  /// As bytes, as in a message, for whoever keeps many.
  public byte[] bytes() {
    return KadCodec.pack(this).toByteArray();
  }

  /// What [#bytes] made; empty if it is something else.
  public static Optional<KadPeer> read(byte[] bytes) {
    return KadCodec.read(ByteString.copyFrom(bytes));
  }
}
