package network.cairn.http.rpc;

import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import network.cairn.http.door.Response;

/// The answer to a caller who reads nothing until he is told to.
final class PausedResponse implements Response {
  private final CountDownLatch go;
  private final CountDownLatch begun = new CountDownLatch(1);
  private final AtomicBoolean ended = new AtomicBoolean();

  /// @param go lets him read
  PausedResponse(CountDownLatch go) {
    this.go = go;
  }

  /// Counted down when there is something to read.
  CountDownLatch begun() {
    return begun;
  }

  /// Whether he has read all.
  boolean ended() {
    return ended.get();
  }

  @Override
  public void send(int status, Map<String, String> headers, byte[] body) {
    pause();
    ended.set(true);
  }

  @Override
  public OutputStream start(int status, Map<String, String> headers) {
    return new OutputStream() {
      @Override
      public void write(int b) {
        pause();
      }

      @Override
      public void close() {
        ended.set(true);
      }
    };
  }

  @Override
  public void fail(String message) {
    ended.set(true);
  }

  @Override
  public void cut(String message) {
    ended.set(true);
  }

  private void pause() {
    begun.countDown();
    boolean interrupted = false;
    while (true) {
      try {
        go.await();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
