package network.cairn.libp2p.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import network.cairn.libp2p.multiaddr.Multiaddr;

/// One connection of bytes, not secured. One reader and one writer at a time.
///
/// There are no read timeouts: a deadline is kept by closing the connection from another thread
/// ([Watchdog]), which makes blocked reads and writes fail with an `IOException`. Threads in here
/// are never interrupted.
public interface RawConn extends Duplex, AutoCloseable {
  /// Writes all remaining bytes of all buffers, in one system call where the transport can.
  default void write(ByteBuffer[] buffers) throws IOException {
    for (ByteBuffer buffer : buffers) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      write(bytes, 0, bytes.length);
    }
  }

  Multiaddr localAddress();

  /// The other end, as the transport sees it; without `/p2p`.
  Multiaddr remoteAddress();

  /// Ends the connection at once; idempotent, callable by any thread, never blocks long, never
  /// throws.
  @Override
  void close();
}
