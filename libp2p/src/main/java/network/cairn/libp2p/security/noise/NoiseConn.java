package network.cairn.libp2p.security.noise;

import java.io.IOException;
import java.util.Optional;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.security.SecureConn;
import network.cairn.libp2p.transport.RawConn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The transport phase of Noise: records of up to 65,519 bytes of plaintext, each with a length
/// before and a tag behind.
final class NoiseConn implements SecureConn {
  static final int MAX_PLAINTEXT = NoiseMessageReader.MAX_BODY - CipherState.TAG;

  /// Empty records in a row that are skipped; more are an attack on our processor.
  static final int MAX_EMPTY = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(NoiseConn.class);

  /// Whom the handshake proved, and what it agreed.
  record Session(PeerId remote, Optional<String> muxer) {}

  private final RawConn raw;
  private final Session session;
  private final PeerId remote;
  private final NoiseMessageReader frames;
  private final CipherState sealing;
  private final CipherState opening;

  /// Plaintext in the frame reader's array that found no room in the reader's buffer.
  private int pendingAt;

  private int pending;
  private int empty;
  private byte[] scratch = new byte[0];

  NoiseConn(
      RawConn raw,
      NoiseMessageReader frames,
      Session session,
      CipherState sealing,
      CipherState opening) {
    this.raw = raw;
    this.frames = frames;
    this.session = session;
    this.remote = session.remote();
    this.sealing = sealing;
    this.opening = opening;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (pending > 0) {
      return takePending(buffer, offset, length);
    }
    try {
      return readRecord(buffer, offset, length);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private int readRecord(byte[] buffer, int offset, int length) throws IOException {
    while (true) {
      int sealed = frames.next(0, NoiseMessageReader.MAX_BODY);
      if (sealed < 0) {
        return -1;
      }
      int plain = sealed - CipherState.TAG;
      boolean fits = plain <= length;
      byte[] target = fits ? buffer : frames.array();
      int at = fits ? offset : frames.offset();
      if (opening.exhausted()
          || !opening.open(frames.array(), frames.offset(), sealed, target, at)) {
        throw refused("a record that does not authenticate");
      }
      if (plain > 0) {
        empty = 0;
        pendingAt = at;
        pending = fits ? 0 : plain;
        return fits ? plain : takePending(buffer, offset, length);
      }
      if (++empty > MAX_EMPTY) {
        throw refused("more than " + MAX_EMPTY + " empty records in a row");
      }
    }
  }

  private int takePending(byte[] buffer, int offset, int length) {
    int n = Math.min(pending, length);
    System.arraycopy(frames.array(), pendingAt, buffer, offset, n);
    pendingAt += n;
    pending -= n;
    return n;
  }

  private IOException refused(String what) {
    LOG.debug("closing {} of {}: it sent {}", raw.remoteAddress(), remote, what);
    return new IOException("noise: " + remote + " sent " + what);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    for (int done = 0; done < length; ) {
      int n = Math.min(length - done, MAX_PLAINTEXT);
      if (scratch.length < headroom() + n + tailroom()) {
        scratch = new byte[headroom() + n + tailroom()];
      }
      System.arraycopy(buffer, offset + done, scratch, headroom(), n);
      writeRecord(scratch, headroom(), n);
      done += n;
    }
  }

  @Override
  public void writeRecord(byte[] buffer, int offset, int length) throws IOException {
    if (length < 0 || length > MAX_PLAINTEXT) {
      throw new IllegalArgumentException(
          "record of " + length + " bytes, at most " + MAX_PLAINTEXT);
    }
    if (sealing.exhausted()) {
      close();
      throw new IOException(
          "noise: this connection to " + remote + " has sent all records that one key may seal");
    }
    sealing.seal(buffer, offset, length, buffer, offset);
    int sealed = length + CipherState.TAG;
    buffer[offset - 2] = (byte) (sealed >> 8);
    buffer[offset - 1] = (byte) sealed;
    try {
      raw.write(buffer, offset - NoiseMessageReader.PREFIX, NoiseMessageReader.PREFIX + sealed);
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
    return NoiseMessageReader.PREFIX;
  }

  @Override
  public int tailroom() {
    return CipherState.TAG;
  }

  @Override
  public PeerId remotePeer() {
    return remote;
  }

  @Override
  public Optional<String> earlyMuxer() {
    return session.muxer();
  }

  @Override
  public void close() {
    raw.close();
  }

  @Override
  public String toString() {
    return "noise with " + remote + " at " + raw.remoteAddress();
  }
}
