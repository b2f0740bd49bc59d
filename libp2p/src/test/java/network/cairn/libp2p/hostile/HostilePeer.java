package network.cairn.libp2p.hostile;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import network.cairn.base.time.Scheduler;
import network.cairn.base.varint.Varint;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.security.SecureConn;
import network.cairn.libp2p.security.noise.Noise;
import network.cairn.libp2p.select.Multistream;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.libp2p.transport.Transport;

/// A connection whose side here is honest up to Noise and writes yamux frames by hand from there
/// on. For less than that, [#raw] is a bare connection.
///
/// A task reads all that comes, answers pings (without which the host ends the connection) and
/// keeps what the host said of each stream; it grants no window, so bulk stops at 256 KiB a stream.
public final class HostilePeer implements AutoCloseable {
  public static final int DATA = 0;
  public static final int WINDOW_UPDATE = 1;
  public static final int PING = 2;
  public static final int GO_AWAY = 3;
  public static final int SYN = 1;
  public static final int ACK = 2;
  public static final int FIN = 4;
  public static final int RST = 8;

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int HEADER = 12;

  private final PeerId id;
  private final SecureConn conn;
  private final Scheduler.Monitor writing;
  private final Map<Integer, Long> resets = new ConcurrentHashMap<>();
  private final Map<Integer, Boolean> accepted = new ConcurrentHashMap<>();
  private final Map<Integer, ByteArrayOutputStream> arrived = new ConcurrentHashMap<>();
  private volatile long goAway = -1;
  private volatile boolean ended;
  private volatile boolean mute;
  private int nextId = 1;

  private HostilePeer(PeerId id, SecureConn conn, Scheduler scheduler) {
    this.id = id;
    this.conn = conn;
    this.writing = scheduler.monitor();
  }

  /// A bare connection, for attacks before or within the upgrade.
  public static RawConn raw(Transport side, Multiaddr address)
      throws IOException, InterruptedException {
    return (RawConn) side.dial(address, LONG);
  }

  /// Connects with a fresh identity and secures the connection.
  public static HostilePeer connect(
      Scheduler scheduler, Transport side, Multiaddr address, RandomGenerator random)
      throws IOException, InterruptedException {
    PrivateKey key = PrivateKey.generate(KeyType.ED25519, random);
    return connect(scheduler, side, address, key, random);
  }

  /// Connects with an identity and secures the connection.
  public static HostilePeer connect(
      Scheduler scheduler, Transport side, Multiaddr to, PrivateKey key, RandomGenerator random)
      throws IOException, InterruptedException {
    RawConn raw = raw(side, to);
    Noise noise = new Noise(key, List.of("/yamux/1.0.0"), random, scheduler);
    SecureConn secure;
    try {
      Multistream.negotiate(raw, List.of(noise.protocol()));
      secure = noise.secure(raw, true, Optional.empty(), LONG);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
    HostilePeer peer = new HostilePeer(PeerId.of(key.publicKey()), secure, scheduler);
    scheduler.start("hostile-read", peer::read);
    return peer;
  }

  /// Reads nothing from the next frame on, so that what the host sends piles up.
  public void stopReading() {
    mute = true;
  }

  public PeerId id() {
    return id;
  }

  /// The lines of multistream-select that propose this protocol.
  public static byte[] proposal(String protocol) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String line : List.of("/multistream/1.0.0\n", protocol + "\n")) {
      byte[] text = line.getBytes(StandardCharsets.UTF_8);
      out.writeBytes(Varint.encode(text.length));
      out.writeBytes(text);
    }
    return out.toByteArray();
  }

  /// One yamux frame with whatever is said in its head, and these bytes behind it.
  public static byte[] frame(int type, int flags, int stream, long length, byte... payload) {
    return ByteBuffer.allocate(HEADER + payload.length)
        .put((byte) 0)
        .put((byte) type)
        .putShort((short) flags)
        .putInt(stream)
        .putInt((int) length)
        .put(payload)
        .array();
  }

  public void send(byte[] bytes) throws IOException {
    writing.lock();
    try {
      conn.write(bytes, 0, bytes.length);
    } finally {
      writing.unlock();
    }
  }

  public void send(int type, int flags, int stream, long length, byte... payload)
      throws IOException {
    send(frame(type, flags, stream, length, payload));
  }

  /// The same frame so many times, as many in a record as fit.
  public void repeat(int times, byte[] frame) throws IOException {
    int most = Math.max(1, 60_000 / frame.length);
    for (int left = times; left > 0; left -= most) {
      ByteBuffer batch = ByteBuffer.allocate(Math.min(left, most) * frame.length);
      while (batch.hasRemaining()) {
        batch.put(frame);
      }
      send(batch.array());
    }
  }

  /// An id that was not used before.
  public int newStream() {
    nextId += 2;
    return nextId - 2;
  }

  /// Opens a stream and proposes a protocol on it; does not wait for the answer.
  public int open(String protocol) throws IOException {
    int stream = newStream();
    byte[] lines = proposal(protocol);
    send(DATA, SYN, stream, lines.length, lines);
    return stream;
  }

  /// Sends bytes in frames of at most 32 KiB, without looking at the window.
  public void data(int stream, byte[] bytes) throws IOException {
    for (int at = 0; at < bytes.length; at += 32 * 1024) {
      int n = Math.min(32 * 1024, bytes.length - at);
      byte[] part = new byte[n];
      System.arraycopy(bytes, at, part, 0, n);
      send(DATA, 0, stream, n, part);
    }
  }

  /// Streams that the host reset, with its codes.
  public Map<Integer, Long> resets() {
    return resets;
  }

  /// Streams of this side that the host accepted.
  public Collection<Integer> accepted() {
    return accepted.keySet();
  }

  /// What the host sent on a stream.
  public byte[] arrived(int stream) {
    ByteArrayOutputStream bytes = arrived.get(stream);
    return bytes == null ? new byte[0] : bytes.toByteArray();
  }

  /// The code of the host's go-away; -1 while there was none.
  public long goAway() {
    return goAway;
  }

  /// Whether the connection has ended.
  public boolean hasEnded() {
    return ended;
  }

  private void read() {
    try {
      while (!mute) {
        ByteBuffer head = ByteBuffer.wrap(bytes(HEADER));
        react(head.get(1), head.getShort(2), head.getInt(4), head.getInt(8));
      }
    } catch (IOException _) {
      ended = true;
    }
  }

  private void react(int type, int flags, int stream, int length) throws IOException {
    if (type == DATA) {
      arrived.computeIfAbsent(stream, _ -> new ByteArrayOutputStream()).writeBytes(bytes(length));
    } else if (type == PING && (flags & SYN) != 0) {
      send(PING, ACK, 0, length);
    } else if (type == GO_AWAY) {
      goAway = length & 0xffff_ffffL;
    } else if ((flags & RST) != 0) {
      resets.put(stream, length & 0xffff_ffffL);
    } else if ((flags & ACK) != 0 && stream != 0) {
      accepted.put(stream, true);
    }
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; ) {
      int n = conn.read(bytes, at, length - at);
      if (n < 0) {
        throw new EOFException();
      }
      at += n;
    }
    return bytes;
  }

  /// Ends the connection without a word.
  @Override
  public void close() {
    conn.close();
  }
}
