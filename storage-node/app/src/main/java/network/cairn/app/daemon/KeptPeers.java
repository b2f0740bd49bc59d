package network.cairn.app.daemon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peering.Peering;
import network.cairn.store.config.Config;

/// The peers that the configuration wants to be always connected to.
///
/// @param places where each was said to be; nowhere if only its id is known
record KeptPeers(SequencedMap<PeerId, List<Multiaddr>> places) {
  private static final String KEY = "Peering.Peers";

  /// Without this node itself: one list may serve all nodes of an owner.
  ///
  /// @throws StartFailed naming the key and the address that is none
  static KeptPeers of(Config config, PeerId self) {
    SequencedMap<PeerId, List<Multiaddr>> places = new LinkedHashMap<>();
    for (Multiaddr address : ConfiguredAddresses.multiaddrs(KEY, config.peering())) {
      PeerId peer = address.peerId().orElseThrow();
      List<Multiaddr> known = places.computeIfAbsent(peer, _ -> new ArrayList<>());
      address.withoutPeer().ifPresent(known::add);
    }
    places.remove(self);
    return new KeptPeers(places);
  }

  /// @throws StartFailed if they are too many
  void addTo(Peering peering) {
    places.forEach((peer, addresses) -> {
      try {
        peering.add(peer, addresses);
      } catch (IllegalArgumentException e) {
        throw new StartFailed(KEY + " in the configuration: " + e.getMessage(), e);
      }
    });
  }
}
