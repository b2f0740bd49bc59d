package network.cairn.http.gateway;

import static network.cairn.http.gateway.TestGateway.directory;
import static network.cairn.http.gateway.TestGateway.file;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import network.cairn.http.gateway.host.PublicGateway;
import network.cairn.ipld.cid.Cid;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the conformance suite of the specs expects of sites with a `_redirects` file.
@Timeout(120)
class RedirectsVectorsTest {
  private static final String IMMUTABLE = "public, max-age=29030400, immutable";
  private static final String DOMAIN = "dnslink-redirects-examples.example.org";
  private static final String SPA = "dnslink-enabled-with-spa.example.org";

  @TempDir private Path folder;
  private final Vectors vectors = Vectors.topic("gateway");
  private TestGateway gateway;

  @BeforeEach
  void open() throws Exception {
    TestGateway.Options options = new TestGateway.Options();
    options.gateways =
        Map.of(
            "example.com", new PublicGateway(List.of("/ipfs", "/ipns"), true, false, true, true));
    options.fixed =
        Map.of(
            DOMAIN,
            "/ipfs/QmYBhLYDwVFvxos9h8CGU2ibaY66QNgv8hpfewxaQrPiZj",
            SPA,
            "/ipfs/bafybeib5lboymwd6p2eo4qb2lkueaine577flvsjjeuevmp2nlio72xv5q");
    gateway = new TestGateway(folder.resolve("home"), options);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private Cid fixture(String name) throws Exception {
    return gateway.car(vectors, "fixtures/redirects_file/" + name);
  }

  private GatewayReply at(Cid root, String path) throws Exception {
    return gateway.get(path, "Host", root.toV1() + ".ipfs.example.com");
  }

  @ParameterizedTest
  @CsvSource({
    "/redirect-one,301,/one.html",
    "/301-redirect-one,301,/one.html",
    "/302-redirect-two,302,/two.html",
    "/posts/2022/01/01/hello-world,301,/articles/2022/01/01/hello-world",
    "/splat/one.html,301,/redirected-splat/one.html",
    "/redirect-one?a=b,301,/one.html?a=b"
  })
  void sendsToOtherPages(String path, int status, String location) throws Exception {
    Cid examples = gateway.cid(fixture("redirects.car"), "examples");
    GatewayReply reply = at(examples, path);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Location")).isEqualTo(location);
    assertThat(gateway.get(path, "Host", DOMAIN).header("Location")).isEqualTo(location);
  }

  @Test
  void showsOtherFiles() throws Exception {
    Cid examples = gateway.cid(fixture("redirects.car"), "examples");
    assertThat(at(examples, "/200-index").text()).contains("my index");
    assertThat(at(examples, "/catch-all").status()).isEqualTo(200);
    assertThat(at(examples, "/catch-all").text()).contains("my index");
    GatewayReply shared = gateway.get("/ipfs/" + examples + "/catch-all");
    assertThat(shared.status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"/not-found/x,404", "/gone/x,410", "/unavail/x,451"})
  void showsPagesOfFailures(String path, int status) throws Exception {
    Cid examples = gateway.cid(fixture("redirects.car"), "examples");
    Cid page = gateway.cid(examples, status + ".html");
    GatewayReply reply = at(examples, path);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Cache-Control")).isEqualTo(IMMUTABLE);
    assertThat(reply.header("Etag")).isEqualTo("\"" + page + "\"");
    assertThat(reply.text()).contains("my " + status);
    GatewayReply named = gateway.get(path, "Host", DOMAIN);
    assertThat(named.status()).isEqualTo(status);
    assertThat(named.header("Cache-Control")).doesNotContain("immutable");
  }

  @Test
  void saysWhatIsWrongWithAFile() throws Exception {
    Cid root = fixture("redirects.car");
    GatewayReply forced = at(gateway.cid(root, "forced"), "/not-found");
    assertThat(forced.status()).isEqualTo(500);
    assertThat(forced.text()).contains("could not parse _redirects:");
    GatewayReply large = at(gateway.cid(root, "too-large"), "/not-found");
    assertThat(large.status()).isEqualTo(500);
    assertThat(large.text())
        .contains("could not parse _redirects:", "redirects file size cannot exceed");
    assertThat(at(gateway.cid(root, "newlines"), "/redirect-one").header("Location"))
        .isEqualTo("/one.html");
    assertThat(at(gateway.cid(root, "good-codes"), "/a301").header("Location")).isEqualTo("/b301");
    GatewayReply found = at(gateway.cid(root, "bad-codes"), "/found.html");
    assertThat(found.status()).isEqualTo(200);
    assertThat(found.text()).contains("my found").doesNotContain("unsupported redirect status");
  }

  @Test
  void knowsAgainWhatStandsForAMissingPage() throws Exception {
    Cid spa = fixture("redirects-spa.car");
    for (String host : List.of(spa.toV1() + ".ipfs.example.com", SPA)) {
      GatewayReply reply = gateway.get("/missing-page", "Host", host, "Accept", "text/html");
      assertThat(reply.status()).isEqualTo(200);
      String tag = reply.header("Etag");
      assertThat(tag).isNotEmpty();
      assertThat(gateway.get("/missing-page", "Host", host, "If-None-Match", tag).status())
          .isEqualTo(304);
    }
  }

  @Test
  void letsNoPathBreakOutOfALine() throws Exception {
    Cid site =
        gateway.add(
            directory(
                "s",
                file(
                    "_redirects",
                    "/a/:x /b/:x 302\n/c/* https://other.example/:splat?k=1#f\n/d/* /../../x 200\n"
                        + "/e/:x/:xx /:xx/:x\n/f/* /:splat 404\n")));
    assertThat(at(site, "/a/%0D%0AX-In:%20y").header("Location")).isEqualTo("/b/%0D%0AX-In:%20y");
    assertThat(at(site, "/a/%0D%0AX-In:%20y").header("X-In")).isEmpty();
    assertThat(at(site, "/c/d%C4%85?q=1").header("Location"))
        .isEqualTo("https://other.example/d%C4%85?k=1&q=1#f");
    assertThat(at(site, "/d/x").status()).isEqualTo(400);
    assertThat(at(site, "/e/1/2").header("Location")).isEqualTo("/2/1");
    assertThat(at(site, "/e/:xx/2").header("Location")).isEqualTo("/2/:xx");
    assertThat(at(site, "/f/../none").status()).isEqualTo(404);
  }
}
