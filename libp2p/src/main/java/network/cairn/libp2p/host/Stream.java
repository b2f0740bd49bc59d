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

  /// The peer at the other end, which has proved its key.
  PeerId remotePeer();

  /// Where the other end is, without `/p2p`.
  Multiaddr remoteAddress();

  /// Which connection carries it: a number that no other of this host has had. 0 for a stream that
  /// shares no connection.
  default long connection() {
    return 0;
  }

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

  /// Says that a request has been read in full: an inbound stream takes one of its protocol's
  /// places ([StreamBounds]), unless it has one. Until then its deadlines are bounded and others
  /// may turn it out.
  ///
  /// @return false if no place is free for this peer: say so, or reset the stream
  default boolean admit() {
    return true;
  }

  /// As [#admit]; resets the stream where no place is free.
  ///
  /// @throws StreamReset if it was reset
  default void admitOrReset() throws StreamReset {
    if (!admit()) {
      reset(StreamReset.RESOURCE_LIMIT_EXCEEDED);
      throw new StreamReset(StreamReset.RESOURCE_LIMIT_EXCEEDED, false);
    }
  }

  /// Says that a request has been answered and the next may come: gives the place back.
  default void rest() {}

  /// Sends FIN if not yet sent and resets what the peer has not finished; never blocks.
  @Override
  void close();

  /// This stream as an `InputStream`; closing it does nothing.
  InputStream input();

  /// This stream as an unbuffered `OutputStream`; closing it is [#closeWrite].
  OutputStream output();
}
