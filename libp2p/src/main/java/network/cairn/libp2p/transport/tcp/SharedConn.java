package network.cairn.libp2p.transport.tcp;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.transport.RawConn;
import org.jspecify.annotations.Nullable;

/// A connection at a port that takes several kinds: its first three bytes tell which it is, as
/// go-libp2p tells them apart. The first read or write waits for them, so that whoever waits for it
/// keeps the deadline.
final class SharedConn implements RawConn {
  private static final byte[] REQUEST = {'G', 'E', 'T'};

  /// A record of TLS that holds a handshake; the byte after it is the minor version.
  private static final byte[] HANDSHAKE = {0x16, 3};

  private final TcpConn raw;
  private final Set<Kind> kinds;
  private final Openings openings;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile @Nullable RawConn told;

  SharedConn(TcpConn raw, Set<Kind> kinds, Openings openings) {
    this.raw = raw;
    this.kinds = kinds;
    this.openings = openings;
  }

  private RawConn told() throws IOException {
    RawConn known = told;
    if (known != null) {
      return known;
    }
    looking.lock();
    try {
      known = told;
      if (known == null) {
        known = look();
        told = known;
      }
      return known;
    } finally {
      looking.unlock();
    }
  }

  private RawConn look() throws IOException {
    if (kinds.equals(Set.of(Kind.WEBSOCKET))) {
      return openings.websocket(raw, new byte[0]);
    }
    byte[] first = new byte[REQUEST.length];
    for (int at = 0; at < first.length; ) {
      int n = raw.read(first, at, first.length - at);
      if (n < 0) {
        throw new EOFException("the connection ended before it told what it is");
      }
      at += n;
    }
    Kind kind = kind(first);
    if (!kinds.contains(kind)) {
      raw.close();
      throw new IOException("a connection of a kind that this port does not take: " + kind);
    }
    return switch (kind) {
      case PLAIN -> new PushedBack(raw, first);
      case WEBSOCKET -> openings.websocket(raw, first);
      case SECURE_WEBSOCKET -> openings.secure(raw, first);
    };
  }

  private static Kind kind(byte[] first) {
    if (Arrays.equals(first, REQUEST)) {
      return Kind.WEBSOCKET;
    }
    return Arrays.equals(first, 0, 2, HANDSHAKE, 0, 2) ? Kind.SECURE_WEBSOCKET : Kind.PLAIN;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return told().read(buffer, offset, length);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    told().write(buffer, offset, length);
  }

  private RawConn known() {
    RawConn known = told;
    return known == null ? raw : known;
  }

  @Override
  public Multiaddr localAddress() {
    return known().localAddress();
  }

  @Override
  public Multiaddr remoteAddress() {
    return known().remoteAddress();
  }

  @Override
  public void close() {
    raw.close();
  }

  @Override
  public String toString() {
    return known().toString();
  }

  /// A plain connection of which the first bytes were read already.
  private static final class PushedBack implements RawConn {
    private final RawConn raw;
    private final byte[] first;
    private int given;

    PushedBack(RawConn raw, byte[] first) {
      this.raw = raw;
      this.first = first;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (given == first.length) {
        return raw.read(buffer, offset, length);
      }
      int n = Math.min(length, first.length - given);
      System.arraycopy(first, given, buffer, offset, n);
      given += n;
      return n;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      raw.write(buffer, offset, length);
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
      return raw.toString();
    }
  }
}
