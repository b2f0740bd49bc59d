package network.cairn.libp2p.mux.yamux;

import network.cairn.libp2p.mux.MuxedConnOwner;

/// Bytes that the application wrote and the writer has not taken: a ring that grows from small to a
/// bound, by memory that the owner grants. Where it grants none the ring stays small.
final class SendBuffer {
  static final int CAPACITY = 256 * 1024;

  /// The size up to which nobody is asked: little beside the window that the stream reserved.
  static final int FREE = 16 * 1024;

  private static final int SMALLEST = 256;
  private static final byte[] EMPTY = {};

  private final MuxedConnOwner owner;
  private byte[] ring = EMPTY;
  private int head;
  private int size;

  SendBuffer(MuxedConnOwner owner) {
    this.owner = owner;
  }

  int size() {
    return size;
  }

  /// Copies in as much as fits and returns how much that was.
  int put(byte[] from, int offset, int length) {
    int n = Math.min(length, CAPACITY - size);
    if (n == 0) {
      return 0;
    }
    if (size + n > ring.length && !grow(size + n)) {
      grow(Math.min(FREE, size + n));
      n = Math.min(length, ring.length - size);
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

  /// Drops what is unsent and gives the memory back.
  void clear() {
    int held = charged(ring.length);
    if (held > 0) {
      owner.release(held);
    }
    ring = EMPTY;
    head = 0;
    size = 0;
  }

  /// Makes the ring large enough; false if no memory was granted.
  private boolean grow(int needed) {
    int length = Math.max(SMALLEST, Integer.highestOneBit(needed - 1) << 1);
    if (length <= ring.length) {
      return true;
    }
    int more = charged(length) - charged(ring.length);
    if (more > 0 && !owner.reserve(more, YamuxLimits.HELPFUL)) {
      return false;
    }
    byte[] larger = new byte[length];
    copyOut(larger, 0, size);
    ring = larger;
    head = 0;
    return true;
  }

  private static int charged(int length) {
    return Math.max(0, length - FREE);
  }

  private void copyOut(byte[] to, int offset, int length) {
    int first = Math.min(length, ring.length - head);
    System.arraycopy(ring, head, to, offset, first);
    System.arraycopy(ring, 0, to, offset + first, length - first);
  }
}
