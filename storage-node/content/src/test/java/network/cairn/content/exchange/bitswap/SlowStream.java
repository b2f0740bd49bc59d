package network.cairn.content.exchange.bitswap;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// A stream whose reader takes its time.
record SlowStream(Stream stream, HostilePeer.Reading reading) implements Stream {
  private static final int PIECE = 4096;

  @Override
  public long connection() {
    return stream.connection();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int most = Math.min(length, PIECE);
    try {
      reading.before(most);
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
    return stream.read(buffer, offset, most);
  }

  @Override
  public String protocol() {
    return stream.protocol();
  }

  @Override
  public PeerId remotePeer() {
    return stream.remotePeer();
  }

  @Override
  public Multiaddr remoteAddress() {
    return stream.remoteAddress();
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    stream.write(buffer, offset, length);
  }

  @Override
  public void closeWrite() throws IOException {
    stream.closeWrite();
  }

  @Override
  public void reset(long code) {
    stream.reset(code);
  }

  @Override
  public void deadline(Duration fromNow) {
    stream.deadline(fromNow);
  }

  @Override
  public void close() {
    stream.close();
  }

  @Override
  public InputStream input() {
    return stream.input();
  }

  @Override
  public OutputStream output() {
    return stream.output();
  }
}
