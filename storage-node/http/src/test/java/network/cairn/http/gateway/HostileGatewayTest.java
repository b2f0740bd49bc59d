package network.cairn.http.gateway;

import static network.cairn.http.gateway.TestGateway.directory;
import static network.cairn.http.gateway.TestGateway.file;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import network.cairn.base.tree.SourceEntry;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What nobody should ask of a gateway, and what nobody should put into a directory.
@Timeout(120)
class HostileGatewayTest {
  private static final byte[] DIRECTORY = {8, 1};

  @TempDir private Path folder;
  private TestGateway gateway;
  private Cid root;
  private String base;

  @BeforeEach
  void open() throws Exception {
    gateway = new TestGateway(folder.resolve("home"));
    root = gateway.add(directory("d", file("a.txt", "hello"), directory("sub", file("b", "b"))));
    base = "/ipfs/" + root;
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/../../etc/passwd,400",
    "/%2e%2e/%2e%2e/a.txt,400",
    "/sub/../a.txt,200",
    "/a.txt%00,404",
    "/%00,404",
    "/%252e%252e/a.txt,404",
    "/%2561.txt,404",
    "/a.txt%2,400",
    "/a.txt%zz,400",
    "/a.txt/further,404",
    "/%ff%fe,404",
    "/a.txt%0d%0aX-Injected:%20yes,404"
  })
  void followsNoPathOutOfItsRoot(String path, int status) throws Exception {
    GatewayReply reply = gateway.get(base + path);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("X-Injected")).isEmpty();
    assertThat(reply.text()).doesNotContain("root:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ipfs/", "/ipfs/QmInvalidCID", "/ipfs/%3Cscript%3E", "/ipfs/b/a"})
  void refusesWhatIsNoCid(String path) throws Exception {
    GatewayReply reply = gateway.get(path);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains("invalid path");
    GatewayReply page = gateway.get(path, "Accept", "text/html");
    assertThat(page.status()).isEqualTo(400);
    assertThat(page.text()).doesNotContain("<script");
    assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'");
  }

  /// What stands between parts is known to nobody who makes a file.
  @Test
  void partsEachFileAtABoundaryOfItsOwn() throws Exception {
    String first = gateway.get(base + "/a.txt", "Range", "bytes=0-0,3-3").header("Content-Type");
    Cid cid = gateway.add(file("c", first));
    GatewayReply other = gateway.get("/ipfs/" + cid, "Range", "bytes=0-0,3-3");
    String boundary = other.header("Content-Type").split("boundary=", 2)[1];
    assertThat(first).startsWith("multipart/byteranges; boundary=").doesNotContain(boundary);
    assertThat(other.text().split("--" + boundary)).hasSize(4);
  }

  @Test
  void boundsPaths() throws Exception {
    GatewayReply reply = gateway.get(base + "/" + "a".repeat(64 << 10));
    assertThat(reply.status()).isEqualTo(414);
    GatewayReply deep = gateway.get(base + "/a".repeat(5000));
    assertThat(deep.status()).isEqualTo(400);
    assertThat(deep.text()).contains("4096");
    assertThat(gateway.get(base + "/a.txt?" + "a&".repeat(2000)).status()).isEqualTo(400);
  }

  @Test
  void boundsRanges() throws Exception {
    String many = "bytes=" + String.join(",", Collections.nCopies(10_000, "0-0"));
    GatewayReply reply = gateway.get(base + "/a.txt", "Range", many);
    assertThat(reply.status()).isEqualTo(416);
    assertThat(reply.header("Content-Range")).isEqualTo("bytes */5");
    assertThat(reply.header("Cache-Control")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-0|206|h",
        "bytes=3-99|206|lo",
        "bytes=4-|206|o",
        "bytes=-2|206|lo",
        "bytes=-99|206|hello",
        "bytes=1-1|206|e",
        "lines=1-2|200|hello",
        "bytes=0-4,0-4|200|hello"
      })
  void sendsWhatARangeNames(String range, int status, String body) throws Exception {
    GatewayReply reply = gateway.get(base + "/a.txt", "Range", range);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.text()).isEqualTo(body);
    assertThat(reply.header("Content-Length")).isEqualTo(Integer.toString(body.length()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=5-|416",
        "bytes=99-100|416",
        "bytes=-0|416",
        "bytes=|416",
        "bytes=2-1|400",
        "bytes=a-b|400",
        "bytes=1|400",
        "bytes=--1|400",
        "bytes=99999999999999999999-|400"
      })
  void refusesRangesOfNothing(String range, int status) throws Exception {
    assertThat(gateway.get(base + "/a.txt", "Range", range).status()).isEqualTo(status);
  }

  @Test
  void sendsARangeOnlyOfTheFileThatTheCallerKnows() throws Exception {
    String tag = gateway.get(base + "/a.txt").header("Etag");
    assertThat(gateway.get(base + "/a.txt", "Range", "bytes=0-1", "If-Range", tag).status())
        .isEqualTo(206);
    assertThat(gateway.get(base + "/a.txt", "Range", "bytes=0-1", "If-Range", "\"x\"").status())
        .isEqualTo(200);
    assertThat(gateway.get(base + "/a.txt", "Range", "bytes=0-1", "If-Range", "W/" + tag).status())
        .isEqualTo(200);
  }

  @Test
  void changesNothing() throws Exception {
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
      GatewayReply reply = gateway.ask(method, base + "/a.txt", "Content-Length", "0");
      assertThat(reply.status()).as(method).isEqualTo(405);
      assertThat(reply.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }
  }

  @Test
  void sendsHeadsWithoutBodies() throws Exception {
    GatewayReply head = gateway.head(base + "/a.txt");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("5");
    assertThat(head.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(head.body()).isEmpty();
    for (String path : List.of(base + "/", base + "/no", base, "/ipfs/x")) {
      assertThat(gateway.head(path).body()).as(path).isEmpty();
      assertThat(gateway.head(path).status()).as(path).isEqualTo(gateway.get(path).status());
    }
  }

  @Test
  void writesNoNameAsAPage() throws Exception {
    String name = "<script>alert(1)</script>\"'&\u0001.html";
    PbLink link = new PbLink(gateway.put(Multicodec.RAW, new byte[0]), name, 0);
    Cid evil = gateway.put(Multicodec.DAG_PB, PbNode.of(List.of(link), DIRECTORY).encode());
    GatewayReply listing = gateway.get("/ipfs/" + evil + "/");
    assertThat(listing.status()).isEqualTo(200);
    assertThat(listing.text())
        .doesNotContain("<script>alert", "\"'&", "\u0001")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&amp;");
    assertThat(listing.header("Content-Security-Policy")).startsWith("default-src 'none'");
    assertThat(listing.header("X-Content-Type-Options")).isEqualTo("nosniff");
    GatewayReply error = gateway.get(base + "/%3Cscript%3Ealert(1)", "Accept", "text/html");
    assertThat(error.status()).isEqualTo(404);
    assertThat(error.text()).doesNotContain("<script>").contains("&lt;script&gt;alert(1)");
  }

  @Test
  void sendsPagesAsTheyAreAndSaysWhatTheyAre() throws Exception {
    Cid pages =
        gateway.add(
            directory(
                "d",
                file("a.html", "<p>hi"),
                file("b.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
                file("page", "<!DOCTYPE html><p>hi"),
                file("data", "{\"a\":1}"),
                file("x.js", "1")));
    assertThat(gateway.get("/ipfs/" + pages + "/a.html").header("Content-Type"))
        .isEqualTo("text/html");
    assertThat(gateway.get("/ipfs/" + pages + "/b.svg").header("Content-Type"))
        .isEqualTo("image/svg+xml");
    assertThat(gateway.get("/ipfs/" + pages + "/page").header("Content-Type"))
        .isEqualTo("text/html");
    assertThat(gateway.get("/ipfs/" + pages + "/data").header("Content-Type"))
        .isEqualTo("application/json");
    assertThat(gateway.get("/ipfs/" + pages + "/x.js").header("Content-Type"))
        .isEqualTo("text/javascript; charset=utf-8");
  }

  @Test
  void letsTheCallerNameTheFile() throws Exception {
    GatewayReply named =
        gateway.get(base + "/a.txt?filename=%C4%85%22%0D%0AX:%20y.json&download=true");
    assertThat(named.header("Content-Disposition"))
        .isEqualTo(
            "attachment; filename=\"_%22%0D%0AX:%20y.json\";"
                + " filename*=UTF-8''%C4%85%22%0D%0AX:%20y.json");
    assertThat(named.header("Content-Type")).isEqualTo("application/json");
    assertThat(named.header("X")).isEmpty();
  }

  @Test
  void letsNoScriptOfOneRootServeAll() throws Exception {
    assertThat(gateway.get(base, "Service-Worker", "script").status()).isEqualTo(400);
    assertThat(gateway.get(base + "/a.txt", "Service-Worker", "script").status()).isEqualTo(200);
  }

  @Test
  void sendsOnWhoMeansAnotherPath() throws Exception {
    assertThat(gateway.get("/ipfs/?uri=ipfs%3A%2F%2F" + root + "%2Fa.txt%3Fq=1").header("Location"))
        .isEqualTo(base + "/a.txt?q=1");
    assertThat(gateway.get("/ipfs/?uri=https%3A%2F%2Fevil.example").status()).isEqualTo(400);
    assertThat(gateway.get("/ipfs/ipfs/" + root + "/a.txt?x=1").header("Location"))
        .isEqualTo(base + "/a.txt?x=1");
  }

  @ParameterizedTest
  @CsvSource({
    "application/vnd.ipld.nothing,406",
    "application/vnd.ipld.car; version,400",
    "text/html,200"
  })
  void saysWhichFormsItHasNot(String accept, int status) throws Exception {
    assertThat(gateway.get(base + "/a.txt", "Accept", accept).status()).isEqualTo(status);
  }

  @Test
  void listsLargeDirectories() throws Exception {
    SourceEntry[] files = new SourceEntry[2 * 150];
    for (int i = 0; i < files.length; i++) {
      files[i] = file("name-" + i, Integer.toString(i));
    }
    Cid large = gateway.add(directory("large", files));
    String listing = gateway.get("/ipfs/" + large + "/").text();
    assertThat(listing.split("class=\"ipfs-hash\"", -1)).hasSize(files.length + 1);
    assertThat(listing.indexOf(">name-100<")).isLessThan(listing.indexOf(">name-99<"));
    String down = gateway.get("/ipfs/" + large + "/?sort=name&order=desc").text();
    assertThat(down.indexOf(">name-100<")).isGreaterThan(down.indexOf(">name-99<"));
    String bySize = gateway.get("/ipfs/" + large + "/?sort=size").text();
    assertThat(bySize.indexOf(">name-99<")).isLessThan(bySize.indexOf(">name-100<"));
  }

  @ParameterizedTest
  @CsvSource({"300,4096,false", "300,100,true", "2,5000,true"})
  void sortsNoMoreNamesThanItHasRoomFor(int count, int length, boolean sorted) throws Exception {
    Cid empty = gateway.put(Multicodec.RAW, new byte[0]);
    List<PbLink> links =
        IntStream.range(0, count)
            .mapToObj(i -> new PbLink(empty, (1000 + i) + "n".repeat(length - 4), 0))
            .toList();
    Cid names = gateway.put(Multicodec.DAG_PB, PbNode.of(links, DIRECTORY).encode());
    String listing = gateway.get("/ipfs/" + names + "/?order=desc").text();
    assertThat(listing.split("class=\"ipfs-hash\"", -1)).hasSize(count + 1);
    assertThat(listing.contains("?sort=name")).isEqualTo(sorted);
    assertThat(listing.indexOf(">1001n") < listing.indexOf(">1000n")).isEqualTo(sorted);
    assertThat(listing.contains("n".repeat(4097))).isFalse();
  }

  @Test
  void cutsWhatBreaksInTheMiddle() throws Exception {
    byte[] first = "a".repeat(1000).getBytes(StandardCharsets.UTF_8);
    Cid part = gateway.put(Multicodec.RAW, first);
    byte[] absent = "b".repeat(1000).getBytes(StandardCharsets.UTF_8);
    Cid missing = Cid.v1(Multicodec.RAW, Multihash.sha256(absent));
    byte[] data = {8, 2, 24, (byte) 0xd0, 15, 32, (byte) 0xe8, 7, 32, (byte) 0xe8, 7};
    PbNode node =
        PbNode.of(List.of(new PbLink(part, "", 1000), new PbLink(missing, "", 1000)), data);
    Cid broken = gateway.put(Multicodec.DAG_PB, node.encode());
    GatewayReply reply = gateway.get("/ipfs/" + broken);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.whole()).isFalse();
    assertThat(gateway.get("/ipfs/" + broken, "Range", "bytes=0-9").text()).isEqualTo("aaaaaaaaaa");
    assertThat(gateway.get("/ipfs/" + broken, "Range", "bytes=1500-").status()).isEqualTo(404);
  }
}
