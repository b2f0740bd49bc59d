package network.cairn.http.delegated;

import java.util.ArrayList;
import java.util.List;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// What a router says of a peer (schema `peer`). Immutable.
///
/// @param addresses without `/p2p`, the first [#MAX_ADDRESSES] of those given; none if they are not
///   known
/// @param protocols by which it gives content, as `transport-bitswap`; none if they are not known
public record PeerRecord(PeerId id, List<Multiaddr> addresses, List<String> protocols) {
  /// As many as are told of one peer.
  public static final int MAX_ADDRESSES = 16;

  /// The protocol of who gives blocks over HTTP (IPIP-484).
  static final String GATEWAY = "transport-ipfs-gateway-http";

  public PeerRecord {
    addresses = addresses.stream().distinct().limit(MAX_ADDRESSES).toList();
    protocols = List.copyOf(protocols);
  }

  /// The same peer, which gives blocks over HTTP, too.
  PeerRecord withGateway(Multiaddr address) {
    List<Multiaddr> all = new ArrayList<>(List.of(address));
    all.addAll(addresses);
    List<String> ways = new ArrayList<>(protocols);
    ways.add(GATEWAY);
    return new PeerRecord(id, all, ways);
  }
}
