package network.cairn.http.rpc;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A time limit for each write to a socket, which the server has for reads only: an answer whose
/// caller stopped reading ends, where a write into a full socket would wait for ever and keep its
/// place. Thread-safe.
///
/// A thread is interrupted only inside a write to its socket, which closes the connection and
/// nothing else; by the time the write returns, the interrupt is gone.
final class WriteTimeouts implements AutoCloseable {
  private static final int LOOKS = 4;
  private final long limit;
  private final Set<Writes> answers = ConcurrentHashMap.newKeySet();
  private final Thread watch;

  /// @param limit for one write, between whose pieces the caller has taken nothing
  WriteTimeouts(Duration limit) {
    this.limit = limit.toNanos();
    Duration pause = limit.dividedBy(LOOKS);
    this.watch = Thread.ofVirtual().name("write-timeouts").start(() -> look(pause));
  }

  private void look(Duration pause) {
    try {
      while (true) {
        Thread.sleep(pause);
        long now = System.nanoTime();
        answers.forEach(writes -> writes.endIfLate(now));
      }
    } catch (InterruptedException e) {
      // The door is closed.
    }
  }

  /// The writes of one answer; to be closed with it.
  Writes answer() {
    Writes writes = new Writes();
    answers.add(writes);
    return writes;
  }

  @Override
  public void close() {
    watch.interrupt();
  }

  /// Something that writes to the socket.
  interface Write {
    void run() throws IOException;
  }

  /// Watches the writes of one answer, which one thread makes.
  final class Writes implements AutoCloseable {
    private boolean writing;
    private boolean late;
    private long since;
    private Thread writer = Thread.currentThread();

    /// @throws IOException if the caller took nothing for longer than the limit, or as the write
    void run(Write write) throws IOException {
      begin();
      try {
        write.run();
      } catch (IOException | RuntimeException e) {
        // The server has exceptions of its own for a connection that is gone.
        if (end()) {
          throw new IOException("the caller stopped reading", e);
        }
        throw e;
      } finally {
        end();
      }
    }

    private synchronized void begin() {
      writer = Thread.currentThread();
      since = System.nanoTime();
      writing = true;
    }

    /// Ends the watch and takes back an interrupt that came from it.
    private synchronized boolean end() {
      if (writing && late) {
        Thread.interrupted();
      }
      writing = false;
      return late;
    }

    private synchronized void endIfLate(long now) {
      if (writing && !late && now - since > limit) {
        late = true;
        writer.interrupt();
      }
    }

    @Override
    public void close() {
      answers.remove(this);
    }
  }
}
