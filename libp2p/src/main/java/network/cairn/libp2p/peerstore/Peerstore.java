package network.cairn.libp2p.peerstore;

import java.util.List;
import java.util.Optional;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PublicKey;

/// What is known of peers: addresses, protocols, agent. Bounded; kept on disk by whoever implements
/// it. Thread-safe.
public interface Peerstore {
  /// Known addresses without `/p2p`, best first.
  List<Multiaddr> addresses(PeerId peer);

  /// Adds addresses; `certified` ones come from a signed peer record and replace the uncertified.
  void addAddresses(PeerId peer, List<Multiaddr> addresses, boolean certified);

  /// The protocols that the peer announced last, empty if never identified.
  List<String> protocols(PeerId peer);

  void setProtocols(PeerId peer, List<String> protocols);

  Optional<String> agent(PeerId peer);

  void setAgent(PeerId peer, String agent);

  /// The sequence number of the newest signed record seen of this peer, 0 if none.
  long recordSequence(PeerId peer);

  void setRecordSequence(PeerId peer, long sequence);

  Optional<PublicKey> key(PeerId peer);

  void setKey(PeerId peer, PublicKey key);

  List<PeerId> peers();
}
