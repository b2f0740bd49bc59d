package network.cairn.http.gateway;

import static network.cairn.http.gateway.TestGateway.directory;
import static network.cairn.http.gateway.TestGateway.file;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.ipld.car.CarReader;
import network.cairn.ipld.car.Section;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.hash.Hashes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Blocks, CARs, archives and data at the gateway's door.
@Timeout(120)
final class FormsTest {
  private static final String RAW = "application/vnd.ipld.raw";
  private static final String CAR = "application/vnd.ipld.car";

  @TempDir private Path folder;
  private TestGateway gateway;
  private Cid root;
  private Cid small;
  private Cid large;

  @BeforeEach
  void open() throws Exception {
    TestGateway.Options options = new TestGateway.Options();
    options.manner = new GatewayManner(Map.of(), true, Optional.empty(), true);
    gateway = new TestGateway(folder.resolve("home"), options);
    root = gateway.add(directory("d", file("a.txt", "hello"), file("b", "x".repeat(2_500))));
    small = gateway.cid(root, "a.txt");
    large = gateway.cid(root, "b");
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private static List<Cid> cids(GatewayReply reply) throws IOException {
    assertThat(reply.status()).as(reply::text).isEqualTo(200);
    assertThat(reply.whole()).isTrue();
    List<Cid> cids = new ArrayList<>();
    CarReader reader = new CarReader(new ByteArrayInputStream(reply.body()));
    for (Optional<Section> next = reader.next(); next.isPresent(); next = reader.next()) {
      Block block = next.get().block();
      cids.add(Block.verified(block.cid(), block.bytes(), new Hashes()).cid());
    }
    return cids;
  }

  @Test
  void givesABlock() throws Exception {
    for (GatewayReply reply :
        List.of(
            gateway.get("/ipfs/" + root + "/a.txt?format=raw"),
            gateway.get("/ipfs/" + small + "?format=raw"),
            gateway.get("/ipfs/" + small, "Accept", RAW))) {
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text()).isEqualTo("hello");
      assertThat(reply.header("Content-Type")).isEqualTo(RAW);
      assertThat(reply.header("Content-Length")).isEqualTo("5");
      assertThat(reply.header("Content-Disposition"))
          .isEqualTo("attachment; filename=\"" + small + ".bin\"");
      assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(reply.header("Etag")).isEqualTo("\"" + small + ".raw\"");
      assertThat(reply.header("Cache-Control")).isEqualTo("public, max-age=29030400, immutable");
      assertThat(reply.header("X-Ipfs-Roots")).endsWith(small.toString());
    }
    GatewayReply saved = gateway.get("/ipfs/" + small + "?format=raw&filename=%C4%85%22.bin");
    assertThat(saved.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"_%22.bin\"; filename*=UTF-8''%C4%85%22.bin");
  }

  @Test
  void tellsOfABlockWithoutIt() throws Exception {
    GatewayReply head = gateway.head("/ipfs/" + small + "?format=raw");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("5");
    assertThat(head.body()).isEmpty();
    GatewayReply known =
        gateway.get("/ipfs/" + small + "?format=raw", "If-None-Match", "\"" + small + ".raw\"");
    assertThat(known.status()).isEqualTo(304);
    assertThat(gateway.head("/ipfs/bafkqaaa?format=raw").status()).isEqualTo(200);
    GatewayReply probe = gateway.get("/ipfs/bafkqaaa?format=raw");
    assertThat(probe.status()).isEqualTo(200);
    assertThat(probe.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=1-3, 206, ell, bytes 1-3/5",
    "bytes=-2, 206, lo, bytes 3-4/5",
    "bytes=0-0, 206, h, bytes 0-0/5",
    "'bytes=0-3,1-4', 200, hello, ''",
    "bytes=5-, 416, '', bytes */5",
    "bytes=9-2, 400, '', ''"
  })
  void givesARangeOfABlock(String range, int status, String text, String told) throws Exception {
    GatewayReply reply = gateway.get("/ipfs/" + small + "?format=raw", "Range", range);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Content-Range")).isEqualTo(told);
    if (status < 300) {
      assertThat(reply.text()).isEqualTo(text);
    }
  }

