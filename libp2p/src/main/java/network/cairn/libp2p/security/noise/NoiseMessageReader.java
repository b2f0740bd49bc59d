package network.cairn.libp2p.security.noise;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.HandshakeFailed.Reason;
import network.cairn.libp2p.transport.RawConn;

/// Cuts a connection into frames: two bytes of length, then the body. One thread at a time.
///
/// The buffer starts small and grows with the largest frame met, to 64 KiB. At that size it takes
/// one full frame and the length of the next, so that bulk data is never moved within it.
final class NoiseMessageReader {
  static final int MAX_BODY = 0xffff;
  static final int PREFIX = 2;

  private static final int FIRST_SIZE = 4096;
  private static final int MIDDLE_SIZE = 16_384;
  private static final int LAST_SIZE = MAX_BODY + 2 * PREFIX;

  private final RawConn raw;
  private byte[] buffer = new byte[FIRST_SIZE];
  private int start;
  private int end;
  private int body;

  NoiseMessageReader(RawConn raw) {
    this.raw = raw;
  }

  /// Reads the next frame, refusing lengths out of bounds before its body is awaited.
  ///
  /// @return the body's length, or -1 at the end of input between two frames; the body is in
  ///   [#array] at [#offset] until the next call
  int next(int min, int max) throws IOException {
    if (!fill(PREFIX)) {
      return -1;
    }
    int length = (buffer[start] & 0xff) << 8 | buffer[start + 1] & 0xff;
    if (length < min || length > max) {
      throw new HandshakeFailed(
          Reason.MALFORMED,
          "the peer sent a frame of " + length + " bytes, allowed are " + min + " to " + max);
    }
    if (!fill(PREFIX + length)) {
      throw new EOFException("the connection ended within a frame");
    }
    body = start + PREFIX;
    start = body + length;
    return length;
  }

  byte[] array() {
    return buffer;
  }

  int offset() {
    return body;
  }

  /// Reads until `wanted` unread bytes are there; false if the input ended before the first.
  private boolean fill(int wanted) throws IOException {
    if (end - start >= wanted) {
      return true;
    }
    makeRoom(wanted);
    while (end - start < wanted) {
      int n = raw.read(buffer, end, buffer.length - end);
      if (n < 0 && end > start) {
        throw new EOFException("the connection ended within a frame");
      }
      if (n < 0) {
        return false;
      }
      end += n;
    }
    return true;
  }

  private void makeRoom(int wanted) {
    int unread = end - start;
    if (wanted > buffer.length) {
      byte[] larger = new byte[wanted <= MIDDLE_SIZE ? MIDDLE_SIZE : LAST_SIZE];
      System.arraycopy(buffer, start, larger, 0, unread);
      buffer = larger;
    } else if (unread == 0 || start + wanted > buffer.length) {
      System.arraycopy(buffer, start, buffer, 0, unread);
    } else {
      return;
    }
    start = 0;
    end = unread;
  }

  /// The body as an array of its own.
  byte[] copy(int length) {
    return Arrays.copyOfRange(buffer, body, body + length);
  }
}
