package network.cairn.libp2p.kad;

import java.util.ArrayList;
import java.util.List;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// Where a peer is, as others say: of each of the first [#NAMERS] as much as of the others, so that
/// no liar among them hides it.
final class NamedPlaces {
  static final int NAMERS = 4;

  private final List<List<Multiaddr>> places = new ArrayList<>();

  void add(List<Multiaddr> addresses) {
    if (places.size() < NAMERS && !addresses.isEmpty()) {
      places.add(addresses);
    }
  }

  KadPeer of(PeerId peer) {
    List<Multiaddr> all = new ArrayList<>();
    for (int i = 0; i < KadPeer.MAX_ADDRESSES; i++) {
      for (List<Multiaddr> place : places) {
        if (i < place.size()) {
          all.add(place.get(i));
        }
      }
    }
    return new KadPeer(peer, all).kept();
  }
}
