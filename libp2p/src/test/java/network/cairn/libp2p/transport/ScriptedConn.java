package network.cairn.libp2p.transport;

import java.io.IOException;
import java.io.InputStream;
import network.cairn.libp2p.multiaddr.Multiaddr;

/// A connection whose far side says what a stream holds, whatever it is told.
public record ScriptedConn(InputStream from) implements RawConn {
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return from.read(buffer, offset, length);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) {}

  @Override
  public Multiaddr localAddress() {
    return Multiaddr.parse("/ip4/127.0.0.1/tcp/1");
  }

  @Override
  public Multiaddr remoteAddress() {
    return Multiaddr.parse("/ip4/127.0.0.1/tcp/2");
  }

  @Override
  public void close() {}
}
