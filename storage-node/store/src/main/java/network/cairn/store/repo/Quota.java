package network.cairn.store.repo;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import network.cairn.store.blockstore.DiskAllowance;

/// The hard limit: every byte of a pack is admitted here before it is written.
///
/// Two bounds hold. StorageMax: packs, index and reservations together. Disk reserve: what the file
/// system has free, less all that is promised, stays above it. The index grows by itself and free
/// space changes under us, so both are looked up again after every 8 MiB, and before anything is
/// refused. Thread-safe.
final class Quota implements DiskAllowance {
  private static final long SAMPLE_EVERY = 8 << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final long limit;
  private final long diskReserve;
  private final LongSupplier indexSize;
  private final LongSupplier diskFree;
  private long packs;
  private long reserved;
  private long outside;
  private long index;
  private long free;
  private long sinceSample;

  Quota(long limit, long diskReserve, LongSupplier indexSize, LongSupplier diskFree) {
    this.limit = limit;
    this.diskReserve = diskReserve;
    this.indexSize = indexSize;
    this.diskFree = diskFree;
    sample();
  }

  @Override
  public void count(long bytes) {
    lock.lock();
    try {
      packs += bytes;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void admit(long bytes) {
    lock.lock();
    try {
      require(bytes, true);
      packs += bytes;
      sinceSample += bytes;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void giveBack(long bytes) {
    lock.lock();
    try {
      packs -= bytes;
    } finally {
      lock.unlock();
    }
  }

  long reserved() {
    lock.lock();
    try {
      return reserved;
    } finally {
      lock.unlock();
    }
  }

  /// Bytes of the disk that nothing has and nothing was promised.
  long free() {
    lock.lock();
    try {
      sample();
      return Math.max(0, available());
    } finally {
      lock.unlock();
    }
  }

  Reservation reserve(long bytes, boolean counted) {
    if (bytes < 0) {
      throw new IllegalArgumentException("cannot reserve " + bytes + " bytes");
    }
    lock.lock();
    try {
      require(bytes, counted);
      hold(bytes, counted);
      return new Held(bytes, counted);
    } finally {
      lock.unlock();
    }
  }

  private void hold(long bytes, boolean counted) {
    if (counted) {
      reserved += bytes;
    } else {
      outside += bytes;
    }
  }

  private void require(long bytes, boolean counted) {
    if (sinceSample >= SAMPLE_EVERY || !fits(bytes, counted)) {
      sample();
    }
    long used = packs + index + reserved;
    if (counted && bytes > limit - used) {
      throw QuotaExceeded.storageMax(limit, used, bytes);
    }
    if (bytes > available()) {
      throw QuotaExceeded.diskReserve(diskReserve, free, bytes);
    }
  }

  private boolean fits(long bytes, boolean counted) {
    return bytes <= available() && (!counted || bytes <= limit - packs - index - reserved);
  }

  private long available() {
    return free - sinceSample - reserved - outside - diskReserve;
  }

  private void sample() {
    index = indexSize.getAsLong();
    free = diskFree.getAsLong();
    sinceSample = 0;
  }

  /// Room set aside; what is used of it moves over into what is written.
  private final class Held implements Reservation {
    private final boolean counted;
    private long remaining;
    private boolean closed;

    Held(long bytes, boolean counted) {
      this.remaining = bytes;
      this.counted = counted;
    }

    @Override
    public long remaining() {
      lock.lock();
      try {
        return remaining;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void admit(long bytes) {
      lock.lock();
      try {
        long drawn = Math.min(bytes, remaining);
        if (bytes > drawn) {
          require(bytes - drawn, counted);
        }
        remaining -= drawn;
        hold(-drawn, counted);
        sinceSample += bytes;
        if (counted) {
          packs += bytes;
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void giveBack(long bytes) {
      lock.lock();
      try {
        if (counted) {
          packs -= bytes;
        }
        if (!closed) {
          remaining += bytes;
          hold(bytes, counted);
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        hold(-remaining, counted);
        remaining = 0;
        closed = true;
      } finally {
        lock.unlock();
      }
    }
  }
}
