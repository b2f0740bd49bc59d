package network.cairn.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.http.gateway.host.PublicGateway;
import network.cairn.http.gateway.name.NameResolver;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the conformance suite of the specs expects of subdomains, domains and names.
@Timeout(120)
class HostsVectorsTest {
  private static final String ED25519 = "12D3KooWLQzUv2FHWGVPXTXSZpdHs7oHbXub2G5WC8Tx4NQhyd2d";
  private static final String RSA = "QmVujd5Vb7moysJj8itnGufN7MEtPRCNHkKpNuA4onsRa3";
  private static final String WIKIPEDIA = "en.wikipedia-on-ipfs.example.org";
  private static final String WIKIPEDIA_LABEL = "en-wikipedia--on--ipfs-example-org";

  @TempDir private Path folder;
  private final Vectors vectors = Vectors.topic("gateway");
  private final Map<PeerId, byte[]> records = new HashMap<>();
  private TestGateway gateway;

  @BeforeEach
  void open() throws Exception {
    TestGateway.Options options = new TestGateway.Options();
    options.gateways =
        Map.of(
            "example.com",
            new PublicGateway(List.of("/ipfs", "/ipns"), true, false, true, true),
            "blocks.example",
            new PublicGateway(List.of("/ipfs", "/ipns"), false, false, false, false),
            "*.wild.example",
            new PublicGateway(List.of("/ipfs"), true, true, false, true),
            "localhost",
            PublicGateway.local(true));
    options.fixed =
        Map.of(
            "dnslink-dir-listing.example.org",
            "/ipfs/bafybeig6ka5mlwkl4subqhaiatalkcleo4jgnr3hqwvpmsqfca27cijp3i",
            "dnslink-over-ipns.example.org",
            "/ipns/" + ED25519,
            "dnslink-over-ipns-cidv1.example.org",
            "/ipns/k51qzi5uqu5dk3v4rmjber23h16xnr23bsggmqqil9z2gduiis5se8dht36dam",
            "dnslink-subpath.example.org",
            "/ipfs/bafybeib3ffl2teiqdncv3mkz4r23b5ctrwkzrrhctdbne6iboayxuxk5ui/root2",
            WIKIPEDIA,
            "/ipfs/bafybeiaysi4s6lnjev27ln5icwm6tueaw2vdykrtjkwiphwekaywqhcjze",
            "dnslink-test.example.org",
            "/ipfs/bafkreicysg23kiwv34eg2d7qweipxwosdo2py4ldv42nbauguluen5v6am");
    options.records = (name, _) -> Optional.ofNullable(records.get(name));
    gateway = new TestGateway(folder.resolve("home"), options);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private Cid fixture(String name) throws Exception {
    return gateway.car(vectors, "fixtures/" + name);
  }

  /// Knows the record of a key, in whatever form the file names it.
  private void record(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1).split("[._]", 2)[0];
    records.put(
        NameResolver.key(name).orElseThrow(), vectors.bytes("fixtures/" + file + ".ipns-record"));
  }

  private GatewayReply at(String host, String path, String... more) throws Exception {
    String[] headers = new String[more.length + 2];
    headers[0] = "Host";
    headers[1] = host;
    System.arraycopy(more, 0, headers, 2, more.length);
    return gateway.get(path, headers);
  }

  private static String key(String peer) {
    return Cid.v1(Multicodec.LIBP2P_KEY, Multihash.decode(PeerId.parse(peer).bytes()))
        .toString(Multibase.BASE36);
  }

