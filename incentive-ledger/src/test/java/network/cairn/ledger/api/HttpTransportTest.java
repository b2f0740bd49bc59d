package network.cairn.ledger.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A door that answers slowly, or too much, holds nobody.
@Timeout(60)
final class HttpTransportTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private ServerSocket server;
  private HttpTransport transport;

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    transport = new HttpTransport(URI.create("http://127.0.0.1:" + server.getLocalPort()));
  }

  @AfterEach
  void close() throws IOException {
    transport.close();
    server.close();
    threads.close();
  }

  /// Sends the beginning of an answer and waits until the caller leaves.
  private Future<Boolean> answer(String beginning) {
    return threads.submit(() -> {
      try (Socket socket = server.accept()) {
        socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
        return isLeft(socket);
      }
    });
  }

  private static boolean isLeft(Socket socket) {
    try {
      while (socket.getInputStream().read() >= 0) {
        // The request.
      }
      return true;
    } catch (IOException _) {
      return true;
    }
  }

  @Test
  void aBodyThatDoesNotEndIsNotWaitedFor() throws Exception {
    Future<Boolean> left = answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
    assertThatThrownBy(() -> transport.post("status", new byte[0], Duration.ofSeconds(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no whole answer within 1 s");
    assertThat(left.get()).isTrue();
  }

  @Test
  void aBodyThatIsTooLongIsRefused() throws Exception {
    int length = LedgerService.MAX_REPLY + 1;
    Future<Boolean> left =
        answer("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + "a".repeat(length));
    assertThatThrownBy(() -> transport.post("status", new byte[0], Duration.ofSeconds(30)))
        .isInstanceOf(IOException.class);
    transport.close();
    assertThat(left.get()).isTrue();
  }

  @Test
  void givesTheWholeAnswer() throws Exception {
    Future<Boolean> left = answer("HTTP/1.1 404 No\r\nContent-Length: 3\r\n\r\nabc");
    LedgerTransport.Reply reply = transport.post("x", new byte[0], Duration.ofSeconds(30));
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.body()).isEqualTo("abc".getBytes(StandardCharsets.US_ASCII));
    transport.close();
    assertThat(left.get()).isTrue();
  }
}
