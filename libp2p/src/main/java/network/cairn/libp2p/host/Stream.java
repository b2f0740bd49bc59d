package network.cairn.libp2p.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// One ordered, flow-controlled byte stream to a peer, after its protocol has been agreed.
///
/// Blocking; one reader and one writer at a time. Ends by [#closeWrite] (the peer reads end of
/// stream) or by [#reset] (both sides see [StreamReset]). End of input is only ever a FIN of the
/// peer.
public interface Stream extends AutoCloseable {
  /// The agreed protocol id.
  String protocol();

  PeerId remotePeer();

  Multiaddr remoteAddress();

  /// Reads at least one byte, or returns -1 at the peer's FIN.
  ///
  /// @throws StreamReset if either side reset the stream or the connection ended
  /// @throws StreamTimeout if the deadline passed
  int read(byte[] buffer, int offset, int length) throws IOException;

  /// Writes all bytes, waiting for the peer's window.
  ///
  /// @throws StreamReset if either side reset the stream or the connection ended
  /// @throws StreamTimeout if the deadline passed
  void write(byte[] buffer, int offset, int length) throws IOException;

  /// Sends FIN; reading goes on.
  void closeWrite() throws IOException;

  /// Ends both directions at once, telling the peer the code; never blocks. Codes: [StreamReset].
  void reset(long code);

  /// Every later read and write fails once this much time has passed from now; `Duration.ZERO`
  /// clears the deadline.
  void deadline(Duration fromNow);

  /// Sends FIN if not yet sent and resets what the peer has not finished; never blocks.
  @Override
  void close();

  /// This stream as an `InputStream`; closing it does nothing.
  InputStream input();

  /// This stream as an unbuffered `OutputStream`; closing it is [#closeWrite].
  OutputStream output();
}
