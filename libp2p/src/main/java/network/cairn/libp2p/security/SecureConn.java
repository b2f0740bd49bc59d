package network.cairn.libp2p.security;

import java.io.IOException;
import java.util.Optional;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PublicKey;
import network.cairn.libp2p.transport.RawConn;

/// A connection whose other end has proved its key; everything read was authenticated, everything
/// written is sealed.
///
/// One reader and one writer at a time. Any forged, cut or oversized record closes the connection;
/// every later call fails. An end of input (-1) is not authenticated: only the muxer's own close
/// proves that nothing is missing.
///
/// Bulk without copies: a writer keeps a buffer with [#headroom] free bytes before and [#tailroom]
/// after its plaintext and calls [#writeRecord], which seals in place. A reader that offers at
/// least [#maxPlaintext] bytes to [#read] gets one whole record decrypted straight into its buffer.
public interface SecureConn extends RawConn {
  PeerId localPeer();

  PeerId remotePeer();

  PublicKey remoteKey();

  /// The muxer that both sides agreed on within the handshake; empty if it is still to be
  /// negotiated.
  Optional<String> earlyMuxer();

  /// The most plaintext that one record carries.
  int maxPlaintext();

  /// Bytes that [#writeRecord] needs free before the plaintext.
  int headroom();

  /// Bytes that [#writeRecord] needs free after the plaintext.
  int tailroom();

  /// Seals `length` bytes at `offset` in place and writes them as one record; the buffer's contents
  /// from `offset - headroom()` to `offset + length + tailroom()` are destroyed.
  ///
  /// @param length 0 to [#maxPlaintext]
  void writeRecord(byte[] buffer, int offset, int length) throws IOException;
}
