package network.cairn.http.rpc;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import network.cairn.base.time.Deadline;
import network.cairn.http.door.Response;

/// Places of calls that work at once. A call has one until its answer begins to go out: from then
/// on it waits for its caller, who may pause for an hour, and only the door's connections bound it.
/// While it waits for others, such as for a block that nobody has, its place is free too; where all
/// are taken when the wait is over, it goes on without one, because it has little left to do.
///
/// Some places more are kept for those who must be served whatever others do. Thread-safe.
final class CallPlaces {
  /// Enough for the owner of a home, whose calls of this kind are short.
  static final int KEPT = 16;

  private final Semaphore open;
  private final Semaphore kept = new Semaphore(KEPT);

  CallPlaces(int atOnce) {
    this.open = new Semaphore(atOnce);
  }

  /// @param first whether the places that are kept are for this call too
  /// @return empty if there is none
  Optional<Place> take(boolean first) {
    if (open.tryAcquire()) {
      return Optional.of(new Place(open));
    }
    return first && kept.tryAcquire() ? Optional.of(new Place(kept)) : Optional.empty();
  }

  /// What one call has.
  static final class Place implements AutoCloseable, Deadline.Waits {
    private final Semaphore from;
    private boolean given;
    private boolean had = true;
    private int waits;

    private Place(Semaphore from) {
      this.from = from;
    }

    /// An answer that gives the place back before anything of it can wait for the caller.
    Response freeing(Response answer) {
      return new Freeing(answer, this);
    }

    /// Gives it back, the first time.
    @Override
    public synchronized void close() {
      given = true;
      release();
    }

    private void release() {
      if (had) {
        had = false;
        from.release();
      }
    }

    @Override
    public synchronized void begin() {
      waits++;
      release();
    }

    @Override
    public synchronized void end() {
      waits--;
      if (waits == 0 && !given && !had) {
        had = from.tryAcquire();
      }
    }
  }

  private record Freeing(Response answer, Place place) implements Response {
    @Override
    public void send(int status, Map<String, String> headers, byte[] body) throws IOException {
      place.close();
      answer.send(status, headers, body);
    }

    @Override
    public OutputStream start(int status, Map<String, String> headers) throws IOException {
      place.close();
      return answer.start(status, headers);
    }

    @Override
    public void fail(String message) throws IOException {
      answer.fail(message);
    }

    @Override
    public void cut(String message) throws IOException {
      answer.cut(message);
    }
  }
}
