package network.cairn.http.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A door whose callers do not take what they asked for.
@Timeout(60)
final class WriteTimeoutsTest {
  private static final byte[] PIECE = new byte[1 << 16];

  @Test
  void endsAnAnswerThatNobodyReads() throws Exception {
    CompletableFuture<IOException> ended = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Handler endless =
        (_, response) -> {
          try (OutputStream out = response.start(200, Map.of())) {
            while (true) {
              out.write(PIECE);
            }
          } catch (IOException e) {
            interrupted.complete(Thread.currentThread().isInterrupted());
            ended.complete(e);
          }
        };
    try (HttpDoor door = open(endless, Duration.ofMillis(200));
        Socket caller = ask(door)) {
      assertThat(ended.get(50, TimeUnit.SECONDS)).hasMessage("the caller stopped reading");
      assertThat(interrupted.get()).isFalse();
      assertThat(caller.isConnected()).isTrue();
    }
  }

  @Test
  void leavesWritesAloneThatEndInTime() throws Exception {
    try (WriteTimeouts writeTimeouts = new WriteTimeouts(Duration.ofHours(1));
        WriteTimeouts.Writes writes = writeTimeouts.answer()) {
      writes.run(() -> assertThat(Thread.currentThread().isInterrupted()).isFalse());
      Thread.currentThread().interrupt();
      writes.run(() -> {});
      assertThat(Thread.interrupted()).as("an interrupt of somebody else's").isTrue();
    }
  }

  private static HttpDoor open(Handler handler, Duration stalled) throws IOException {
    return HttpDoor.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        "cairn/test",
        Map.of("/", handler),
        stalled);
  }

  private static Socket ask(HttpDoor door) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port()));
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: door\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
