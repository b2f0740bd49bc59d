package network.cairn.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import network.cairn.ipld.cid.Cid;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the conformance suite of the specs expects of a path gateway for files and directories.
@Timeout(120)
class PathGatewayVectorsTest {
  private static final String IMMUTABLE = "public, max-age=29030400, immutable";
  private static final String NOT_HERE = "/ipfs/QmYzfKSE55XCjD1MW128RfciAf2DViABhEiXfgVFMabSjN";

  @TempDir private Path folder;
  private final Vectors vectors = Vectors.topic("gateway");
  private TestGateway gateway;

  @BeforeEach
  void open() throws Exception {
    gateway = new TestGateway(folder.resolve("home"));
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private Cid fixture(String name) throws Exception {
    return gateway.car(vectors, "fixtures/" + name);
  }

  @Test
  void listsDirectories() throws Exception {
    Cid root = fixture("dir_listing/fixtures.car");
    Cid file = gateway.cid(root, "ą", "ę", "file-źł.txt");
    GatewayReply top = gateway.get("/ipfs/" + root + "/");
    assertThat(top.text()).contains("Index of").doesNotContain(">..</a>");

    GatewayReply moved = gateway.get("/ipfs/" + root + "/%c4%85/%C4%99");
    assertThat(moved.status()).isEqualTo(301);
    assertThat(moved.header("Location")).isEqualTo("/ipfs/" + root + "/%C4%85/%C4%99/");

    String inside = "/ipfs/" + root + "/%C4%85/%C4%99/";
    GatewayReply below = gateway.get(inside);
    assertThat(below.status()).isEqualTo(200);
    assertThat(below.whole()).isTrue();
    assertThat(below.header("Etag")).startsWith("\"DirIndex-");
    assertThat(below.text())
        .contains(
            "Index of",
            "/ipfs/<a href=\"/ipfs/"
                + root
                + "\">"
                + root
                + "</a>/<a href=\"/ipfs/"
                + root
                + "/%C4%85\">ą</a>/<a href=\"/ipfs/"
                + root
                + "/%C4%85/%C4%99\">ę</a>",
            "<a href=\"" + inside + "..\">..</a>",
            "<a href=\"" + inside + "file-%C5%BA%C5%82.txt\">file-źł.txt</a>",
            "<a class=\"ipfs-hash\" translate=\"no\" href=\"/ipfs/"
                + file
                + "?filename=file-%25C5%25BA%25C5%2582.txt\">");
    assertThat(gateway.get("/ipfs/" + root + "/i-do-not-exist").status()).isEqualTo(404);
  }

  @Test
  void saysHowLongAnswersMayBeKept() throws Exception {
    Cid root = fixture("gateway-cache/fixtures.car");
    Cid second = gateway.cid(root, "root2");
    Cid third = gateway.cid(root, "root2", "root3");
    Cid fourth = gateway.cid(root, "root2", "root3", "root4");
    Cid page = gateway.cid(root, "root2", "root3", "root4", "index.html");
    String path = "/ipfs/" + root + "/root2/root3/";

    GatewayReply listing = gateway.get(path);
    assertThat(listing.status()).isEqualTo(200);
    assertThat(listing.header("X-Ipfs-Path")).isEqualTo(path);
    assertThat(listing.header("X-Ipfs-Roots")).isEqualTo(root + "," + second + "," + third);
    assertThat(listing.header("Etag")).matches("\"DirIndex-.*_CID-" + third + "\"");
    assertThat(listing.header("Cache-Control"))
        .isEqualTo("public, max-age=604800, stale-while-revalidate=2678400");

    GatewayReply index = gateway.get(path + "root4/");
    assertThat(index.status()).isEqualTo(200);
    assertThat(index.header("Cache-Control")).isEqualTo(IMMUTABLE);
    assertThat(index.header("X-Ipfs-Path")).isEqualTo(path + "root4/");
    assertThat(index.header("X-Ipfs-Roots"))
        .isEqualTo(root + "," + second + "," + third + "," + fourth);
    assertThat(index.header("Etag")).isEqualTo("\"" + fourth + "\"");
    assertThat(index.text()).isEqualTo("hello\n");

    GatewayReply file = gateway.get(path + "root4/index.html");
    assertThat(file.header("Cache-Control")).isEqualTo(IMMUTABLE);
    assertThat(file.header("X-Ipfs-Roots"))
        .isEqualTo(root + "," + second + "," + third + "," + fourth + "," + page);
    assertThat(file.header("Etag")).isEqualTo("\"" + page + "\"");
    assertThat(file.header("Content-Type")).isEqualTo("text/html");
    assertThat(file.header("Content-Length")).isEqualTo("6");
  }

  @Test
  void answersFromWhatIsHereIfAsked() throws Exception {
    Cid root = fixture("gateway-cache/fixtures.car");
    String here = "/ipfs/" + root + "/root2/root3/root4/";
    String[] cached = {"Cache-Control", "only-if-cached"};
    assertThat(gateway.head(here, cached).status()).isEqualTo(200);
    assertThat(gateway.get(here, cached).status()).isEqualTo(200);
    assertThat(gateway.head(NOT_HERE, cached).status()).isEqualTo(412);
    assertThat(gateway.get(NOT_HERE, cached).status()).isEqualTo(412);
    assertThat(gateway.get(NOT_HERE).status()).isEqualTo(404);
  }

  @Test
  void sendsNothingThatTheCallerHas() throws Exception {
    Cid root = fixture("gateway-cache/fixtures.car");
    String page = "/ipfs/" + root + "/root2/root3/root4/index.html";
    String tag = gateway.get(page).header("Etag");
    for (String match :
        new String[] {tag, "\"fakeEtag1\", \"fakeEtag2\", " + tag, "W/" + tag, "*"}) {
      GatewayReply same = gateway.get(page, "If-None-Match", match);
      assertThat(same.status()).as(match).isEqualTo(304);
      assertThat(same.header("Etag")).isEqualTo(tag);
      assertThat(same.header("Cache-Control")).isEqualTo(IMMUTABLE);
      assertThat(same.body()).isEmpty();
    }
    assertThat(gateway.get(page, "If-None-Match", "\"another\"").status()).isEqualTo(200);

    String directory = "/ipfs/" + root + "/root2/root3/root4/";
    String index = gateway.get(directory).header("Etag");
    assertThat(gateway.get(directory, "If-None-Match", index).status()).isEqualTo(304);

    String listed = "/ipfs/" + root + "/root2/root3/";
    String listing = gateway.get(listed).header("Etag");
    assertThat(gateway.get(listed, "If-None-Match", listing).status()).isEqualTo(304);
    assertThat(gateway.get(listed, "If-None-Match", "W/" + listing).status()).isEqualTo(304);
  }

  @Test
  void showsSymlinksAsTheirTargets() throws Exception {
    Cid root = fixture("path_gateway_unixfs/symlink.car");
    assertThat(gateway.get("/ipfs/" + root + "/").text()).contains(">foo<", ">bar<");
    GatewayReply link = gateway.get("/ipfs/" + root + "/bar");
    assertThat(link.status()).isEqualTo(200);
    assertThat(link.text()).isEqualTo("foo");
    assertThat(link.header("Content-Type")).isEqualTo("inode/symlink");
  }

  @Test
  void sendsRanges() throws Exception {
    Cid root = fixture("path_gateway_unixfs/dir-with-files.car");
    String path = "/ipfs/" + root + "/ascii.txt";
    GatewayReply whole = gateway.get(path);
    assertThat(whole.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(whole.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    String text = whole.text();
    assertThat(text).hasSize(31);

    GatewayReply middle = gateway.get(path, "Range", "bytes=6-16");
    assertThat(middle.status()).isEqualTo(206);
    assertThat(middle.header("Content-Range")).isEqualTo("bytes 6-16/31");
    assertThat(middle.text()).isEqualTo(text.substring(6, 17));

    GatewayReply tail = gateway.get(path, "Range", "bytes=-3");
    assertThat(tail.header("Content-Range")).isEqualTo("bytes 28-30/31");
    assertThat(tail.text()).isEqualTo(text.substring(28));

    GatewayReply both = gateway.get(path, "Range", "bytes=6-16,0-4");
    assertThat(both.status()).isEqualTo(206);
    assertThat(both.whole()).isTrue();
    assertThat(both.header("Content-Type")).startsWith("multipart/byteranges; boundary=");
    assertThat(both.text())
        .containsSubsequence(
            "Content-Range: bytes 6-16/31\r\n\r\n" + text.substring(6, 17) + "\r\n--",
            "Content-Range: bytes 0-4/31\r\n\r\n" + text.substring(0, 5) + "\r\n--");
  }

  @Test
  void sendsRangesOfWhatIsNotWholeHere() throws Exception {
    fixture("trustless_gateway_car/file-3k-and-3-blocks-missing-block.car");
    String path = "/ipfs/QmYhmPjhFjYFyaoiuNzYv8WGavpSRDwdHWe5B4M5du5Rtk";
    for (String range : new String[] {"997-1000", "2200-2201"}) {
      GatewayReply part = gateway.get(path, "Range", "bytes=" + range);
      assertThat(part.status()).as(range).isEqualTo(206);
      assertThat(part.header("Content-Range")).isEqualTo("bytes " + range + "/3072");
    }
    GatewayReply cut = gateway.get(path);
    assertThat(cut.status()).isEqualTo(200);
    assertThat(cut.whole()).isFalse();
    assertThat(gateway.get(path, "Range", "bytes=1024-1030").status()).isEqualTo(404);
  }

  @Test
  void findsNamesWithPercentSigns() throws Exception {
    Cid root = fixture("path_gateway_unixfs/dir-with-percent-encoded-filename.car");
    GatewayReply file =
        gateway.get("/ipfs/" + root + "/Portugal%252C+Espa%C3%B1a=Peninsula%20Ib%C3%A9rica.txt");
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.body()).isNotEmpty();
    GatewayReply unencoded =
        gateway.get("/ipfs/" + root + "/Portugal%252C+España=Peninsula%20Ibérica.txt");
    assertThat(unencoded.status()).isEqualTo(400);
    assertThat(unencoded.text()).contains("percent-encode");
  }

  @Test
  void letsWebPagesAsk() throws Exception {
    for (String method : new String[] {"GET", "OPTIONS"}) {
      GatewayReply reply = gateway.ask(method, "/ipfs/bafkqabtimvwgy3yk/");
      assertThat(reply.status()).isIn(200, 204);
      assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(reply.header("Access-Control-Allow-Methods")).contains("GET", "HEAD", "OPTIONS");
      assertThat(reply.header("Access-Control-Allow-Headers"))
          .contains("Content-Type", "Range", "User-Agent", "X-Requested-With");
      assertThat(reply.header("Access-Control-Expose-Headers"))
          .contains(
              "Content-Range",
              "Content-Length",
              "X-Ipfs-Path",
              "X-Ipfs-Roots",
              "X-Chunked-Output",
              "X-Stream-Output");
    }
    assertThat(new String(gateway.get("/ipfs/bafkqabtimvwgy3yk").body(), StandardCharsets.UTF_8))
        .isEqualTo("hello\n");
  }
}
