package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpAnswerTest {
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Stream-Error\r\n\r\n"
          + "5\r\nhello\r\nA;ext=1\r\n, world...\r\n0\r\nX-Stream-Error: too late\r\n\r\n";

  private static HttpAnswer answer(String text) throws IOException {
    return HttpAnswer.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static String body(HttpAnswer answer) throws IOException {
    try (InputStream body = answer.body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void readsStatusHeadersAndABodyOfKnownLength() throws IOException {
    HttpAnswer answer =
        answer("HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\nX-A:  b \r\n\r\nabcdef");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("x-a")).contains("b");
    assertThat(body(answer)).isEqualTo("abc");
  }

  @Test
  void readsChunksAndTheTrailersBehindThem() throws IOException {
    HttpAnswer answer = answer(CHUNKED);
    assertThat(answer.trailer("X-Stream-Error")).isEmpty();
    assertThat(body(answer)).isEqualTo("hello, world...");
    assertThat(answer.trailer("x-stream-error")).contains("too late");
  }

  @Test
  void readsToTheEndOfTheConnection() throws IOException {
    assertThat(body(answer("HTTP/1.1 200 OK\r\n\r\nall of it"))).isEqualTo("all of it");
  }

  @Test
  void readsAnEmptyBody() throws IOException {
    assertThat(body(answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))).isEmpty();
  }

  @Test
  void passesOverContinue() throws IOException {
    assertThat(answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n").status())
        .isEqualTo(200);
  }

  @Test
  void saysThatAnAnswerWasCutShortWhereverItIsCut() throws IOException {
    for (int cut = 0; cut < CHUNKED.length(); cut++) {
      String text = CHUNKED.substring(0, cut);
      assertThatThrownBy(() -> body(answer(text)))
          .as("cut at %d", cut)
          .isInstanceOf(EOFException.class);
    }
    assertThatThrownBy(() -> body(answer("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc")))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("cut the answer short");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-x\r\n\r\n",
        "HTTP/1.1\r\n\r\n",
        "HTTP/1.1 ok OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"
      })
  void refusesWhatIsNoAnswer(String text) {
    assertThatThrownBy(() -> body(answer(text))).isInstanceOf(IOException.class);
  }

  @Test
  void boundsLinesAndHeaders() {
    assertThatThrownBy(() -> answer("HTTP/1.1 200 " + "x".repeat(1 << 17)))
        .isInstanceOf(IOException.class);
    StringBuilder many = new StringBuilder("HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 300; i++) {
      many.append("X-").append(i).append(": 1\r\n");
    }
    assertThatThrownBy(() -> answer(many + "\r\n")).isInstanceOf(IOException.class);
  }
}
