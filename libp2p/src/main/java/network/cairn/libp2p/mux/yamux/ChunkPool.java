package network.cairn.libp2p.mux.yamux;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A few chunks of one size kept for reuse by all connections of a host, 4 MiB at most;
/// thread-safe.
final class ChunkPool {
  static final int CHUNK = 64 * 1024;
  private static final int KEPT = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<byte[]> free = new ArrayDeque<>();

  byte[] take() {
    lock.lock();
    try {
      byte @Nullable [] chunk = free.pollLast();
      return chunk == null ? new byte[CHUNK] : chunk;
    } finally {
      lock.unlock();
    }
  }

  void give(byte[] chunk) {
    if (chunk.length != CHUNK) {
      return;
    }
    lock.lock();
    try {
      if (free.size() < KEPT) {
        free.addLast(chunk);
      }
    } finally {
      lock.unlock();
    }
  }
}
