package network.cairn.http.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestTargetTest {
  @ParameterizedTest
  @CsvSource({
    "GET, /a/b, '', /a/b",
    "GET, /http://a/b, '', /http://a/b",
    "GET, http://a.example:80/b/c, a.example:80, /b/c",
    "GET, HTTPS://a.example, a.example, /",
    "GET, http:///b, '', /b",
    "GET, http://me@a/b, me@a, /b",
    "GET, ftp://a/b, -, ftp://a/b",
    "GET, a.example:80, -, a.example:80",
    "OPTIONS, *, -, *",
    "CONNECT, a.example:80, a.example:80, /",
    "CONNECT, /a, -, /a"
  })
  void tellsAPathFromAUrl(String method, String raw, String host, String path) {
    RequestTarget target = RequestTarget.of(method, raw);
    assertThat(target.path()).isEqualTo(path);
    if (host.equals("-") || raw.startsWith("/")) {
      assertThat(target.host()).isEmpty();
    } else {
      assertThat(target.host()).contains(host);
    }
  }
}
