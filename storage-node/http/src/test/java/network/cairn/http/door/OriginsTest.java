package network.cairn.http.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which web pages may call the door. The door of these tests has port 5001.
final class OriginsTest {
  private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0";
  private final Origins origins = new Origins(List.of());

  private boolean allows(String header, String value) {
    return origins.allows(TestRequest.post("/").with(header, value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:5001", "http://127.0.0.1:5001", "http://[::1]:5001"})
  void allowsPagesOfTheDoorItself(String origin) {
    assertThat(allows("Origin", origin)).isTrue();
    assertThat(allows("Referer", origin)).isTrue();
    assertThat(allows("Referer", origin + "/webui/?a=b#c")).isTrue();
    TestRequest browser = TestRequest.post("/").with("User-Agent", BROWSER);
    assertThat(origins.allows(browser.with("Origin", origin))).isTrue();
    assertThat(origins.allows(browser.with("Referer", origin + "/"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "http://evil.example",
        "http://localhost",
        "http://localhost:5002",
        "http://localhost:50010",
        "https://localhost:5001",
        "http://localhost:5001.evil.example",
        "http://localhost.evil.example:5001",
        "http://evil.example/http://localhost:5001",
        "http://localhost@evil.example:5001",
        "http://127.0.0.2:5001",
        "http://[::2]:5001",
        "http://::1:5001",
        "http://[::ffff:127.0.0.1]:5001",
        "http://[::1%25lo]:5001",
        "HTTP://LOCALHOST:5001",
        " http://localhost:5001",
        "http://localhost:5001/",
        "http://0.0.0.0:5001",
        "localhost:5001",
        "file://"
      })
  void refusesOriginsOfOthers(String origin) {
    assertThat(allows("Origin", origin)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example/page",
        "http://evil.example/?http://localhost:5001/",
        "http://user@localhost:5001/",
        "http://localhost:5001@evil.example/",
        "https://127.0.0.1:5001/",
        "http://localhost:/",
        "http:///page",
        "about:blank",
        "no uri at all",
        "http://[::1/",
        "/webui"
      })
  void refusesReferersOfOthers(String referer) {
    assertThat(allows("Referer", referer)).isFalse();
  }

  @Test
  void wantsBothToBeItsOwnWhereBothAreSent() {
    TestRequest own = TestRequest.post("/").with("Origin", "http://localhost:5001");
    assertThat(origins.allows(own.with("Referer", "http://localhost:5001/a"))).isTrue();
    assertThat(origins.allows(own.with("Referer", "http://evil.example/a"))).isFalse();
    assertThat(
            origins.allows(
                TestRequest.post("/")
                    .with("Origin", "http://evil.example")
                    .with("Referer", "http://localhost:5001/a")))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "curl/8.9.1 | true",
        "go-ipfs-api/1.0 | true",
        "'' | true",
        "Mozilla/5.0 (X11; Linux) | false",
        "Mozilla | false",
        "Mozilla/5.0 IPFSDesktop/0.40 Electron/31.0 | true",
        "NotMozilla/5.0 | true"
      })
  void refusesBrowsersThatSayNothingOfWhereTheyAre(String agent, boolean allowed) {
    assertThat(allows("User-Agent", agent)).isEqualTo(allowed);
    TestRequest empty = TestRequest.post("/").with("User-Agent", agent);
    assertThat(origins.allows(empty.with("Origin", "").with("Referer", ""))).isEqualTo(allowed);
  }

  /// Names of hosts are not looked at, so a request without `Host` is one from no browser.
  @Test
  void allowsProgramsThatSendNoHeaderAtAll() {
    assertThat(origins.allows(TestRequest.post("/"))).isTrue();
    assertThat(allows("Host", "evil.example")).isTrue();
  }

  /// Who names origins means these, not the door's own besides.
  @Test
  void allowsNamedPagesOnly() {
    Origins named = new Origins(List.of("https://a.example", "http://b.example:80"));
    TestRequest page = TestRequest.post("/").with("Origin", "https://a.example");
    assertThat(named.allows(page)).isTrue();
    assertThat(named.shownTo(page)).contains("https://a.example");
    assertThat(named.allows(page.with("Origin", "https://a.example.evil"))).isFalse();
    assertThat(named.shownTo(page.with("Origin", "https://a.example.evil"))).isEmpty();
    assertThat(named.allows(page.with("Origin", "http://localhost:5001"))).isFalse();
    assertThat(named.allows(TestRequest.post("/"))).isTrue();
  }

  @Test
  void allowsEveryPageWhereAllAreNamed() {
    Origins all = new Origins(List.of("*"));
    TestRequest page = TestRequest.post("/").with("Origin", "http://evil.example");
    assertThat(all.allows(page)).isTrue();
    assertThat(all.shownTo(page)).contains("*");
  }
}
