package network.cairn.http.delegated;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.cairn.ipld.cid.Cid;
import network.cairn.libp2p.peer.PeerId;

/// What a routing server answers from. Blocking; each call ends at its time. Thread-safe.
public interface RoutingSource {
  /// Whether there is a DHT, without which nothing is published and nobody is closest.
  boolean hasDht();

  /// Looks for who has a block, telling each as it is found.
  void providers(Cid cid, int most, Duration time, Sink sink) throws InterruptedException;

  /// Where a peer is; empty if nobody knows.
  Optional<PeerRecord> peer(PeerId peer, Duration time) throws InterruptedException;

  /// The newest record of a name that is known, checked.
  Optional<NameRecord> name(PeerId name, Duration time) throws InterruptedException;

  /// Leaves a record of a name with others.
  ///
  /// @return with how many
  /// @throws network.cairn.libp2p.kad.InvalidValue if it is not true for the name, or a newer one
  ///   is known
  int publish(PeerId name, byte[] record, Duration time) throws IOException, InterruptedException;

  /// The peers of the DHT that are nearest to a key, nearest first, at most twenty.
  ///
  /// @param key the multihash of content, or a peer id's bytes
  List<PeerRecord> closest(byte[] key, Duration time) throws InterruptedException;

  /// Takes what is found. Calls never overlap and must not block.
  @FunctionalInterface
  interface Sink {
    /// @return whether to go on
    boolean found(PeerRecord provider);
  }
}
