package network.cairn.libp2p.mux;

import java.io.IOException;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.libp2p.io.Duplex;

/// One ordered, flow-controlled stream of a muxed connection, before a protocol is agreed on it
/// (go-libp2p's `network.MuxedStream`).
///
/// Blocking; one reader and one writer at a time. End of input is only ever a FIN of the peer; a
/// stream that ends otherwise fails its calls with [StreamReset].
public interface MuxedStream extends Duplex {
  /// @throws StreamReset if either side reset the stream or the connection ended
  /// @throws StreamTimeout if the deadline passed
  @Override
  int read(byte[] buffer, int offset, int length) throws IOException;

  /// Writes all bytes, waiting for the peer's window.
  ///
  /// @throws StreamReset if either side reset the stream or the connection ended
  /// @throws StreamTimeout if the deadline passed
  @Override
  void write(byte[] buffer, int offset, int length) throws IOException;

  /// Every wait of reads and writes ends at this instant of the scheduler's clock;
  /// [Scheduler#NEVER] clears it.
  void deadline(long nanos);

  /// Sends FIN after what was written; reading goes on. Never blocks.
  void closeWrite();

  /// Sends FIN and gives up reading; a peer that goes on sending is reset. Never blocks.
  void close();

  /// Ends both directions at once, telling the peer the code; never blocks. Codes: [StreamReset].
  void reset(long code);
}
