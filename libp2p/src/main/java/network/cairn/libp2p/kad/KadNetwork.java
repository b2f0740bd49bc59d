package network.cairn.libp2p.kad;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// What carries messages to peers, and what is known of where they are: a host, or a simulation.
/// Thread-safe, blocking.
interface KadNetwork {
  PeerId self();

  /// Where this node can be reached.
  List<Multiaddr> ownAddresses();

  /// Where a peer is, as far as is known.
  List<Multiaddr> addresses(PeerId peer);

  /// Where a peer is connected from; empty if it is not.
  List<Multiaddr> seenAt(PeerId peer);

  /// Remembers where a peer is said to be.
  void learn(KadPeer peer);

  /// Sends a request and waits for its answer, dialling if need be.
  ///
  /// @throws IOException if there is none in time, or one that breaks the protocol
  KadMessage ask(PeerId peer, KadMessage request, Duration time)
      throws IOException, InterruptedException;

  /// Sends a request that nobody answers.
  ///
  /// @throws IOException if it could not be sent in time
  default void tell(PeerId peer, KadMessage request, Duration time)
      throws IOException, InterruptedException {
    tellAll(peer, List.of(request), time);
  }

  /// As [#tell], several one after another over one stream.
  ///
  /// @param requests made as they are sent
  /// @throws IOException if not all of them could be sent in time, or one was refused
  void tellAll(PeerId peer, Iterable<KadMessage> requests, Duration time)
      throws IOException, InterruptedException;
}
