package network.cairn.libp2p.security.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLEngineResult;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.security.SecureConn;
import network.cairn.libp2p.transport.RawConn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection whose TLS handshake has ended. What is written at once takes up to four records.
final class TlsConn implements SecureConn {
  static final int RECORD = 16_384;

  /// What surely fits four records: the engine fills them not quite, and the rest of 64 KiB would
  /// be a fifth one of a few bytes, and a write of its own.
  static final int MAX_PLAINTEXT = 4 * (RECORD - 64);

  /// Records without data in a minute: new keys and tickets, of which honest peers send two or
  /// three in all. More are an attack on our processor.
  static final int MAX_IDLE = 32;

  private static final long PERIOD_NANOS = 60_000_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger(TlsConn.class);

  private final RawConn raw;
  private final Records records;
  private final PeerId remote;
  private final Optional<String> muxer;
  private final Scheduler scheduler;

  /// Plaintext that found no room in the reader's buffer.
  private ByteBuffer pending = ByteBuffer.allocate(0);

  private long periodStart;
  private int idle;

  TlsConn(
      RawConn raw, Records records, PeerId remote, Optional<String> muxer, Scheduler scheduler) {
    this.raw = raw;
    this.records = records;
    this.remote = remote;
    this.muxer = muxer;
    this.scheduler = scheduler;
    this.periodStart = scheduler.nanoTime();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    ByteBuffer to = ByteBuffer.wrap(buffer, offset, length);
    try {
      while (!pending.hasRemaining()) {
        switch (open(to)) {
          case OK -> {
            if (!to.hasRemaining()) {
              return length;
            }
          }
          case BUFFER_UNDERFLOW -> {
            if (to.position() > offset) {
              return to.position() - offset;
            }
            if (!records.fill()) {
              return -1;
            }
          }
          case BUFFER_OVERFLOW -> {
            if (to.position() > offset) {
              return to.position() - offset;
            }
            openAside();
          }
          case CLOSED -> {
            return to.position() > offset ? to.position() - offset : -1;
          }
        }
      }
      return takePending(to);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private SSLEngineResult.Status open(ByteBuffer to) throws IOException {
    SSLEngineResult result = records.open(to);
    if (result.bytesConsumed() > 0 && result.bytesProduced() == 0) {
      countIdle();
    }
    return result.getStatus();
  }

  /// Opens a record that is larger than the reader's buffer; the engine says so before the record
  /// is here as a whole.
  private void openAside() throws IOException {
    ByteBuffer aside =
        pending.capacity() == 0 ? ByteBuffer.allocate(RECORD + 256) : pending.clear();
    SSLEngineResult.Status status = open(aside);
    while (status == SSLEngineResult.Status.BUFFER_UNDERFLOW && records.fill()) {
      status = open(aside);
    }
    if (status == SSLEngineResult.Status.BUFFER_OVERFLOW) {
      throw new IOException("tls: " + remote + " sent a record of more than " + RECORD + " bytes");
    }
    pending = aside.flip();
  }

  private int takePending(ByteBuffer to) {
    int n = Math.min(pending.remaining(), to.remaining());
    to.put(to.position(), pending, pending.position(), n);
    pending.position(pending.position() + n);
    return n;
  }

  private void countIdle() throws IOException {
    long now = scheduler.nanoTime();
    if (now - periodStart > PERIOD_NANOS) {
      periodStart = now;
      idle = 0;
    }
    if (++idle > MAX_IDLE) {
      LOG.debug("closing {} of {}: a flood of records without data", raw.remoteAddress(), remote);
      throw new IOException(
          "tls: " + remote + " sent more than " + MAX_IDLE + " records without data in a minute");
    }
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    for (int done = 0; done < length; ) {
      int n = Math.min(length - done, MAX_PLAINTEXT);
      writeRecord(buffer, offset + done, n);
      done += n;
    }
  }

  @Override
  public void writeRecord(byte[] buffer, int offset, int length) throws IOException {
    if (length < 0 || length > MAX_PLAINTEXT) {
      throw new IllegalArgumentException(
          "record of " + length + " bytes, at most " + MAX_PLAINTEXT);
    }
    if (length == 0) {
      return;
    }
    try {
      records.send(buffer, offset, length);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  @Override
  public int maxPlaintext() {
    return MAX_PLAINTEXT;
  }

  @Override
  public int headroom() {
    return 0;
  }

  @Override
  public int tailroom() {
    return 0;
  }

  @Override
  public PeerId remotePeer() {
    return remote;
  }

  @Override
  public Optional<String> earlyMuxer() {
    return muxer;
  }

  @Override
  public void close() {
    raw.close();
  }

  @Override
  public String toString() {
    return "tls with " + remote + " at " + raw.remoteAddress();
  }
}
