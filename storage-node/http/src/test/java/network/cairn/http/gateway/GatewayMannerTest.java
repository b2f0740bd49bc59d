package network.cairn.http.gateway;

import static network.cairn.http.gateway.TestGateway.directory;
import static network.cairn.http.gateway.TestGateway.file;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.http.gateway.ask.PageBounds;
import network.cairn.ipld.cid.Cid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the gateway's owner wants of its answers.
@Timeout(120)
final class GatewayMannerTest {
  private static final String BROWSER = "text/html,application/xhtml+xml";

  @TempDir private Path folder;
  private final TestGateway.Options options = new TestGateway.Options();

  /// Opened by each test, with options of its own.
  @SuppressWarnings("NullAway.Init")
  private TestGateway gateway;

  @SuppressWarnings("NullAway.Init")
  private Cid root;

  private void open() throws Exception {
    gateway = new TestGateway(folder.resolve("home"), options);
    root =
        gateway.add(
            directory(
                "d",
                file("a.txt", "hello"),
                file("b", "x".repeat(2_500)),
                directory("site", file("index.html", "<p>" + "y".repeat(500)))));
  }

  private void open(long whole, long ranged) throws Exception {
    options.bounds =
        new GatewayBounds(
            Duration.ofSeconds(5), Duration.ofMinutes(1), 9, true, new PageBounds(whole, ranged));
    open();
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private void manner(Map<String, List<String>> headers, boolean errorPages, String home) {
    options.manner = new GatewayManner(headers, errorPages, Optional.of(home), false);
  }

  @Test
  void answersHaveTheHeadersOfTheOwnerBesideTheirOwn() throws Exception {
    manner(
        Map.of(
            "X-Mine",
            List.of("a", "b"),
            "etag",
            List.of("never"),
            "access-control-allow-origin",
            List.of("https://a.example"),
            "Access-Control-Expose-Headers",
            List.of("X-Mine", "x-ipfs-path")),
        true,
        "/ipfs/x");
    open();
    for (GatewayReply reply :
        List.of(
            gateway.get("/ipfs/" + root + "/a.txt"),
            gateway.head("/ipfs/" + root + "/a.txt"),
            gateway.get("/ipfs/" + root + "?format=car"),
            gateway.get("/ipfs/" + root + "/none"),
            gateway.get("/ipfs/" + root),
            gateway.get("/"))) {
      assertThat(reply.header("X-Mine")).as("%s", reply.status()).isEqualTo("a, b");
      assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("https://a.example");
      assertThat(reply.header("Access-Control-Allow-Methods")).isEqualTo("GET, HEAD, OPTIONS");
      assertThat(reply.header("Access-Control-Expose-Headers"))
          .isEqualToIgnoringCase(
              "Content-Length, Content-Range, X-Chunked-Output, X-Ipfs-Path, X-Ipfs-Roots, X-Mine,"
                  + " X-Stream-Output");
    }
    Cid file = gateway.cid(root, "a.txt");
    assertThat(gateway.get("/ipfs/" + root + "/a.txt").header("Etag"))
        .isEqualTo("\"" + file + "\"");
  }

  @Test
  void noPageMayAskWhereTheOwnerTakesThatAway() throws Exception {
    manner(Map.of("Access-Control-Allow-Origin", List.of()), true, "/ipfs/x");
    open();
    assertThat(gateway.get("/ipfs/" + root + "/a.txt").headers())
        .containsKey("access-control-allow-methods")
        .doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void tellsBrowsersOfFailuresInTextWhereTheOwnerWantsThat() throws Exception {
    manner(Map.of(), false, "/ipfs/x");
    open();
    GatewayReply reply = gateway.get("/ipfs/" + root + "/none", "Accept", BROWSER);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(reply.text()).doesNotContain("<").contains("none");
  }

  @Test
  void sendsWhoAsksForNothingToTheOwnersPage() throws Exception {
    manner(Map.of(), true, "https://a.example/b?c=d");
    open();
    GatewayReply reply = gateway.get("/");
    assertThat(reply.status()).isEqualTo(302);
    assertThat(reply.header("Location")).isEqualTo("https://a.example/b?c=d");
    assertThat(gateway.ask("POST", "/").status()).isEqualTo(404);
    assertThat(gateway.get("/other").status()).isEqualTo(404);
    assertThat(gateway.get("/", "Host", "localhost").status()).isEqualTo(404);
  }

  @Test
  void showsNothingLargerThanTheOwnerWants() throws Exception {
    open(2_000, 0);
    for (String path : List.of("/b", "/", "?format=tar", "/b?format=tar")) {
      GatewayReply reply = gateway.get("/ipfs/" + root + path);
      assertThat(reply.status()).as(path).isEqualTo(410);
      assertThat(reply.text()).contains("nothing larger than 2000 bytes");
    }
    assertThat(gateway.head("/ipfs/" + root + "/b").status()).isEqualTo(410);
    assertThat(gateway.get("/ipfs/" + root + "/b", "Range", "bytes=0-0").status()).isEqualTo(410);
    for (String path : List.of("/a.txt", "/site/", "/b?format=raw", "/b?format=car")) {
      assertThat(gateway.get("/ipfs/" + root + path).status()).as(path).isEqualTo(200);
    }
  }

  @Test
  void givesNoRangesOfWhatIsLargerThanTheOwnerWants() throws Exception {
    open(0, 100);
    GatewayReply reply = gateway.get("/ipfs/" + root + "/b", "Range", "bytes=0-0");
    assertThat(reply.status()).isEqualTo(501);
    assertThat(reply.text()).contains("no ranges of files larger than 100 bytes");
    assertThat(gateway.get("/ipfs/" + root + "/site/", "Range", "bytes=0-0").status())
        .isEqualTo(501);
    assertThat(gateway.get("/ipfs/" + root + "/b").status()).isEqualTo(200);
    assertThat(gateway.get("/ipfs/" + root + "/a.txt", "Range", "bytes=0-0").status())
        .isEqualTo(206);
    Cid block = gateway.cid(root, "b");
    assertThat(gateway.get("/ipfs/" + block + "?format=raw", "Range", "bytes=0-0").status())
        .isEqualTo(206);
  }
}
