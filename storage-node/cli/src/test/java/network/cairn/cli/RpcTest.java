package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // what the daemon did shows in the answer
final class RpcTest {
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private ServerSocket listener;
  private Rpc rpc;

  /// What the daemon of one test does with the one connection it takes.
  private interface Daemon<T> {
    T serve(InputStream in, OutputStream out) throws IOException;
  }

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    rpc =
        new Rpc(
            new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()),
            Trust.given("secret"));
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }

  private <T> Future<T> daemon(Daemon<T> daemon) {
    Callable<T> task =
        () -> {
          try (Socket socket = listener.accept()) {
            return daemon.serve(
                new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
          }
        };
    return threads.submit(task);
  }

  private Future<String> answering(String answer) {
    return daemon((in, out) -> {
      String head = head(in);
      send(out, answer);
      return head;
    });
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String head(InputStream in) throws IOException {
    return until(in, "\r\n\r\n");
  }

  private static String until(InputStream in, String end) throws IOException {
    StringBuilder seen = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      seen.append((char) c);
      if (seen.indexOf(end, seen.length() - end.length()) >= 0) {
        break;
      }
    }
    return seen.toString();
  }

  private String text() throws IOException {
    return rpc.text("id", new Api.Query());
  }

  private String upload(Api.BodyWriter writer) throws IOException {
    return rpc.upload(
        "add",
        new Api.Query(),
        "edge",
        writer,
        (_, body) -> new String(body.readAllBytes(), StandardCharsets.UTF_8));
  }

  @Test
  void sendsPathQueryAndTokenAndReadsTheAnswer()
      throws IOException, ExecutionException, InterruptedException {
    Future<String> request = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    assertThat(rpc.text("pin/add", new Api.Query().arg("a b&c").option("recursive", "true")))
        .isEqualTo("ok");
    assertThat(request.get())
        .startsWith("POST /api/v0/pin/add?arg=a+b%26c&recursive=true HTTP/1.1\r\n")
        .contains("\r\nAuthorization: Bearer secret\r\n")
        .contains("\r\nHost: " + listener.getInetAddress().getHostName());
  }

  @Test
  void tellsTheMessageOfAnErrorInJson() {
    answering(
        "HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\n\r\n"
            + "{\"Message\":\"no such block\",\"Code\":0,\"Type\":\"error\"}");
    assertThatThrownBy(this::text).isInstanceOf(CommandFailed.class).hasMessage("no such block");
  }

  @Test
  void tellsAPlainErrorAndAnEmptyOne() throws IOException {
    answering("HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\n\r\n403 - Forbidden\n");
    assertThatThrownBy(this::text).hasMessage("403 - Forbidden");
    answering("HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n");
    assertThatThrownBy(this::text).hasMessage("the daemon answered with status 405");
  }

  @Test
  void tellsTheStatusWhereAnErrorInJsonSaysNothing() {
    answering("HTTP/1.1 500 No\r\nContent-Type: application/json\r\n\r\n{\"Code\":0}");
    assertThatThrownBy(this::text)
        .isInstanceOf(CommandFailed.class)
        .hasMessage("the daemon answered with status 500");
  }

  @Test
  void tellsAnErrorThatCameBehindTheOutput() {
    answering(CHUNKED + "4\r\nsome\r\n0\r\nX-Stream-Error: block gone\r\n\r\n");
    assertThatThrownBy(this::text).isInstanceOf(CommandFailed.class).hasMessage("block gone");
  }

  @Test
  void takesAnAnswerWithoutItsEndForAnError() {
    answering(CHUNKED + "4\r\nsome\r\n");
    assertThatThrownBy(this::text)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("closed the connection");
  }

  @Test
  void sendsABodyInChunksWhileTheAnswerArrives()
      throws IOException, ExecutionException, InterruptedException {
    Future<String> rest =
        daemon((in, out) -> {
          head(in);
          send(out, CHUNKED + "6\r\nfirst \r\n");
          String body = until(in, "\r\n0\r\n\r\n");
          send(out, "6\r\nsecond\r\n0\r\n\r\n");
          return body;
        });
    byte[] large = new byte[200_000];
    String answer =
        upload(out -> {
          out.write('x');
          out.write(large);
        });
    assertThat(answer).isEqualTo("first second");
    assertThat(rest.get()).startsWith("1\r\nx\r\n").hasSizeGreaterThan(large.length);
  }

  @Test
  void readsARefusalThatCameBeforeTheBodyWasTaken() {
    daemon((in, out) -> {
      head(in);
      send(out, "HTTP/1.1 500 No\r\nContent-Length: 12\r\n\r\nquota is out");
      in.transferTo(OutputStream.nullOutputStream());
      return "";
    });
    assertThatThrownBy(() ->
            upload(out -> {
              while (true) {
                out.write(new byte[1 << 16]);
              }
            }))
        .isInstanceOf(CommandFailed.class)
        .hasMessage("quota is out");
  }

  @Test
  void tellsWhatFailedInTheSourceAndNeverEndsItsBody()
      throws ExecutionException, InterruptedException {
    Future<String> body =
        daemon((in, out) -> {
          head(in);
          return until(in, "0\r\n\r\n");
        });
    assertThatThrownBy(() ->
            upload(out -> {
              out.write(new byte[100_000]);
              throw new IOException("the disk broke");
            }))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk broke");
    assertThat(body.get()).doesNotEndWith("0\r\n\r\n");
  }

  private Rpc proving(Duration patience) {
    InetSocketAddress address =
        new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    return new Rpc(address, new Trust.Proved("secret", List.of("secret"), false), patience);
  }

  @Test
  void saysThatADaemonWithoutTimeForAProofDoesNotAnswer() {
    daemon((in, out) -> {
      head(in);
      send(out, "HTTP/1.1 200 OK\r\nContent-Le");
      return in.read();
    });
    assertThatThrownBy(() -> proving(Duration.ofMillis(100)).text("id", new Api.Query()))
        .isInstanceOf(SilentDoor.class)
        .hasMessageContaining("does not answer within 100 ms");
  }

  @Test
  void waitsForNoProofThatDrips() {
    Future<String> dripping =
        daemon((in, out) -> {
          head(in);
          send(out, "HTTP/1.1 200 OK\r\n");
          for (int i = 0; i < 250; i++) {
            send(out, "X-" + i + ": ");
            for (int j = 0; j < 60_000; j++) {
              out.write('x');
            }
            send(out, "\r\n");
          }
          return "";
        });
    assertThatThrownBy(() -> proving(Duration.ofMillis(100)).text("id", new Api.Query()))
        .isInstanceOf(SilentDoor.class)
        .hasMessageContaining("does not answer within 100 ms");
    assertThatThrownBy(dripping::get).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void saysThatADaemonThatHangsUpDoesNotAnswer() {
    daemon((in, _) -> head(in));
    assertThatThrownBy(() -> proving(Duration.ofSeconds(50)).text("id", new Api.Query()))
        .isInstanceOf(SilentDoor.class)
        .hasMessageContaining("hangs up");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n"
      })
  void takesWhoeverAnswersAnythingElseForAStranger(String answer)
      throws ExecutionException, InterruptedException {
    Future<String> more =
        daemon((in, out) -> {
          head(in);
          send(out, answer);
          return head(in);
        });
    assertThatThrownBy(() -> proving(Duration.ofSeconds(50)).text("id", new Api.Query()))
        .isInstanceOf(StrangerAtDoor.class);
    assertThat(more.get()).isEmpty();
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    listener.close();
    assertThatThrownBy(this::text).isInstanceOf(java.net.ConnectException.class);
  }
}
