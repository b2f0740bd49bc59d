package network.cairn.libp2p.security.tls;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import network.cairn.libp2p.transport.RawConn;

/// The JDK's engine over a raw connection: the buffers of both directions and the handshake. One
/// reader and one writer at a time.
///
/// The buffers start small and grow with what they carry, to four full records each: a system call,
/// and the wake of whoever waits at the other end, costs as much as opening a record.
final class Records {
  /// What an honest handshake takes at most is a fifth of it: two certificates and key shares of
  /// hybrid schemes.
  static final int MAX_HANDSHAKE = 64 << 10;

  /// Full records that a buffer grows to hold.
  static final int MOST = 4;

  private static final int SMALLEST = 4096;
  private static final byte[] NOTHING = {};

  private final RawConn raw;
  private final SSLEngine engine;
  private final int packet;
  private final ReentrantLock sending = new ReentrantLock();
  private ByteBuffer in = ByteBuffer.allocate(SMALLEST).flip();
  private ByteBuffer out;
  private long received;

  Records(RawConn raw, SSLEngine engine) {
    this.raw = raw;
    this.engine = engine;
    this.packet = engine.getSession().getPacketBufferSize();
    this.out = ByteBuffer.allocate(packet);
  }

  /// Runs the handshake to its end. If it fails the peer is told why, as far as it listens.
  void handshake() throws IOException {
    engine.beginHandshake();
    try {
      while (shake()) {
        if (received > MAX_HANDSHAKE) {
          throw new SSLException("a handshake of more than " + MAX_HANDSHAKE + " bytes");
        }
      }
    } catch (SSLException e) {
      sendAlert();
      throw e;
    }
  }

  /// One step of the handshake; false if there is none left.
  private boolean shake() throws IOException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> runTasks();
      case NEED_WRAP -> send(NOTHING, 0, 0);
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> receiveHandshake();
      case FINISHED, NOT_HANDSHAKING -> {
        return false;
      }
    }
    return true;
  }

  private void receiveHandshake() throws IOException {
    switch (engine.unwrap(in, ByteBuffer.wrap(NOTHING)).getStatus()) {
      case OK -> {}
      case BUFFER_UNDERFLOW -> {
        if (!fill()) {
          throw new EOFException("the peer closed the connection during the handshake");
        }
      }
      case BUFFER_OVERFLOW -> throw new SSLException("data before the handshake has ended");
      case CLOSED -> throw new EOFException("the peer ended the handshake");
    }
  }

  private void sendAlert() {
    try {
      if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        send(NOTHING, 0, 0);
      }
    } catch (IOException ignored) {
      // The alert is a courtesy; the connection is closed for the reason at hand.
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  /// Opens the next record into `to`; what the engine wants to do or say after it is done.
  SSLEngineResult open(ByteBuffer to) throws IOException {
    SSLEngineResult result = engine.unwrap(in, to);
    switch (result.getHandshakeStatus()) {
      case NEED_TASK -> runTasks();
      case NEED_WRAP -> answer();
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN, FINISHED, NOT_HANDSHAKING -> {}
    }
    return result;
  }

  private void answer() throws IOException {
    send(NOTHING, 0, 0);
    if (engine.isOutboundDone()) {
      throw new IOException("the connection is closed");
    }
  }

  /// Reads more from the connection; false at its end between two records.
  boolean fill() throws IOException {
    makeRoom();
    int n = raw.read(in.array(), in.limit(), in.capacity() - in.limit());
    if (n < 0) {
      if (in.hasRemaining()) {
        throw new EOFException("the connection ended within a record");
      }
      return false;
    }
    received += n;
    in.limit(in.limit() + n);
    return true;
  }

  /// Makes the buffer larger if the last read filled it, else moves what is left of it to its
  /// beginning where a record might not fit behind.
  private void makeRoom() {
    int capacity = in.limit() == in.capacity() ? larger(in.capacity()) : in.capacity();
    if (capacity > in.capacity()) {
      in = ByteBuffer.allocate(capacity).put(in).flip();
    } else if (in.position() > 0 && (!in.hasRemaining() || in.capacity() - in.limit() < packet)) {
      in.compact().flip();
    }
  }

  /// The next size of a buffer: one record, then twice as much, up to [#MOST] of them.
  private int larger(int capacity) {
    return capacity < packet ? packet : Math.min(2 * capacity, MOST * packet);
  }

  /// Seals these bytes, as many records as they need, and writes four records at a time; sends what
  /// the engine has to say otherwise if there are none.
  void send(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer plain = ByteBuffer.wrap(bytes, offset, length);
    sending.lock();
    try {
      out.clear();
      do {
        if (out.remaining() < packet) {
          makeRoomToSend();
        }
        if (engine.wrap(plain, out).bytesProduced() == 0 && plain.hasRemaining()) {
          throw new IOException("the connection is closed");
        }
      } while (plain.hasRemaining());
      raw.write(out.array(), 0, out.position());
    } finally {
      sending.unlock();
    }
  }

  private void makeRoomToSend() throws IOException {
    int capacity = larger(out.capacity());
    if (capacity > out.capacity()) {
      out = ByteBuffer.allocate(capacity).put(out.flip());
    } else {
      raw.write(out.array(), 0, out.position());
      out.clear();
    }
  }
}
