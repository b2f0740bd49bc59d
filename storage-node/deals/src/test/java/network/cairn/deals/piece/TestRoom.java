package network.cairn.deals.piece;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import network.cairn.store.repo.Reservation;

/// A disk with so much room, and what of it walks hold or have written.
public final class TestRoom implements LongFunction<Reservation> {
  private final long limit;
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong written = new AtomicLong();

  public TestRoom(long limit) {
    this.limit = limit;
  }

  /// More than any walk takes.
  public static TestRoom unlimited() {
    return new TestRoom(Long.MAX_VALUE);
  }

  /// There is none.
  public static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  long held() {
    return held.get();
  }

  long written() {
    return written.get();
  }

  private void require(long bytes) {
    if (bytes > limit - held.get() - written.get()) {
      throw new Full();
    }
  }

  @Override
  public Reservation apply(long whole) {
    require(whole);
    held.addAndGet(whole);
    return new Reservation() {
      private long left = whole;

      @Override
      public long remaining() {
        return left;
      }

      @Override
      public void admit(long bytes) {
        long drawn = Math.min(bytes, left);
        require(bytes - drawn);
        left -= drawn;
        held.addAndGet(-drawn);
        written.addAndGet(bytes);
      }

      @Override
      public void giveBack(long bytes) {
        written.addAndGet(-bytes);
      }

      @Override
      public void close() {
        held.addAndGet(-left);
        left = 0;
      }
    };
  }
}
