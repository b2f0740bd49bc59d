package network.cairn.libp2p.mux;

import java.io.IOException;
import java.util.Optional;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.host.StreamTimeout;

/// A connection that carries many streams (go-libp2p's `network.MuxedConn`): yamux over a secure
/// channel, or a transport that has streams of its own. Thread-safe.
///
/// Serves one [MuxedConnOwner]. It keeps no time itself: its owner calls [#tick].
public interface MuxedConn {
  /// Starts to read and write; called once. If the connection has ended meanwhile, the owner is
  /// told now.
  void start();

  /// Opens a stream.
  ///
  /// @param deadline an instant of the scheduler's clock
  /// @throws StreamTimeout if the peer left too many streams unaccepted until the deadline
  /// @throws StreamReset if the connection has ended or memory for a window is refused
  MuxedStream open(long deadline) throws IOException, InterruptedException;

  /// Takes and accepts the next stream that the peer opened; never blocks.
  Optional<MuxedStream> poll();

  /// Whether a stream that the peer opened waits for [#poll].
  boolean hasWaiting();

  /// Ends the connection and resets its streams, telling the peer the code; returns at once. Codes:
  /// go-libp2p's `core/network/conn.go`.
  void close(long code);

  /// Looks for a silent or stalled peer and for streams that were closed long ago; called about
  /// once a second.
  void tick();

  /// Smoothed round trip in nanoseconds, 0 while unknown.
  long roundTripNanos();

  /// Asks the peer for a sign of life, unless one is waited for; returns at once.
  void probe();

  /// For how long the peer has owed a sign of life, in nanoseconds; 0 while it owes none.
  long owedNanos();

  /// Whether the connection has ended, by either side.
  boolean isClosed();

  /// Bytes read from the connection, the muxer's own included.
  long bytesIn();

  /// Bytes written to the connection, the muxer's own included.
  long bytesOut();
}
