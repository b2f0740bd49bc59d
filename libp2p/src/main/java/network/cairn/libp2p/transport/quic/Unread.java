package network.cairn.libp2p.transport.quic;

import java.util.ArrayDeque;

/// What arrived on a stream and was not read. Guarded by the stream's monitor.
final class Unread {
  private final ArrayDeque<byte[]> chunks = new ArrayDeque<>(2);
  private int taken;
  private int size;

  int size() {
    return size;
  }

  void add(byte[] chunk) {
    if (chunk.length > 0) {
      chunks.addLast(chunk);
      size += chunk.length;
    }
  }

  /// Takes as much of the first chunk as fits.
  int read(byte[] buffer, int offset, int length) {
    byte[] first = chunks.getFirst();
    int n = Math.min(length, first.length - taken);
    System.arraycopy(first, taken, buffer, offset, n);
    taken += n;
    size -= n;
    if (taken == first.length) {
      chunks.removeFirst();
      taken = 0;
    }
    return n;
  }

  void clear() {
    chunks.clear();
    taken = 0;
    size = 0;
  }
}
