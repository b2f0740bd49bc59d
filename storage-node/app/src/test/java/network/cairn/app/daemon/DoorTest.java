package network.cairn.app.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import network.cairn.app.daemon.TestDaemon.File;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The RPC's rules over a real server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DoorTest {
  private static final String HELLO = "QmZULkCELmmk5XNfCgTnCyFgAVxBRBXyDHGGMVoLFLiXEN";
  private static final String ABSENT = "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG";

  private TestDaemon daemon;

  @BeforeAll
  void start(@TempDir Path home) throws Exception {
    daemon = TestDaemon.start(home.resolve("node"));
  }

  @AfterAll
  void stop() {
    daemon.close();
  }

  private JsonNode added(String options, File... files) throws Exception {
    return daemon.lines(daemon.good(daemon.upload("add?" + options, files))).getLast();
  }

  @Test
  void takesPostsOnly() throws Exception {
    HttpResponse<byte[]> answer = daemon.send(daemon.request("version").GET().build());
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(TestDaemon.text(answer)).isEqualTo("405 - Method Not Allowed\n");
    assertThat(answer.headers().firstValue("Allow").orElse("")).contains("POST");
    HttpResponse<byte[]> options =
        daemon.send(daemon.request("version").method("OPTIONS", BodyPublishers.noBody()).build());
    assertThat(options.statusCode()).isEqualTo(204);
  }

  @Test
  void refusesOtherWebPages() throws Exception {
    for (String[] header :
        List.of(
            new String[] {"Origin", "http://evil.example"},
            new String[] {"Origin", "null"},
            new String[] {"Referer", "http://evil.example/page"},
            new String[] {"User-Agent", "Mozilla/5.0 (X11; Linux)"})) {
      HttpRequest request =
          daemon
              .request("version")
              .header(header[0], header[1])
              .POST(BodyPublishers.noBody())
              .build();
      assertThat(daemon.send(request).statusCode()).as(header[1]).isEqualTo(403);
    }
    for (String origin : List.of("http://127.0.0.1:", "http://localhost:", "http://[::1]:")) {
      HttpRequest own =
          daemon
              .request("version")
              .header("Origin", origin + daemon.port())
              .header("User-Agent", "Mozilla/5.0")
              .POST(BodyPublishers.noBody())
              .build();
      assertThat(daemon.send(own).statusCode()).as(origin).isEqualTo(200);
    }
  }

  @Test
  void doesNotKnowOtherCommands() throws Exception {
    for (String call : List.of("nope", "key/export", "init", "repo", "")) {
      HttpResponse<byte[]> answer = daemon.post(call);
      assertThat(answer.statusCode()).as(call).isEqualTo(404);
      assertThat(TestDaemon.text(answer)).isEqualTo("404 page not found\n");
    }
  }

  @Test
  void saysWhatIsWrongWithArguments() throws Exception {
    assertRefused("cat", "argument \"ipfs-path\" is required");
    assertRefused("add", "file argument 'path' is required");
    assertRefused("ls?arg=" + HELLO + "&stream=perhaps", "could not convert value \"perhaps\"");
    assertRefused("cat?arg=" + HELLO + "&offset=1&offset=2", "more than once");
    assertRefused("cat?arg=" + HELLO + "&offset=1&o=2", "more than once");
    assertRefused("cat?arg=" + HELLO + "&offset=x", "could not convert");
    assertRefused("cat?arg=" + HELLO + "&offset=-1", "must not be negative");
    assertRefused("id?timeout=soon", "timeout");
    assertRefused("version?arg=a", "expected 0 argument(s)");
    assertRefused("version?encoding=xml", "invalid encoding");
    assertRefused("id?cid-base=base0", "", 200);
    assertRefused("ls?arg=" + HELLO + "&cid-base=base0", "unknown multibase");
    assertThat(
            daemon.raw(
                "POST /api/v0/id?arg=%zz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
  }

  private void assertRefused(String call, String message) throws Exception {
    assertRefused(call, message, 400);
  }

  private void assertRefused(String call, String message, int status) throws Exception {
    HttpResponse<byte[]> answer = daemon.post(call);
    assertThat(answer.statusCode()).as(call).isEqualTo(status);
    assertThat(TestDaemon.text(answer)).as(call).contains(message);
  }

  @Test
  void wrapsAPartWithoutANameUnderItsCid() throws Exception {
    List<JsonNode> lines =
        daemon.lines(
            daemon.good(
                daemon.upload(
                    "add?wrap-with-directory=true&profile=unixfs-v1-2025",
                    File.of("", "hi".getBytes(UTF_8)))));
    assertThat(lines)
        .extracting(line -> line.path("Name").asString() + " " + line.path("Hash").asString())
        .containsExactly(
            "bafkreiepinbumzepnoln7co5vea4kf3lcctnqolb3u6bvsellgznymt2uq"
                + " bafkreiepinbumzepnoln7co5vea4kf3lcctnqolb3u6bvsellgznymt2uq",
            " bafybeicvmyxaq2suebiqo5ahdx3tme6tpqvcnjz7dyyzrv5mpklkayydp4");
  }

  @Test
  void takesFilesOfOneNameAsRootsOfTheirOwn() throws Exception {
    List<JsonNode> lines =
        daemon.lines(
            daemon.good(
                daemon.upload(
                    "add",
                    File.of("index.html", "one".getBytes(UTF_8)),
                    File.of("index.html", "two".getBytes(UTF_8)))));
    assertThat(lines)
        .hasSize(2)
        .extracting(l -> l.path("Name").asString())
        .containsOnly("index.html");
    for (JsonNode line : lines) {
      assertThat(daemon.json("pin/ls?arg=" + line.path("Hash").asString()).path("Keys")).hasSize(1);
    }
  }

  @Test
  void compressesAtALevelOfItsOwnIfNoneIsAskedFor() throws Exception {
    String file = added("", File.of("f", "squeeze".getBytes(UTF_8))).path("Hash").asString();
    HttpResponse<byte[]> answer = daemon.post("get?compress=true&arg=" + file);
    assertThat(answer.statusCode()).isEqualTo(200);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("squeeze");
    }
    assertRefused("get?compress=true&compression-level=10&arg=" + file, "from 1 to 9");
  }

  @Test
  void ignoresOptionsThatItDoesNotKnow() throws Exception {
    assertThat(daemon.json("version?surprise=1").path("Version").asString()).isNotEmpty();
  }

  @Test
  void answersFailureAsJson() throws Exception {
    HttpResponse<byte[]> answer = daemon.post("pin/rm?arg=" + ABSENT);
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    JsonNode error = TestDaemon.JSON.readTree(answer.body());
    assertThat(error.path("Message").asString()).isEqualTo("not pinned or pinned indirectly");
    assertThat(error.path("Code").asInt(-1)).isZero();
    assertThat(error.path("Type").asString()).isEqualTo("error");
  }

  @Test
  void endsAGoodStreamWithoutTrailersThatOldClientsWouldNotExpect() throws Exception {
    added("", File.of("f", "streamed".getBytes(UTF_8)));
    String answer =
        daemon.raw(
            "POST /api/v0/refs/local HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    assertThat(answer).contains("Transfer-Encoding: chunked").endsWith("\r\n0\r\n\r\n");
  }

  @Test
  void tellsOfFailureAfterOutputInTheTrailer() throws Exception {
    String file =
        added("pin=false", File.of("d/a", "gone soon".getBytes(UTF_8))).path("Hash").asString();
    JsonNode entry = daemon.json("ls?arg=" + file).path("Objects").get(0).path("Links").get(0);
    daemon.good(daemon.post("block/rm?arg=" + entry.path("Hash").asString()));
    String answer =
        daemon.raw(
            "POST /api/v0/dag/export?offline=true&arg="
                + file
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200").contains("Trailer: X-Stream-Error");
    assertThat(answer.substring(answer.indexOf("\r\n0\r\n")))
        .containsIgnoringCase("x-stream-error: block ");
  }

  /// As Kubo has it: one root that cannot be had says so among the answers.
  @Test
  void tellsWhatTimeRefsDidNotHaveAmongTheAnswers() throws Exception {
    String nobodys = "QmYmW4HiZhotsoSqnv2o1oSssvkRM8b9RweBoH7ao5nki2";
    HttpResponse<byte[]> answer = daemon.post("refs?timeout=200ms&arg=" + nobodys);
    assertThat(answer.statusCode()).as(TestDaemon.text(answer)).isEqualTo(200);
    JsonNode line = daemon.lines(TestDaemon.text(answer)).getLast();
    assertThat(line.path("Ref").asString()).isEmpty();
    assertThat(line.path("Err").asString()).contains("context deadline exceeded");
  }

  @Test
  void marksStreamsAndSingleAnswers() throws Exception {
    assertThat(daemon.post("version").headers().map())
        .doesNotContainKeys("x-chunked-output", "x-stream-output");
    HttpResponse<byte[]> add = daemon.upload("add", File.of("a", "hello\n".getBytes(UTF_8)));
    assertThat(add.headers().firstValue("X-Chunked-Output")).contains("1");
    HttpResponse<byte[]> cat = daemon.post("cat?arg=" + HELLO);
    assertThat(cat.headers().firstValue("X-Stream-Output")).contains("1");
    assertThat(cat.headers().firstValue("X-Content-Length")).contains("6");
    assertThat(cat.headers().firstValue("Server").orElse("")).startsWith("cairn/");
    assertThat(TestDaemon.text(cat)).isEqualTo("hello\n");
  }

  @Test
  void addsAsKuboDoesUnlessToldOtherwise() throws Exception {
    File hello = File.of("hello.txt", "hello\n".getBytes(UTF_8));
    assertThat(added("", hello).path("Hash").asString()).isEqualTo(HELLO);
    assertThat(added("profile=unixfs-v1-2025", hello).path("Hash").asString())
        .isEqualTo("bafkreicysg23kiwv34eg2d7qweipxwosdo2py4ldv42nbauguluen5v6am");
    assertThat(added("cid-version=1&raw-leaves=false", hello).path("Hash").asString())
        .startsWith("bafybei");
    assertRefusedUpload("chunker=often", hello);
    assertRefusedUpload("cid-version=7", hello);
    assertRefusedUpload("to-files=/hello", hello);
  }

  private void assertRefusedUpload(String options, File file) throws Exception {
    assertThat(daemon.upload("add?" + options, file).statusCode()).as(options).isEqualTo(400);
  }

  @Test
  void addsTreesWithAndWithoutExplicitDirectories() throws Exception {
    File file = File.of("täg/sub dir/a+b%.txt", "x".getBytes(UTF_8));
    List<JsonNode> lines =
        daemon.lines(daemon.good(daemon.upload("add?wrap-with-directory=true", file)));
    assertThat(lines.stream().map(l -> l.path("Name").asString()))
        .containsExactly("täg/sub dir/a+b%.txt", "täg/sub dir", "täg", "");
    File directory = new File("täg", "application/x-directory", new byte[0]);
    File empty = new File("täg/sub dir", "application/x-directory", new byte[0]);
    assertThat(added("wrap-with-directory=true", directory, empty, file).path("Hash"))
        .isEqualTo(lines.getLast().path("Hash"));
    File link = new File("link", "application/symlink", "target".getBytes(UTF_8));
    String linked = added("wrap-with-directory=true", link).path("Hash").asString();
    JsonNode shown = daemon.json("ls?arg=" + linked).path("Objects").get(0).path("Links").get(0);
    assertThat(shown.path("Type").asInt(0)).isEqualTo(4);
    assertThat(shown.path("Target").asString()).isEqualTo("target");
  }

  @Test
  void refusesPathsThatLeaveTheirRoot() throws Exception {
    for (String name : List.of("../a", "a/../b", "a//b", "a/./b")) {
      assertThat(daemon.upload("add", File.of(name, new byte[1])).statusCode())
          .as(name)
          .isEqualTo(500);
    }
  }

  @Test
  void addsWithoutKeeping() throws Exception {
    File file = File.of("a", "never kept".getBytes(UTF_8));
    String hash = added("only-hash=true", file).path("Hash").asString();
    HttpResponse<byte[]> answer = daemon.post("cat?offline=true&arg=" + hash);
    assertThat(answer.statusCode()).isEqualTo(500);
  }

  @Test
  void tellsProgressWhileTheUploadGoesOn() throws Exception {
    byte[] big = new byte[1 << 20];
    new Random(1).nextBytes(big);
    List<JsonNode> lines =
        daemon.lines(daemon.good(daemon.upload("add?progress=true", File.of("big", big))));
    List<Long> told =
        lines.stream().filter(l -> l.has("Bytes")).map(l -> l.path("Bytes").asLong()).toList();
    assertThat(told).isSorted().hasSizeBetween(4, 5).endsWith(1L << 20);
    assertThat(lines.getLast().path("Size").isString()).isTrue();
  }

  @Test
  void readsRangesAcrossFiles() throws Exception {
    String a = added("", File.of("a", "0123456789".getBytes(UTF_8))).path("Hash").asString();
    String b = added("", File.of("b", "abcdefghij".getBytes(UTF_8))).path("Hash").asString();
    String call = "cat?arg=" + a + "&arg=" + b;
    assertThat(daemon.good(daemon.post(call))).isEqualTo("0123456789abcdefghij");
    assertThat(daemon.good(daemon.post(call + "&offset=8&length=4"))).isEqualTo("89ab");
    assertThat(daemon.good(daemon.post(call + "&offset=12"))).isEqualTo("cdefghij");
    assertThat(daemon.good(daemon.post(call + "&offset=99"))).isEmpty();
  }

  @Test
  void endsAtTheCallersTimeout() throws Exception {
    HttpResponse<byte[]> answer = daemon.post("cat?timeout=200ms&arg=" + ABSENT);
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(TestDaemon.text(answer)).contains("context deadline exceeded");
  }

  @Test
  void pinsAndUnpins() throws Exception {
    String cid = added("pin=false", File.of("p", "pin me".getBytes(UTF_8))).path("Hash").asString();
    assertThat(daemon.post("pin/ls?arg=" + cid).statusCode()).isEqualTo(500);
    assertThat(daemon.json("pin/add?name=mine&arg=" + cid).path("Pins").get(0).asString())
        .isEqualTo(cid);
    JsonNode pin = daemon.json("pin/ls?names=true&arg=" + cid).path("Keys").path(cid);
    assertThat(pin.path("Type").asString()).isEqualTo("recursive");
    assertThat(pin.path("Name").asString()).isEqualTo("mine");
    assertThat(TestDaemon.text(daemon.post("block/rm?arg=" + cid))).contains("pinned: recursive");
    daemon.json("pin/rm?arg=" + cid);
    assertThat(daemon.post("pin/ls?arg=" + cid).statusCode()).isEqualTo(500);
  }

  @Test
  void takesArgumentsFromTheBody() throws Exception {
    String cid =
        added("pin=false", File.of("p", "from the body".getBytes(UTF_8))).path("Hash").asString();
    HttpResponse<byte[]> answer =
        daemon.upload("pin/add", File.of("", (cid + "\n").getBytes(UTF_8)));
    assertThat(daemon.good(answer)).contains(cid);
  }

  @Test
  void hidesWhatConcernsMoney() throws Exception {
    assertThat(daemon.post("config?arg=Ledger.URL").statusCode()).isEqualTo(500);
    assertThat(daemon.post("config?arg=ledger.URL").statusCode()).isEqualTo(500);
    assertThat(daemon.post("config?arg=Provider.Price&arg=1").statusCode()).isEqualTo(500);
    assertThat(daemon.json("config/show").has("Ledger")).isFalse();
    String call = "config?arg=Provider.Price";
    HttpRequest known =
        daemon
            .request(call + "&arg=1.5")
            .header("Authorization", "Bearer " + daemon.token())
            .POST(BodyPublishers.noBody())
            .build();
    assertThat(daemon.good(daemon.send(known))).contains("1.5");
    File next = File.of("f", "{\"Provider\":{\"Price\":\"9\"}}".getBytes(UTF_8));
    assertThat(daemon.upload("config/replace", next).statusCode()).isEqualTo(403);
    HttpRequest read =
        daemon
            .request(call)
            .header("Authorization", "Bearer " + daemon.token())
            .POST(BodyPublishers.noBody())
            .build();
    assertThat(daemon.good(daemon.send(read))).contains("1.5");
  }

  @Test
  void wantsTheTokenForMoney() throws Exception {
    for (String call :
        List.of("wallet/address", "put?arg=x", "provider/status", "receipt/get?arg=1")) {
      assertThat(daemon.post(call).statusCode()).as(call).isEqualTo(403);
      HttpRequest wrong =
          daemon
              .request(call)
              .header("Authorization", "Bearer " + "0".repeat(64))
              .POST(BodyPublishers.noBody())
              .build();
      assertThat(daemon.send(wrong).statusCode()).as(call).isEqualTo(403);
    }
    HttpRequest right =
        daemon
            .request("wallet/address")
            .header("Authorization", "Bearer " + daemon.token())
            .POST(BodyPublishers.noBody())
            .build();
    assertThat(TestDaemon.text(daemon.send(right))).contains("belongs to no network");
  }

  @Test
  void wantsTheTokenForWhatDecidesWhatTheNodeIs() throws Exception {
    for (String call :
        List.of("config?arg=Addresses.API&arg=/ip4/0.0.0.0/tcp/1", "shutdown", "config/replace")) {
      assertThat(daemon.post(call).statusCode()).as(call).isIn(403, 500);
    }
    assertThat(daemon.good(daemon.post("config?arg=Addresses.API")))
        .contains("/ip4/127.0.0.1/tcp/0");
  }

  @Test
  void showsMetricsToThoseWhoCallItByAName() throws Exception {
    for (String host : List.of("evil.example", "evil.example:" + daemon.port())) {
      assertThat(daemon.raw("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
          .startsWith("HTTP/1.1 403")
          .doesNotContain("cairn_repo_blocks");
    }
    assertThat(daemon.raw("POST /api/v0/id HTTP/1.1\r\nHost: evil\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void takesALongPathForWhatItIs() throws Exception {
    String path = "/api/v0/id" + "%2F".repeat(50_000);
    assertThat(
            daemon.raw(
                "POST " + path + "x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 404");
    assertThat(
            daemon.raw(
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 ");
  }

  @Test
  void showsMetrics() throws Exception {
    daemon.post("version");
    assertThat(daemon.scrape())
        .contains("cairn_repo_blocks", "cairn_p2p_peers", "cairn_rpc_calls_seconds_count");
    for (String elsewhere : List.of("/metrics", "/healthz", "/readyz")) {
      HttpRequest asked = HttpRequest.newBuilder(daemon.uri("").resolve(elsewhere)).build();
      assertThat(daemon.send(asked).statusCode()).as(elsewhere).isEqualTo(404);
    }
  }

  @Test
  void outlivesBrokenUploads() throws Exception {
    String head = "POST /api/v0/add HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    String cut = "--frontier\r\nContent-Disposition: form-data; filename=\"a\"\r\n\r\nhalf a file";
    String type = "Content-Type: multipart/form-data; boundary=frontier\r\n";
    JsonNode pins = daemon.json("pin/ls");
    assertThat(daemon.raw(head + type + "Content-Length: " + cut.length() + "\r\n\r\n" + cut))
        .startsWith("HTTP/1.1 500")
        .contains("ended before its last boundary");
    assertThat(daemon.json("pin/ls")).as("nothing of half a file is pinned").isEqualTo(pins);
    assertThat(daemon.raw(head + "Content-Type: multipart/form-data\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
    assertThat(daemon.json("version").has("Version")).isTrue();
  }

  @Test
  void refusesHeadsBeyondItsBounds() throws Exception {
    String long1 =
        "POST /api/v0/version HTTP/1.1\r\nHost: localhost\r\nX-Long: "
            + "a".repeat(80_000)
            + "\r\n\r\n";
    assertThat(daemon.raw(long1)).startsWith("HTTP/1.1 4");
    String longQuery =
        "POST /api/v0/version?a=" + "b".repeat(300_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    assertThat(daemon.raw(longQuery)).doesNotStartWith("HTTP/1.1 200");
    assertThat(daemon.json("version").has("Version")).isTrue();
  }
}
