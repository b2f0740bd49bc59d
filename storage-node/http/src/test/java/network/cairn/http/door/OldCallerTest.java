package network.cairn.http.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class OldCallerTest {
  private static final int RUNS = 2_000;
  private static final String HEAD = "HTTP/1.1 200 OK\r\nServer: s\r\n";
  private static final String SHOWN = HEAD + "Connection: close\r\n\r\n";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /// What the server reads of a request that comes in pieces cut by chance.
  private static String read(OldCaller caller, String request, SplittableRandom random) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] all = bytes(request);
    for (int at = 0, n = 0; at < all.length; at += n) {
      n = Math.min(all.length - at, random.nextInt(1, 12));
      byte[] piece = Arrays.copyOfRange(all, at, at + n);
      caller.came(piece);
      read.writeBytes(piece);
    }
    return text(read.toByteArray());
  }

  private static String answered(OldCaller caller, String answer, SplittableRandom random)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] all = bytes(answer);
    for (int at = 0, n = 0; at < all.length; at += n) {
      n = Math.min(all.length - at, random.nextInt(1, 40));
      caller.answer(all, at, n, out);
    }
    return text(out.toByteArray());
  }

  private static OldCaller old(SplittableRandom random) {
    OldCaller caller = new OldCaller();
    read(caller, "GET / HTTP/1.0\r\n\r\n", random);
    return caller;
  }

  @ParameterizedTest
  @CsvSource({
    "GET / HTTP/1.0|X: HTTP/1.0|, GET / HTTP/1.1|X: HTTP/1.0|, true",
    "GET / HTTP/1.1|X: HTTP/1.0|, GET / HTTP/1.1|X: HTTP/1.0|, false",
    "POST /a?b=HTTP/1.0 HTTP/1.1|, POST /a?b=HTTP/1.0 HTTP/1.1|, false",
    "GET  HTTP/1 HTTP/1.0|, GET  HTTP/1 HTTP/1.1|, true",
    "nonsense|GET / HTTP/1.0|, nonsense|GET / HTTP/1.0|, false",
  })
  void knowsAnOldCallerByTheFirstLine(String request, String seen, boolean old) {
    for (int seed = 0; seed < 50; seed++) {
      OldCaller caller = new OldCaller();
      assertThat(read(caller, request.replace("|", "\r\n"), new SplittableRandom(seed)))
          .isEqualTo(seen.replace("|", "\r\n"));
      assertThat(caller.isOld()).isEqualTo(old);
    }
  }

  @Test
  void takesAnyChunksOutOfAnAnswerHoweverItIsCut() throws IOException {
    SplittableRandom random = new SplittableRandom(31);
    for (int run = 0; run < RUNS; run++) {
      StringBuilder answer = new StringBuilder(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
      StringBuilder whole = new StringBuilder();
      for (int chunk = random.nextInt(5); chunk > 0; chunk--) {
        byte[] body = new byte[random.nextInt(1, 300)];
        random.nextBytes(body);
        whole.append(text(body));
        answer.append(Integer.toHexString(body.length)).append("\r\n").append(text(body));
        answer.append("\r\n");
      }
      boolean fails = random.nextBoolean();
      answer.append("0\r\n").append(fails ? "x-stream-error: broke\r\n" : "").append("\r\n");
      OldCaller caller = old(random);
      assertThat(answered(caller, answer.toString(), random)).isEqualTo(SHOWN + whole);
      assertThat(caller.hasFailed()).isEqualTo(fails);
    }
  }

  @Test
  void leavesABodyOfAKnownLengthAsItIs() throws IOException {
    SplittableRandom random = new SplittableRandom(32);
    for (int run = 0; run < RUNS / 10; run++) {
      byte[] body = new byte[random.nextInt(300)];
      random.nextBytes(body);
      String answer = HEAD + "Connection: keep-alive\r\nTrailer: T\r\n\r\n" + text(body);
      assertThat(answered(old(random), answer, random)).isEqualTo(SHOWN + text(body));
    }
  }

  private static HttpDoor open(Handler handler) throws IOException {
    return HttpDoor.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "test", Map.of("/", handler));
  }

  private static void echo(Request request, Response response) throws IOException {
    try (OutputStream out = response.start(200, Map.of("Content-Type", "text/plain"))) {
      request.body().transferTo(out);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host: 127.0.0.1\r\n", "Host: localhost\r\nConnection: keep-alive\r\n"})
  void servesACallerOfTheOldVersionOnce(String headers) throws IOException {
    try (HttpDoor door = open(OldCallerTest::echo);
        Caller caller = new Caller(door.port())) {
      String body = HexFormat.of().formatHex(new byte[40_000]);
      caller.send(
          "POST / HTTP/1.0\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body);
      String answer = caller.rest();
      assertThat(answer)
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("\r\nConnection: close\r\n")
          .doesNotContainIgnoringCase("chunked")
          .endsWith("\r\n\r\n" + body);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void breaksOffAnAnswerThatFails(boolean cut) throws IOException {
    Handler failing =
        (_, response) -> {
          OutputStream out = response.start(200, Map.of("Trailer", Response.STREAM_ERROR));
          out.write(bytes("half"));
          if (cut) {
            response.cut("the disk broke");
          } else {
            response.fail("the disk broke");
          }
        };
    try (HttpDoor door = open(failing);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      socket.setSoTimeout(50_000);
      socket.getOutputStream().write(bytes("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"));
      InputStream in = socket.getInputStream();
      assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @Test
  void saysThatAnEscapeIsBroken() throws IOException {
    try (HttpDoor door = open(OldCallerTest::echo);
        Caller caller = new Caller(door.port())) {
      assertThat(caller.send("GET /a/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n").rest())
          .contains("the path holds a broken %-escape");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nonsense|, 400",
    "GET / HTTP/1.0|, 400",
    "GET / HTTP/2.5|Host: localhost|, 400",
    "GET / HTTP/1.1|Host: localhost|no colon|, 400",
    "GET /%zz HTTP/1.1|Host: localhost|, 400",
    "GET / HTTP/1.1|Host: localhost|Transfer-Encoding: chunked|Content-Length: x|, 400",
  })
  void saysInOneLineWhatIsNoRequest(String request, int status) throws IOException {
    try (HttpDoor door = open(OldCallerTest::echo);
        Caller caller = new Caller(door.port())) {
      String answer = caller.send(request.replace("|", "\r\n") + "\r\n").rest();
      assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
      String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
      assertThat(body).startsWith(status + " - ").endsWith("\n");
      assertThat(body.lines()).hasSize(1);
    }
  }
}
