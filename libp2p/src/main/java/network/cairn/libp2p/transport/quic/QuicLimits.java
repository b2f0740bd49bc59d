package network.cairn.libp2p.transport.quic;

import java.time.Duration;

/// Bounds of QUIC connections; where peers can tell, those of go-libp2p.
///
/// @param idle silence after which a connection ends
/// @param keepAlive time between bytes that keep a connection from falling silent
/// @param handshake how long a connection may take until its peer is proved
/// @param streams streams of the peer open at once on one connection
/// @param streamWindow bytes that a peer may send on a stream before any is read
/// @param connectionWindow bytes that a peer may send on all streams before any is read
/// @param linger how long a closed stream waits for the peer's FIN
/// @param unproved connections at once whose peer is not proved yet
/// @param unprovedOfAddress the same of one IP address, which is proved
/// @param unvalidated the same whose address is not proved; above it addresses are proved first,
///   which costs this host no state
/// @param waiting proved connections that nobody has accepted
/// @param brokenStreams streams that ended without FIN after which a connection ends: the codec
///   remembers each of them for as long as its connection lives
record QuicLimits(
    Duration idle,
    Duration keepAlive,
    Duration handshake,
    int streams,
    int streamWindow,
    int connectionWindow,
    Duration linger,
    int unproved,
    int unprovedOfAddress,
    int unvalidated,
    int waiting,
    int brokenStreams) {
  /// What a stream is charged: what it holds unread and unsent is less. The window of the
  /// connection, which holds what is not given to streams yet, is charged as it fills.
  static final int STREAM_BYTES = 256 * 1024;

  /// Bytes of a stream that were taken from the codec and not read; above it no more is taken.
  static final int MOST_UNREAD = 128 * 1024;

  /// Bytes of a stream that were written and not taken by the codec.
  static final int MOST_UNSENT = 64 * 1024;

  static QuicLimits standard() {
    return new QuicLimits(
        Duration.ofSeconds(30),
        Duration.ofSeconds(15),
        Duration.ofSeconds(5),
        256,
        512 * 1024,
        768 * 1024,
        Duration.ofSeconds(60),
        256,
        16,
        32,
        128,
        4096);
  }
}
