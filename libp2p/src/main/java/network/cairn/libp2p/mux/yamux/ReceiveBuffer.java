package network.cairn.libp2p.mux.yamux;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Bytes that arrived and the application has not read. Small arrivals are appended to the last
/// chunk, so memory follows the bytes and not the number of frames; the owner's window bounds the
/// bytes.
final class ReceiveBuffer {
  private static final int SMALLEST = 256;

  private final ArrayDeque<byte[]> chunks = new ArrayDeque<>(2);
  private final ChunkPool pool;
  private int readAt;
  private int lastEnd;
  private int size;

  ReceiveBuffer(ChunkPool pool) {
    this.pool = pool;
  }

  int size() {
    return size;
  }

  void append(byte[] from, int offset, int length) {
    int at = offset;
    int left = length;
    while (left > 0) {
      byte[] last = chunks.peekLast();
      if (last == null || lastEnd == last.length) {
        last = left >= ChunkPool.CHUNK / 4 ? pool.take() : new byte[Math.max(SMALLEST, left)];
        chunks.addLast(last);
        lastEnd = 0;
      }
      int n = Math.min(left, last.length - lastEnd);
      System.arraycopy(from, at, last, lastEnd, n);
      lastEnd += n;
      at += n;
      left -= n;
    }
    size += length;
  }

  int read(byte[] to, int offset, int length) {
    int wanted = Math.min(length, size);
    int done = 0;
    while (done < wanted) {
      byte[] first = chunks.getFirst();
      int end = chunks.size() == 1 ? lastEnd : first.length;
      int n = Math.min(wanted - done, end - readAt);
      System.arraycopy(first, readAt, to, offset + done, n);
      readAt += n;
      done += n;
      if (readAt == end) {
        drop(first);
      }
    }
    size -= wanted;
    return wanted;
  }

  void clear() {
    for (byte @Nullable [] chunk = chunks.peekFirst(); chunk != null; chunk = chunks.peekFirst()) {
      drop(chunk);
    }
    size = 0;
  }

  private void drop(byte[] first) {
    chunks.removeFirst();
    pool.give(first);
    readAt = 0;
    if (chunks.isEmpty()) {
      lastEnd = 0;
    }
  }
}