  @Test
  void givesSeveralRangesOfABlock() throws Exception {
    GatewayReply reply = gateway.get("/ipfs/" + small + "?format=raw", "Range", "bytes=0-1,9-,-1");
    assertThat(reply.status()).isEqualTo(206);
    assertThat(reply.whole()).isTrue();
    String type = reply.header("Content-Type");
    assertThat(type).startsWith("multipart/byteranges; boundary=");
    String line = "\r\n--" + type.substring(type.indexOf('=') + 1);
    String part = line + "\r\nContent-Type: " + RAW + "\r\nContent-Range: bytes ";
    assertThat(reply.text())
        .isEqualTo(part + "0-1/5\r\n\r\nhe" + part + "4-4/5\r\n\r\no" + line + "--\r\n");
    assertThat(gateway.head("/ipfs/" + small + "?format=raw", "Range", "bytes=0-1,3-4").status())
        .isEqualTo(200);
  }

  @Test
  void saysWhatItLacks() throws Exception {
    String gone = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {9})).toString();
    for (String form : List.of("raw", "car", "tar", "dag-json")) {
      assertThat(gateway.get("/ipfs/" + gone + "?format=" + form).status()).as(form).isEqualTo(404);
      assertThat(gateway.head("/ipfs/" + gone + "?format=" + form).status())
          .as(form)
          .isEqualTo(404);
      assertThat(
              gateway
                  .get("/ipfs/" + gone + "?format=" + form, "Cache-Control", "only-if-cached")
                  .status())
          .as(form)
          .isEqualTo(412);
    }
    assertThat(gateway.get("/ipfs/" + root + "/none?format=car").status()).isEqualTo(404);
  }

  @Test
  void givesACar() throws Exception {
    List<Cid> parts = PbNode.decode(block(large)).links().stream().map(PbLink::cid).toList();
    GatewayReply reply = gateway.get("/ipfs/" + root + "/b?format=car");
    List<Cid> all = new ArrayList<>(List.of(root, large));
    all.addAll(parts);
    assertThat(cids(reply)).isEqualTo(all.stream().distinct().toList());
    assertThat(reply.header("Content-Type")).isEqualTo(CAR + "; version=1; order=dfs; dups=n");
    assertThat(reply.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"" + root + "_b.car\"");
    assertThat(reply.header("Accept-Ranges")).isEqualTo("none");
    assertThat(reply.header("Etag")).startsWith("W/\"" + large + ".car.");
    GatewayReply again =
        gateway.get("/ipfs/" + root + "/b?format=car", "If-None-Match", reply.header("Etag"));
    assertThat(again.status()).isEqualTo(304);
    assertThat(gateway.head("/ipfs/" + root + "/b?format=car").status()).isEqualTo(200);

    GatewayReply repeated =
        gateway.get("/ipfs/" + root + "/b", "Accept", CAR + "; version=1; order=dfs; dups=y");
    assertThat(cids(repeated)).isEqualTo(all);
    assertThat(repeated.header("Content-Type")).endsWith("dups=y");
    assertThat(repeated.header("Etag")).isNotEqualTo(reply.header("Etag"));
  }

  private byte[] block(Cid cid) throws IOException {
    return gateway.get("/ipfs/" + cid + "?format=raw").body();
  }

  @Test
  void givesThePartOfTheDagThatIsAskedFor() throws Exception {
    assertThat(cids(gateway.get("/ipfs/" + root + "?format=car&dag-scope=block")))
        .containsExactly(root);
    assertThat(cids(gateway.get("/ipfs/" + root + "?format=car&dag-scope=entity")))
        .containsExactly(root);
    List<Cid> last = PbNode.decode(block(large)).links().stream().map(PbLink::cid).toList();
    assertThat(cids(gateway.get("/ipfs/" + large + "?format=car&entity-bytes=-1:*")))
        .containsExactly(large, last.getLast());
    assertThat(cids(gateway.get("/ipfs/" + large + "?format=car&entity-bytes=0:-99999")))
        .containsExactly(large);
    assertThat(cids(gateway.get("/ipfs/bafkqaaa?format=car"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dag-scope=some",
        "entity-bytes=a:b",
        "entity-bytes=2500:*",
        "entity-bytes=5",
        "entity-bytes=5:2",
        "entity-bytes=",
        "dag-scope=",
        "dag-scope=all&entity-bytes=0:1",
        "car-version=2",
        "car-order=bfs",
        "car-dups=maybe"
      })
  void refusesAWishForACarThatMeansNothing(String wish) throws Exception {
    GatewayReply reply = gateway.get("/ipfs/" + large + "?format=car&" + wish);
    assertThat(reply.status()).as(reply::text).isEqualTo(400);
    assertThat(reply.text()).doesNotContain("Exception");
  }

  @Test
  void refusesTenThousandParameters() throws Exception {
    assertThat(gateway.get("/ipfs/" + large + "?format=car" + "&a=b".repeat(10_000)).status())
        .isEqualTo(400);
    assertThat(gateway.get("/ipfs/" + large, "Accept", CAR + "; a=b".repeat(1_000)).status())
        .isEqualTo(400);
  }

  private static PbLink link(String name, Cid cid) {
    return PbLink.of(cid, Optional.of(name), OptionalLong.of(1));
  }

  private Cid directoryOf(PbLink... links) {
    return gateway.put(Multicodec.DAG_PB, PbNode.of(List.of(links), new byte[] {8, 1}).encode());
  }

  @Test
  void aCarThatLacksABlockIsBrokenOff() throws Exception {
    Cid gone = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {9}));
    Cid broken = directoryOf(link("a", small), link("b", gone));
    GatewayReply reply = gateway.get("/ipfs/" + broken + "?format=car");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.whole()).isFalse();
  }

  @Test
  void aCarOfABlockThatIsNoneIsBrokenOff() throws Exception {
    Cid wrong = gateway.put(Multicodec.DAG_PB, new byte[] {(byte) 0xff, 1, 2});
    Cid broken = directoryOf(link("a", wrong));
    assertThat(gateway.get("/ipfs/" + broken + "?format=car").whole()).isFalse();
  }

  @Test
  void anArchiveThatLacksABlockIsBrokenOffOrNoneAtAll() throws Exception {
    Cid gone = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {9}));
    Cid early = directoryOf(link("a", small), link("b", gone));
    assertThat(gateway.get("/ipfs/" + early + "?format=tar").status()).isEqualTo(404);
    Cid big = gateway.put(Multicodec.RAW, new byte[200_000]);
    Cid late = directoryOf(link("a", big), link("b", gone));
    GatewayReply reply = gateway.get("/ipfs/" + late + "?format=tar");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.whole()).isFalse();
    assertThat(reply.body().length).isGreaterThan(200_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?format=car", "?format=tar", "/"})
  void tellsNoLengthOfWhatIsNotMadeForAHead(String wanted) throws Exception {
    GatewayReply head = gateway.head("/ipfs/" + root + wanted);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.headers()).containsKey("etag").doesNotContainKey("content-length");
    GatewayReply same = gateway.get("/ipfs/" + root + wanted, "If-None-Match", head.header("Etag"));
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.headers()).doesNotContainKey("content-length");
  }

  @Test
  void tellsWhichCarsThereAre() throws Exception {
    assertThat(gateway.get("/ipfs/" + small + "?format=car&car-version=2").text())
        .contains("a CAR's version is 1\n");
    assertThat(gateway.get("/ipfs/" + small + "?format=car&car-order=bfs").text())
        .contains("a CAR's order is dfs or unk\n");
  }

  @Test
  void givesAnArchive() throws Exception {
    GatewayReply reply = gateway.get("/ipfs/" + root + "?format=tar");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.whole()).isTrue();
    assertThat(reply.header("Content-Type")).isEqualTo("application/x-tar");
    assertThat(reply.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"" + root + ".tar\"");
    assertThat(reply.header("Etag")).isEqualTo("W/\"" + root + ".x-tar\"");
    assertThat(reply.text()).startsWith(root.toString()).contains("/a.txt", "hello");
    Cid outside = directoryOf(link("../../out", small));
    GatewayReply refused = gateway.get("/ipfs/" + outside + "?format=tar");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text()).contains("no archive can be made of " + outside);
  }

  @Test
  void givesDataAsItIs() throws Exception {
    Cid json = gateway.put(Multicodec.JSON, "{ \"a\": 1 }".getBytes(StandardCharsets.UTF_8));
    for (String query : List.of("", "?format=json")) {
      GatewayReply reply = gateway.get("/ipfs/" + json + query);
      assertThat(reply.text()).isEqualTo("{ \"a\": 1 }");
      assertThat(reply.header("Content-Type")).isEqualTo("application/json");
      assertThat(reply.header("Content-Disposition"))
          .isEqualTo("inline; filename=\"" + json + ".json\"");
      assertThat(reply.header("Etag")).isEqualTo("\"" + json + ".json\"");
    }
    GatewayReply saved = gateway.get("/ipfs/" + json + "?download=true");
    assertThat(saved.header("Content-Disposition")).startsWith("attachment; ");
    Cid cbor = gateway.put(Multicodec.CBOR, new byte[] {(byte) 0xa0});
    GatewayReply bytes = gateway.get("/ipfs/" + cbor, "Range", "bytes=0-0");
    assertThat(bytes.status()).isEqualTo(206);
    assertThat(bytes.header("Content-Disposition")).startsWith("attachment; ");
    assertThat(gateway.get("/ipfs/" + cbor + "?format=json").status()).isEqualTo(406);
    assertThat(gateway.get("/ipfs/" + small + "?format=json").text()).isEqualTo("hello");
  }

  @Test
  void givesDataInAnotherForm() throws Exception {
    Cid json =
        gateway.put(
            Multicodec.DAG_JSON, "{\"foo\":{\"bar\":[1]}}".getBytes(StandardCharsets.UTF_8));
    GatewayReply cbor = gateway.get("/ipfs/" + json + "?format=dag-cbor");
    assertThat(cbor.header("Content-Type")).isEqualTo("application/vnd.ipld.dag-cbor");
    assertThat(cbor.body())
        .isEqualTo(
            new byte[] {
              (byte) 0xa1, 0x63, 'f', 'o', 'o', (byte) 0xa1, 0x63, 'b', 'a', 'r', (byte) 0x81, 1
            });
    GatewayReply inside = gateway.get("/ipfs/" + json + "/foo?format=dag-json");
    assertThat(inside.status()).isEqualTo(501);
    assertThat(inside.text()).contains("reading IPLD Kinds other than Links (CBOR Tag 42)");
    GatewayReply directory =
        gateway.get("/ipfs/" + root, "Accept", "application/vnd.ipld.dag-json");
    assertThat(directory.text()).contains("\"Links\":[", "\"Name\":\"a.txt\"");
    Cid wrong = gateway.put(Multicodec.DAG_JSON, new byte[] {'{'});
    assertThat(gateway.get("/ipfs/" + wrong + "?format=dag-cbor").status()).isEqualTo(422);
    assertThat(gateway.get("/ipfs/" + small + "?format=ipns-record").status()).isEqualTo(400);
  }

  @Test
  void showsABlockOfDataToABrowser() throws Exception {
    Cid cbor = gateway.put(Multicodec.DAG_CBOR, DagCbor.encode(Node.of(small)));
    GatewayReply shown = gateway.get("/ipfs/" + cbor + "/", "Accept", "text/html,*/*;q=0.8");
    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.header("Content-Type")).isEqualTo("text/html");
    assertThat(shown.header("Content-Disposition")).isEmpty();
    assertThat(shown.header("Etag")).contains("DagIndex-", cbor.toString());
    assertThat(shown.header("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(shown.header("Vary")).isEqualTo("Accept");
    assertThat(gateway.get("/ipfs/" + cbor).header("Vary")).isEqualTo("Accept");
    GatewayReply saved = gateway.get("/ipfs/" + cbor + "?download=true", "Accept", "text/html");
    assertThat(saved.header("Content-Type")).isEqualTo("application/vnd.ipld.dag-cbor");
    assertThat(saved.header("Content-Disposition")).startsWith("attachment");
    assertThat(shown.text()).contains("/ipfs/" + small + "\"", "</html>");
    String hostile = "{\"a\":\"</pre><script>alert(1)</script>\"}";
    Cid json = gateway.put(Multicodec.DAG_JSON, hostile.getBytes(StandardCharsets.UTF_8));
    assertThat(gateway.get("/ipfs/" + json, "Accept", "text/html").text())
        .contains("&lt;script&gt;")
        .doesNotContain("<script");
    assertThat(gateway.get("/ipfs/" + json).text()).isEqualTo(hostile);
    Cid wrong = gateway.put(Multicodec.DAG_JSON, new byte[] {'{'});
    assertThat(gateway.get("/ipfs/" + wrong, "Accept", "text/html").text()).isEqualTo("{");
  }

  @Test
  void givesABlockInItsOwnCodecAloneUnlessToldOtherwise() throws Exception {
    try (TestGateway plain = new TestGateway(folder.resolve("plain"))) {
      Cid json = plain.put(Multicodec.DAG_JSON, "{}".getBytes(StandardCharsets.UTF_8));
      Cid cbor = plain.put(Multicodec.DAG_CBOR, new byte[] {(byte) 0xa0});
      Cid raw = plain.put(Multicodec.RAW, new byte[] {1});
      for (String path :
          List.of(json + "?format=dag-cbor", cbor + "?format=dag-json", raw + "?format=dag-json")) {
        GatewayReply reply = plain.get("/ipfs/" + path);
        assertThat(reply.status()).as(path).isEqualTo(406);
        assertThat(reply.text()).contains("fetch it as it is (format=raw)");
      }
      assertThat(plain.get("/ipfs/" + json + "?format=dag-json").text()).isEqualTo("{}");
      assertThat(plain.get("/ipfs/" + cbor + "?format=dag-cbor").status()).isEqualTo(200);
    }
  }

  @Test
  void makesNoArchiveOfWhatIsNoFile() throws Exception {
    byte[] cbor = {(byte) 0x80};
    Cid data = gateway.put(Multicodec.DAG_CBOR, cbor);
    Cid node = gateway.put(Multicodec.DAG_PB, PbNode.of(List.of(), new byte[] {1, 2, 3}).encode());
    for (Cid cid : List.of(data, node)) {
      GatewayReply reply = gateway.get("/ipfs/" + cid + "?format=tar");
      assertThat(reply.status()).isEqualTo(406);
      assertThat(reply.text()).contains("no archive can be made of " + cid);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', ?format=raw",
    "?format=raw, ''",
    "?format=unknown, ?format=raw",
    "?a=b&format=unknown&c=d, ?a=b&c=d&format=raw",
    "?f%6Frmat=unknown, ?format=raw"
  })
  void saysWhereAnAnswerIsHadWithoutAccept(String query, String location) throws Exception {
    GatewayReply reply = gateway.get("/ipfs/" + small + query, "Accept", RAW);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Location"))
        .isEqualTo(location.isEmpty() ? "" : "/ipfs/" + small + location);
  }
}
