package network.cairn.libp2p.pnet;

import java.io.EOFException;
import java.io.IOException;
import java.util.random.RandomGenerator;
import network.cairn.libp2p.crypto.XSalsa20;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.transport.RawConn;
import org.jspecify.annotations.Nullable;

/// A connection under the key stream of a private network: each direction begins with the nonce of
/// its own. One reader and one writer at a time.
final class PrivateConn implements RawConn {
  private static final int PIECE = 16_384;

  private final RawConn raw;
  private final SwarmKey key;
  private final RandomGenerator random;
  private @Nullable XSalsa20 reading;
  private @Nullable XSalsa20 writing;
  private byte[] out = {};

  PrivateConn(RawConn raw, SwarmKey key, RandomGenerator random) {
    this.raw = raw;
    this.key = key;
    this.random = random;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    XSalsa20 stream = reading;
    if (stream == null) {
      stream = key.stream(theirNonce());
      reading = stream;
    }
    int n = raw.read(buffer, offset, length);
    if (n > 0) {
      stream.next(buffer, offset, n, buffer, offset);
    }
    return n;
  }

  private byte[] theirNonce() throws IOException {
    byte[] nonce = new byte[XSalsa20.NONCE];
    for (int at = 0; at < nonce.length; ) {
      int n = raw.read(nonce, at, nonce.length - at);
      if (n < 0) {
        throw new EOFException("the connection ended before the private network's nonce");
      }
      at += n;
    }
    return nonce;
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    XSalsa20 stream = writing;
    if (stream == null) {
      byte[] nonce = new byte[XSalsa20.NONCE];
      random.nextBytes(nonce);
      raw.write(nonce, 0, nonce.length);
      stream = key.stream(nonce);
      writing = stream;
    }
    for (int done = 0; done < length; ) {
      int n = Math.min(PIECE, length - done);
      if (out.length < n) {
        out = new byte[n];
      }
      stream.next(buffer, offset + done, n, out, 0);
      raw.write(out, 0, n);
      done += n;
    }
  }

  @Override
  public Multiaddr localAddress() {
    return raw.localAddress();
  }

  @Override
  public Multiaddr remoteAddress() {
    return raw.remoteAddress();
  }

  @Override
  public void close() {
    raw.close();
  }

  @Override
  public String toString() {
    return "private " + raw;
  }
}
