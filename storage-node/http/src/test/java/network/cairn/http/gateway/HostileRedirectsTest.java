package network.cairn.http.gateway;

import static network.cairn.http.gateway.TestGateway.directory;
import static network.cairn.http.gateway.TestGateway.file;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import network.cairn.ipld.cid.Cid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What nobody should write into a `_redirects` file, and whom its redirects should send nowhere.
@Timeout(120)
class HostileRedirectsTest {
  @TempDir private Path folder;
  private TestGateway gateway;

  @BeforeEach
  void open() throws Exception {
    gateway = new TestGateway(folder.resolve("home"));
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private GatewayReply at(Cid root, String path) throws Exception {
    return gateway.get(path, "Host", root.toV1() + ".ipfs.localhost");
  }

  private Cid site(String rules) throws Exception {
    return gateway.add(directory("s", file("_redirects", rules)));
  }

  @Test
  void boundsWhatARuleMakesOfAPath() throws Exception {
    String longName = "n".repeat(50_000);
    for (String end : new String[] {" 301", " 200", " 404"}) {
      Cid site = site("/:a /" + ":a".repeat(30_000) + end + "\n");
      GatewayReply reply = at(site, "/" + longName);
      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.text()).contains("_redirects", "more than 65536 characters");
      assertThat(at(site, "/n").status()).isEqualTo(end.equals(" 301") ? 301 : 404);
    }
    Cid splat = site("/* https://x.example/" + ":splat".repeat(10_000) + "\n");
    assertThat(at(splat, "/" + longName).status()).isEqualTo(500);
  }

  @Test
  void boundsPlaceholders() throws Exception {
    String many =
        IntStream.range(0, 65).mapToObj(i -> "/:p" + i).collect(Collectors.joining()) + " /x\n";
    GatewayReply reply = at(site(many), "/none");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.text()).contains("line 1", "more than 64 placeholders");
    GatewayReply twice = at(site("/a /b\n/:a/x/:a /:a\n"), "/none");
    assertThat(twice.status()).isEqualTo(500);
    assertThat(twice.text()).contains("line 2", "placeholder twice");
  }

  @Test
  void tellsRulesApartByTheNamesOfThePath() throws Exception {
    Cid site = site("/a/:x/c /one\n/a/* /more/:splat\n/:x /top/:x\n/ /root\n");
    assertThat(at(site, "/a/b/c").header("Location")).isEqualTo("/one");
    assertThat(at(site, "/a/b/d/").header("Location")).isEqualTo("/more/b/d");
    assertThat(at(site, "/a").header("Location")).isEqualTo("/top/a");
    assertThat(at(site, "/b/c").status()).isEqualTo(404);
  }

  @Test
  void prefersTheCallersQuery() throws Exception {
    Cid site = site("/a /b?k=rule&l=rule#f 301\n");
    assertThat(at(site, "/a?k=caller&m=1").header("Location"))
        .isEqualTo("/b?l=rule&k=caller&m=1#f");
    assertThat(at(site, "/a?%6b=caller&l=").header("Location")).isEqualTo("/b?%6b=caller&l=#f");
    assertThat(at(site, "/a").header("Location")).isEqualTo("/b?k=rule&l=rule#f");
  }

  @Test
  void sendsNobodyToAHostThatAPathNames() throws Exception {
    Cid site = gateway.add(directory("s", directory("evil.example", file("a", "a"))));
    GatewayReply reply = at(site, "//evil.example");
    assertThat(reply.status()).isEqualTo(301);
    assertThat(reply.header("Location")).isEqualTo("/evil.example/");
    assertThat(at(site, "//evil.example/").text()).doesNotContain("href=\"//evil.example");
    assertThat(at(site, "/%2Fevil.example").header("Location")).isEqualTo("/evil.example/");
  }
}