  @Test
  void isAskedForWholeUrlsAsAProxyIs() throws Exception {
    Cid root = fixture("subdomain_gateway/fixtures.car");
    Cid v1 = gateway.cid(root, "hello-CIDv1");
    GatewayReply shown = at("other.example", "http://" + v1 + ".ipfs.example.com/?a=b");
    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.text()).isEqualTo("hello\n");
    assertThat(at("other.example", "http://example.com/ipfs/" + v1 + "/%20").header("Location"))
        .isEqualTo("http://" + v1 + ".ipfs.example.com/%20");
    assertThat(at("example.com", "http://example.com").status()).isEqualTo(404);
    assertThat(at("example.com", "http://me@example.com/ipfs/" + v1).status()).isEqualTo(400);
    assertThat(at("example.com", "ftp://example.com/ipfs/" + v1).status()).isEqualTo(404);
  }

  @Test
  void isTheEndOfATunnelThatAProxyWouldMake() throws Exception {
    Cid root = fixture("subdomain_gateway/fixtures.car");
    String host = gateway.cid(root, "hello-CIDv1") + ".ipfs.example.com";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.setSoTimeout(50_000);
      send(socket, "CONNECT " + host + ":80 HTTP/1.1\r\nHost: " + host + ":80\r\n\r\n");
      InputStream in = socket.getInputStream();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int c = in.read();
        assertThat(c).as(head.toString()).isNotNegative();
        head.append((char) c);
      }
      assertThat(head).startsWith("HTTP/1.1 200 ");
      send(socket, "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
      assertThat(GatewayReply.parse(in.readAllBytes()).text()).isEqualTo("hello\n");
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com", "localhost:8080", "a.wild.example:80"})
  void sendsPathsToSubdomains(String host) throws Exception {
    Cid root = fixture("subdomain_gateway/fixtures.car");
    Cid v1 = gateway.cid(root, "hello-CIDv1");
    Cid v0 = gateway.cid(root, "hello-CIDv0");
    Cid same = gateway.cid(root, "hello-CIDv0to1");
    Cid directory = gateway.cid(root, "testdirlisting");
    for (Cid cid : List.of(v1, directory)) {
      GatewayReply moved = at(host, "/ipfs/" + cid + "/");
      assertThat(moved.status()).isEqualTo(301);
      assertThat(moved.header("Location")).isEqualTo("http://" + cid + ".ipfs." + host + "/");
    }
    assertThat(at(host, "/ipfs/" + v0 + "/").header("Location"))
        .isEqualTo("http://" + same + ".ipfs." + host + "/");
    assertThat(at(host, "/ipfs/" + v1 + "/a%252C+b%20c%C3%B1?x=1&y").header("Location"))
        .isEqualTo("http://" + v1 + ".ipfs." + host + "/a%252C+b%20c%C3%B1?x=1&y");
    assertThat(at(host, "/ipfs/QmInvalidCID").text())
        .contains("invalid path \"/ipfs/QmInvalidCID\"");
    for (String scheme : List.of("https", "http")) {
      GatewayReply moved = at(host, "/ipfs/" + v1 + "/", "X-Forwarded-Proto", scheme);
      assertThat(moved.header("Location")).isEqualTo(scheme + "://" + v1 + ".ipfs." + host + "/");
      GatewayReply forwarded =
          at(
              "fake.domain.com",
              "/ipfs/" + v1,
              "X-Forwarded-Host",
              host,
              "X-Forwarded-Proto",
              scheme);
      assertThat(forwarded.header("Location"))
          .isEqualTo(scheme + "://" + v1 + ".ipfs." + host + "/");
    }
  }

  @Test
  void servesSubdomains() throws Exception {
    Cid root = fixture("subdomain_gateway/fixtures.car");
    Cid v1 = gateway.cid(root, "hello-CIDv1");
    Cid directory = gateway.cid(root, "testdirlisting");
    String host = directory + ".ipfs.example.com";
    assertThat(at(v1 + ".ipfs.example.com", "/").text()).isEqualTo("hello\n");
    assertThat(at(v1 + ".ipfs.example.com", "/ipfs/" + v1 + "/").status()).isEqualTo(404);
    assertThat(at(host, "/ipfs/file.txt").text()).contains("I am a txt file");
    assertThat(at(host, "/").text())
        .contains("<a href=\"/hello\">hello</a>", "<a href=\"/ipfs\">ipfs</a>")
        .doesNotContain(">..</a>");
    GatewayReply below = at(host, "/ipfs/ipns/");
    assertThat(below.header("X-Ipfs-Path")).isEqualTo("/ipfs/" + directory + "/ipfs/ipns/");
    assertThat(below.text())
        .contains(
            "<a href=\"/ipfs/ipns/..\">..</a>",
            "<a href=\"/ipfs/ipns/bar\">bar</a>",
            "/ipfs/<a href=\"//example.com/ipfs/D\">D</a>/<a href=\"//example.com/ipfs/D/ipfs\">ipfs"
                    .replace("D", directory.toString())
                + "</a>/<a href=\"//example.com/ipfs/"
                + directory
                + "/ipfs/ipns\">ipns</a>");
    assertThat(at(host, "/ipfs/ipns/bar").text()).contains("text-file-content");
    assertThat(at(host, "/ipfs/ipns").header("Location")).isEqualTo("/ipfs/ipns/");
    assertThat(at("fake.domain.com", "/ipfs/" + v1).status()).isEqualTo(200);
    assertThat(at(v1 + ".ipns.a.wild.example", "/").status()).isEqualTo(404);
    assertThat(at(v1 + ".ipfs.blocks.example", "/").status()).isEqualTo(404);
    assertThat(at("example.com", "/other").status()).isEqualTo(404);
  }

  @Test
  void refusesRootsThatFitIntoNoHost() throws Exception {
    Cid root = fixture("subdomain_gateway/fixtures.car");
    Cid tooLong = gateway.cid(root, "hello-CIDv1_TOO_LONG");
    for (GatewayReply reply :
        List.of(
            at("example.com", "/ipfs/" + tooLong + "/"), at(tooLong + ".ipfs.example.com", "/"))) {
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.text()).contains("CID incompatible with DNS label length limit of 63");
    }
  }

  @Test
  void servesKeysAtSubdomains() throws Exception {
    fixture("subdomain_gateway/fixtures.car");
    for (String peer : List.of(ED25519, RSA)) {
      record("subdomain_gateway/" + peer);
      String location = "http://" + key(peer) + ".ipns.example.com/";
      assertThat(at("example.com", "/ipns/" + peer).header("Location")).isEqualTo(location);
      assertThat(at("example.com", "/ipns/" + key(peer)).header("Location")).isEqualTo(location);
      assertThat(at(key(peer) + ".ipns.example.com", "/").text()).isEqualTo("hello\n");
      String asBlock =
          Cid.v1(Multicodec.DAG_PB, Multihash.decode(PeerId.parse(peer).bytes()))
              .toString(Multibase.BASE36);
      GatewayReply moved = at(asBlock + ".ipns.example.com", "/");
      assertThat(moved.status()).isEqualTo(301);
      assertThat(moved.header("Location")).isEqualTo(location);
    }
  }

  @Test
  void servesDomainsAtSubdomains() throws Exception {
    fixture("subdomain_gateway/fixtures.car");
    record("subdomain_gateway/" + ED25519);
    for (String scheme : List.of("http", "https")) {
      assertThat(
              at("example.com", "/ipns/" + WIKIPEDIA + "/wiki/", "X-Forwarded-Proto", scheme)
                  .header("Location"))
          .isEqualTo(scheme + "://" + WIKIPEDIA_LABEL + ".ipns.example.com/wiki/");
    }
    for (String host :
        List.of(
            "dnslink-test.example.org",
            "dnslink--test-example-org",
            "dnslink-over-ipns.example.org",
            "dnslink--over--ipns-example-org",
            "dnslink-over-ipns-cidv1.example.org",
            "dnslink--over--ipns--cidv1-example-org")) {
      GatewayReply reply = at(host + ".ipns.example.com", "/");
      assertThat(reply.status()).as(host).isEqualTo(200);
      assertThat(reply.text()).as(host).isEqualTo("hello\n");
    }
    assertThat(at("example.com", "/ipns/?uri=ipns%3A%2F%2F" + WIKIPEDIA).header("Location"))
        .isEqualTo("/ipns/" + WIKIPEDIA);
  }

  @Test
  void servesDomains() throws Exception {
    Cid root = fixture("dir_listing/fixtures.car");
    fixture("gateway-cache/fixtures.car");
    Cid file = gateway.cid(root, "ą", "ę", "file-źł.txt");
    String host = "dnslink-dir-listing.example.org";
    assertThat(at(host, "/").text()).contains("Index of").doesNotContain(">..</a>");
    assertThat(at(host, "/%C4%85/%C4%99").header("Location")).isEqualTo("/%C4%85/%C4%99/");
    GatewayReply below = at(host, "/%C4%85/%C4%99/");
    assertThat(below.header("Etag")).startsWith("\"DirIndex-");
    assertThat(below.header("Cache-Control")).isEmpty();
    assertThat(below.text())
        .contains(
            "<a href=\"/%C4%85/%C4%99/..\">..</a>",
            "/ipns/<a href=\"//H/\">H</a>/<a href=\"//H/%C4%85\">ą</a>/<a href=\"//H/%C4%85/%C4%99\">ę</a>"
                .replace("H", host),
            "<a href=\"/%C4%85/%C4%99/file-%C5%BA%C5%82.txt\">file-źł.txt</a>",
            "<a class=\"ipfs-hash\" translate=\"no\" href=\"https://cid.ipfs.tech/#"
                + file
                + "\" target=\"_blank\" rel=\"noreferrer noopener\">");
    assertThat(at("dnslink-subpath.example.org", "/root3/root4/index.html").text())
        .isEqualTo("hello\n");
    assertThat(at(host + ":8080", "/").status()).isEqualTo(200);
  }

  @Test
  void servesNamesBelowIpns() throws Exception {
    fixture("gateway-cache/fixtures.car");
    String key = "k51qzi5uqu5dlxdsdu5fpuu7h69wu4ohp32iwm9pdt9nq3y5rpn3ln9j12zfhe";
    String below = "k51qzi5uqu5djokp3m1keo36hoxtd6u3a1d2rg1camf6al7p3huy63dojlm57c";
    record("gateway-cache/" + key);
    record("gateway-cache/" + below);
    GatewayReply page = gateway.get("/ipns/" + key + "/root2/root3/root4/");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("X-Ipfs-Path")).isEqualTo("/ipns/" + key + "/root2/root3/root4/");
    assertThat(page.header("X-Ipfs-Roots").split(",")).hasSize(4);
    assertThat(page.header("Cache-Control")).matches("(public, max-age=\\d+)?");
    String tag = page.header("Etag");
    assertThat(gateway.get("/ipns/" + key + "/root2/root3/root4/", "If-None-Match", tag).status())
        .isEqualTo(304);
    assertThat(gateway.get("/ipns/" + below + "/root3/root4/index.html").text())
        .isEqualTo("hello\n");
  }

  @Test
  void trustsRecordsOnlyThatProveThemselves() throws Exception {
    for (String good :
        List.of(
            "ipns_records/k51qzi5uqu5dilgf7gorsh9vcqqq4myo6jd4zmqkuy9pxyxi5fua3uf7axph4y_v1-v2-broken-signature-v1",
            "ipns_records/k51qzi5uqu5dlkw8pxuw9qmqayfdeh4kfebhmreauqdc6a7c3y7d5i9fi8mk9w_v1-v2",
            "ipns_records/k51qzi5uqu5dit2ku9mutlfgwyz8u730on38kd10m97m36bjt66my99hb6103f_v2")) {
      record(good);
      String name = good.substring(good.indexOf('/') + 1).split("_")[0];
      GatewayReply reply = gateway.get("/ipns/" + name);
      assertThat(reply.status()).as(good).isEqualTo(200);
      assertThat(reply.body()).isNotEmpty();
    }
    for (String bad :
        List.of(
            "ipns_records/k51qzi5uqu5diamp7qnnvs1p1gzmku3eijkeijs3418j23j077zrkok63xdm8c_v1-v2-broken-signature-v2",
            "ipns_records/k51qzi5uqu5dlmit2tuwdvnx4sbnyqgmvbxftl0eo3f33wwtb9gr7yozae9kpw_v1-v2-broken-v1-value",
            "ipns_records/k51qzi5uqu5dm4tm0wt8srkg9h9suud4wuiwjimndrkydqm81cqtlb5ak6p7ku_v1")) {
      record(bad);
      String name = bad.substring(bad.indexOf('/') + 1).split("_")[0];
      assertThat(gateway.get("/ipns/" + name).status()).as(bad).isBetween(500, 599);
    }
  }

  @Test
  void sendsKeysToTheFormThatFitsIntoHosts() throws Exception {
    GatewayReply ed25519 =
        gateway.get("/ipns/12D3KooWRBy97UB99e3J6hiPesre1MZeuNQvfan4gBziswrRJsNK/root2/");
    assertThat(ed25519.status()).isEqualTo(302);
    assertThat(ed25519.header("Location"))
        .isEqualTo("/ipns/k51qzi5uqu5dlvj2baxnqndepeb86cbk3ng7n3i46uzyxzyqj2xjonzllnv0v8/root2/");
    assertThat(
            gateway
                .get("/ipns/QmcJM7PRfkSbcM5cf1QugM5R37TLRKyJGgBEhXjLTB8uA2/root2/")
                .header("Location"))
        .isEqualTo("/ipns/k2k4r8ol4m8kkcqz509c1rcjwunebj02gcnm5excpx842u736nja8ger/root2/");
  }

  @Test
  void showsNoPagesWhereOnlyProofsAreWanted() throws Exception {
    Cid root = fixture("dir_listing/fixtures.car");
    for (String path :
        List.of(
            "/ipfs/" + root,
            "/ipfs/" + root + "?format=tar",
            "/ipfs/" + root + "?format=dag-json",
            "/ipfs/" + root + "/a?format=raw",
            "/ipns/" + WIKIPEDIA + "?format=ipns-record",
            "/ipns/" + key(ED25519) + "?format=raw")) {
      GatewayReply reply = at("blocks.example", path);
      assertThat(reply.status()).as(path).isEqualTo(406);
      assertThat(reply.text()).contains("only trustless requests");
    }
    assertThat(at("blocks.example", "/ipfs/" + root + "?format=raw").status()).isNotEqualTo(406);
    assertThat(at("blocks.example", "/ipfs/" + root + "/%C4%85?format=car").status())
        .isNotEqualTo(406);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stranger.example",
        "",
        "a b",
        "<script>",
        "..",
        ".ipfs.example.com",
        "x.ipfs.example.com",
        "bafkqaaa.ipfs.ipfs.example.com",
        "-.ipns.example.com",
        "--.ipns.localhost",
        "[::1]:8080",
        "999.999.999.999",
        "evil.com/ipfs"
      })
  void answersStrangersHostsInAMoment(String host) throws Exception {
    GatewayReply reply = at(host, "/ipfs/bafkqabtimvwgy3yk");
    assertThat(reply.status()).isIn(200, 400, 404, 504);
    assertThat(reply.header("Location")).isEmpty();
    GatewayReply forwarded =
        at("127.0.0.1", "/ipfs/bafkqabtimvwgy3yk", "X-Forwarded-Host", host.repeat(40));
    assertThat(forwarded.status()).isIn(200, 400, 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.com\"><script>",
        "example.com?x=",
        "example.com#x",
        "user@example.com",
        "example.com:80:80",
        "example.com:port",
        "[::1",
        "[x]",
        "exa\\mple.com"
      })
  void takesNoHostThatCouldBeNone(String host) throws Exception {
    GatewayReply reply = at("127.0.0.1", "/ipfs/bafkqabtimvwgy3yk", "X-Forwarded-Host", host);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains("host that is none");
  }

  @Test
  void givesTheRecordOfAName() throws Exception {
    String key = "k51qzi5uqu5dlkw8pxuw9qmqayfdeh4kfebhmreauqdc6a7c3y7d5i9fi8mk9w";
    String path = "/ipns/" + key + "?format=ipns-record";
    record("ipns_records/" + key + "_v1-v2");
    GatewayReply reply = at("blocks.example", path);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .isEqualTo(vectors.bytes("fixtures/ipns_records/" + key + "_v1-v2.ipns-record"));
    assertThat(reply.header("Content-Type")).isEqualTo("application/vnd.ipfs.ipns-record");
    assertThat(reply.header("Cache-Control")).matches("public, max-age=[1-9]\\d*");
    assertThat(reply.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"" + key + ".ipns-record\"");
    assertThat(at("blocks.example", path, "If-None-Match", reply.header("Etag")).status())
        .isEqualTo(304);
    assertThat(gateway.get("/ipns/" + key + "/a?format=ipns-record").status()).isEqualTo(400);
    assertThat(gateway.get("/ipns/" + WIKIPEDIA + "?format=ipns-record").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k51qzi5uqu5diamp7qnnvs1p1gzmku3eijkeijs3418j23j077zrkok63xdm8c_v1-v2-broken-signature-v2",
        "k51qzi5uqu5dlmit2tuwdvnx4sbnyqgmvbxftl0eo3f33wwtb9gr7yozae9kpw_v1-v2-broken-v1-value",
        "k51qzi5uqu5dm4tm0wt8srkg9h9suud4wuiwjimndrkydqm81cqtlb5ak6p7ku_v1"
      })
  void givesNoRecordThatProvesNothing(String file) throws Exception {
    record("ipns_records/" + file);
    String key = file.split("_", 2)[0];
    assertThat(gateway.get("/ipns/" + key + "?format=ipns-record").status()).isEqualTo(504);
  }
}
