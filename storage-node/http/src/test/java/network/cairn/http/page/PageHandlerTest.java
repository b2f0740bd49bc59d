package network.cairn.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.cairn.http.door.TestRequest;
import network.cairn.http.rpc.TestResponse;
import org.junit.jupiter.api.Test;

class PageHandlerTest {
  private static final int MOST_BYTES = 80 << 10;
  private static final Path DOCUMENT = Path.of("../../docs/page.md");
  private static final Pattern LINK = Pattern.compile("(?:src|href|from) ?=? ?\"(/ui/[^\"]*)\"");

  /// What turns text into markup or code.
  private static final Pattern DANGER =
      Pattern.compile(
          "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function|srcdoc"
              + "|\\sstyle=|[{ ,]style: ?[\"'`]|javascript:|https?://(?!www\\.w3\\.org/2000/svg)");

  private final PageHandler page = new PageHandler();

  private TestResponse ask(String method, String path) throws IOException {
    TestResponse response = new TestResponse();
    page.handle(TestRequest.of(method, path), response);
    return response;
  }

  @Test
  void isWholeSmallAndOfItsOwnDoorAlone() throws IOException {
    int bytes = 0;
    for (String name : PageHandler.FILES) {
      TestResponse file = ask("GET", "/ui/" + name).good();
      bytes += file.bytes().length;
      assertThat(DANGER.matcher(file.text()).results().map(found -> found.group()).toList())
          .as(name)
          .isEmpty();
      Matcher links = LINK.matcher(file.text());
      while (links.find()) {
        assertThat(ask("GET", links.group(1)).status()).as(links.group(1)).isEqualTo(200);
      }
    }
    assertThat(bytes).isBetween(1, MOST_BYTES);
    assertThat(Files.readString(DOCUMENT))
        .as("docs/page.md says how large the page is")
        .contains(
            " in "
                + PageHandler.FILES.size()
                + " files of "
                + Math.ceilDiv(bytes, 1024)
                + " KiB in all,");
  }

  @Test
  void saysWhatItsFilesMayDo() throws IOException {
    for (String name : PageHandler.FILES) {
      TestResponse file = ask("GET", "/ui/" + name);
      assertThat(file.header("Content-Security-Policy"))
          .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
          .contains("frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(file.header("Referrer-Policy")).isEqualTo("same-origin");
    }
  }

  @Test
  void answersNothingElse() throws IOException {
    for (String path :
        List.of("/ui/x.js", "/ui/../ui/main.js", "/favicon.ico", "/api/v0", "/ui/..%2f")) {
      TestResponse answer = ask("GET", path);
      assertThat(answer.status()).as(path).isEqualTo(404);
      assertThat(answer.text()).isEqualTo("404 page not found\n");
    }
    assertThat(ask("POST", "/ui/").status()).isEqualTo(405);
    assertThat(ask("GET", "/").header("Location")).isEqualTo("/ui/");
  }

  @Test
  void isNotSentAgainWhereItIsKnown() throws IOException {
    String tag = ask("GET", "/ui/main.js").header("ETag");
    TestResponse again = new TestResponse();
    page.handle(TestRequest.of("GET", "/ui/main.js").with("If-None-Match", tag), again);
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.bytes()).isEmpty();
    TestResponse other = new TestResponse();
    page.handle(TestRequest.of("GET", "/ui/main.js").with("If-None-Match", "\"x\""), other);
    assertThat(other.status()).isEqualTo(200);
  }
}
