package network.cairn.libp2p.host;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peerstore.Peerstore;

/// A libp2p node: listens, dials, identifies peers and opens streams to them. Thread-safe,
/// blocking.
public interface Host extends AutoCloseable {
  /// The peer that this host is.
  PeerId id();

  /// The addresses listened on, concrete ports, without `/p2p`.
  List<Multiaddr> listenAddresses();

  /// The addresses that peers are told: those listened on, an unspecified one by the machine's own,
  /// unless the host was made to announce others; without `/p2p`.
  List<Multiaddr> announcedAddresses();

  /// The protocols served, sorted as peers are told.
  List<String> protocols();

  /// Starts listening.
  ///
  /// @throws IOException if the address is taken or of no transport of this host; the message names
  ///   it
  void listen(Multiaddr address) throws IOException;

  /// Serves inbound streams of a protocol; peers are told by identify push.
  ///
  /// Streams are admitted by the first bytes that go either way, 256 a peer; a node's protocols
  /// have bounds of their own.
  void handle(String protocol, StreamHandler handler);

  /// Serves inbound streams of a protocol within these bounds; the handler calls [Stream#admit]
  /// when it has read a request, and [Stream#rest] between two.
  default void handle(String protocol, StreamBounds bounds, StreamHandler handler) {
    handle(protocol, handler);
  }

  /// Stops serving a protocol.
  void unhandle(String protocol);

  /// Connects to the peer named by the last `/p2p` of the address, or returns at once if connected.
  ///
  /// @throws IOException if no connection to exactly that peer came up in time; the message says
  ///   why per address
  PeerId connect(Multiaddr addressWithPeer, Duration timeout)
      throws IOException, InterruptedException;

  /// Connects by the addresses that the peerstore knows.
  void connect(PeerId peer, Duration timeout) throws IOException, InterruptedException;

  /// Opens a stream of the first of these protocols that the peer speaks, dialling if not
  /// connected.
  Stream open(PeerId peer, List<String> protocols, Duration timeout)
      throws IOException, InterruptedException;

  /// Closes every connection to a peer.
  void disconnect(PeerId peer);

  /// Whether a connection to this peer is up.
  boolean isConnected(PeerId peer);

  /// The connections that are up, as they stand now.
  List<Connection> connections();

  /// Keeps connections to a peer from being trimmed as long as the tag is set.
  void protect(PeerId peer, String tag);

  /// Takes the tag away; the peer may be trimmed once it has none.
  void unprotect(PeerId peer, String tag);

  /// Says that a peer has given so many bytes which this host had asked it for, checked. Such peers
  /// are trimmed last and may use the part of the host's memory that strangers may not.
  default void useful(PeerId peer, long bytes) {}

  /// Tells someone of peers that come and go from now on.
  void addListener(PeerListener listener);

  /// What is known of peers.
  Peerstore peerstore();

  /// Round trip of one ping.
  Duration ping(PeerId peer, Duration timeout) throws IOException, InterruptedException;

  @Override
  void close();
}
