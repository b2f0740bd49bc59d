package network.cairn.http.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
final class GuardedSocketsTest {
  private static final int LARGE = (3 << 20) + 12_345;
  private HttpDoor door;

  @BeforeEach
  void open() throws IOException {
    door =
        HttpDoor.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            "test",
            Map.of("/", GuardedSocketsTest::echo));
  }

  @AfterEach
  void close() {
    door.close();
  }

  /// Sends what comes, in the pieces it comes in.
  private static void echo(Request request, Response response) throws IOException {
    byte[] buffer = new byte[1 << 20];
    InputStream in = request.body();
    try (OutputStream out = response.start(200, Map.of("Content-Type", "text/plain"))) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private URI uri() {
    return URI.create("http://127.0.0.1:" + door.port() + "/");
  }

  @Test
  void bodiesOfAnyLengthGoBothWaysUnchanged() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int size : new int[] {1, 8191, 8192, 8193, 1 << 17, (1 << 17) + 1, LARGE, 3}) {
        HttpRequest request =
            HttpRequest.newBuilder(uri())
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes(size)))
                .build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body())
            .as("%d bytes", size)
            .isEqualTo(bytes(size));
      }
    }
  }

  /// Large pieces go past the server, small ones through it.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void piecesOfAllSizesComeInTheirOrder(boolean told) throws Exception {
    Random random = new Random(7);
    for (int run = 0; run < 50; run++) {
      List<byte[]> pieces = new ArrayList<>();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int i = random.nextInt(6); i >= 0; i--) {
        byte[] piece = new byte[random.nextInt(random.nextBoolean() ? 300 : 400_000)];
        random.nextBytes(piece);
        pieces.add(piece);
        all.write(piece);
      }
      Map<String, String> headers =
          told ? Map.of("Content-Length", Integer.toString(all.size())) : Map.of();
      Handler sends =
          (_, response) -> {
            try (OutputStream out = response.start(200, headers)) {
              for (byte[] piece : pieces) {
                out.write(piece);
              }
            }
          };
      try (HttpDoor other =
              HttpDoor.open(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                  "test",
                  Map.of("/", sends));
          HttpClient client = HttpClient.newHttpClient()) {
        URI uri = URI.create("http://127.0.0.1:" + other.port() + "/");
        for (int i = 0; i < 2; i++) {
          assertThat(
                  client
                      .send(
                          HttpRequest.newBuilder(uri).build(),
                          HttpResponse.BodyHandlers.ofByteArray())
                      .body())
              .as("run %d", run)
              .isEqualTo(all.toByteArray());
        }
      }
    }
  }

  @Test
  void requestsThatArriveTogetherAreAnsweredOneAfterAnother() throws IOException {
    String one = "POST / HTTP/1.1\r\nHost: [::1]\r\nContent-Length: 3\r\n\r\none";
    String two = "POST / HTTP/1.1\r\nHost: [::1]\r\nContent-Length: 3\r\n\r\ntwo";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      socket.setSoTimeout(200_000);
      socket.getOutputStream().write((one + two).getBytes(StandardCharsets.US_ASCII));
      assertThat(until(socket.getInputStream(), "two"))
          .containsSubsequence("200 OK", "one", "200 OK", "two");
    }
  }

  private static String until(InputStream in, String end) throws IOException {
    StringBuilder seen = new StringBuilder();
    while (seen.indexOf(end) < 0) {
      int c = in.read();
      assertThat(c).as("after %s", seen).isNotNegative();
      seen.append((char) c);
    }
    return seen.toString();
  }

  @Test
  @SuppressWarnings("JUnitMethodInvoked") // what must still hold afterwards
  void aConnectionThatBreaksOffInABodyHarmsNoOther() throws IOException, InterruptedException {
    for (int i = 0; i < 20; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
        socket.setSoLinger(true, 0);
        socket
            .getOutputStream()
            .write(
                "POST / HTTP/1.1\r\nHost: [::1]\r\nContent-Length: 9\r\n\r\nhalf"
                    .getBytes(StandardCharsets.US_ASCII));
      }
    }
    bodiesOfAnyLengthGoBothWaysUnchanged();
  }
}
