package network.cairn.libp2p.mux.yamux;

/// Bytes that the application wrote and the writer has not taken: a ring that grows from small to a
/// bound.
final class SendBuffer {
  static final int CAPACITY = 256 * 1024;
  private static final int SMALLEST = 256;
  private static final byte[] EMPTY = {};

  private byte[] ring = EMPTY;
  private int head;
  private int size;

  int size() {
    return size;
  }

  /// Copies in as much as fits and returns how much that was.
  int put(byte[] from, int offset, int length) {
    int n = Math.min(length, CAPACITY - size);
    if (n == 0) {
      return 0;
    }
    if (size + n > ring.length) {
      grow(size + n);
    }
    int tail = head + size & ring.length - 1;
    int first = Math.min(n, ring.length - tail);
    System.arraycopy(from, offset, ring, tail, first);
    System.arraycopy(from, offset + first, ring, 0, n - first);
    size += n;
    return n;
  }

  void take(byte[] to, int offset, int length) {
    copyOut(to, offset, length);
    size -= length;
    head = size == 0 ? 0 : head + length & ring.length - 1;
  }

  void clear() {
    ring = EMPTY;
    head = 0;
    size = 0;
  }

  private void grow(int needed) {
    byte[] larger = new byte[Math.max(SMALLEST, Integer.highestOneBit(needed - 1) << 1)];
    copyOut(larger, 0, size);
    ring = larger;
    head = 0;
  }

  private void copyOut(byte[] to, int offset, int length) {
    int first = Math.min(length, ring.length - head);
    System.arraycopy(ring, head, to, offset, first);
    System.arraycopy(ring, 0, to, offset + first, length - first);
  }
}
