package network.cairn.http.delegated;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import network.cairn.base.time.Fatal;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.http.door.HttpDoor;
import network.cairn.http.door.NetworkPrefix;
import network.cairn.http.door.TestRequest;
import network.cairn.http.rpc.TestResponse;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class RoutingHandlerTest {
  private static final Cid CID = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {1}));
  private static final String RECORD = "application/vnd.ipfs.ipns-record";
  private static final String LINES = "application/x-ndjson";

  private final SplittableRandom random = new SplittableRandom(1);
  private SimScheduler sim = new SimScheduler(1);
  private final KnownSource source = new KnownSource(sim);
  private Optional<PeerId> gateway = Optional.empty();
  private RoutingHandler handler = new RoutingHandler(source, sim);

  private PeerRecord peer(int port, String... protocols) {
    PeerId id = PeerId.of(PrivateKey.generate(KeyType.ED25519, random).publicKey());
    return new PeerRecord(
        id, List.of(Multiaddr.parse("/ip4/192.0.2.1/tcp/" + port)), List.of(protocols));
  }

  /// Each simulation runs once.
  private void run(SimScheduler.Scenario scenario) {
    sim = new SimScheduler(1);
    source.scheduler = sim;
    handler = new RoutingHandler(source, gateway, sim);
    sim.run(scenario);
  }

  private TestResponse ask(TestRequest request) {
    TestResponse response = new TestResponse();
    run(() -> handler.handle(request, response));
    response.assertEnded();
    return response;
  }

  private TestResponse get(String path) {
    return ask(TestRequest.of("GET", "/routing/v1/" + path));
  }

  private TestResponse lines(String path) {
    return ask(TestRequest.of("GET", "/routing/v1/" + path).with("Accept", LINES));
  }

  @Test
  void tellsWhoHasABlock() {
    source.providers.add(peer(1, "transport-bitswap"));
    source.providers.add(peer(2));
    TestResponse answer = get("providers/" + CID).good();
    String first = source.providers.getFirst().id().toString();
    assertThat(answer.text())
        .startsWith(
            "{\"Providers\":[{\"Schema\":\"peer\",\"ID\":\""
                + first
                + "\",\"Addrs\":[\"/ip4/192.0.2.1/tcp/1\"],\"Protocols\":[\"transport-bitswap\"]},")
        .endsWith("\"Addrs\":[\"/ip4/192.0.2.1/tcp/2\"]}]}\n");
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(answer.header("Vary")).contains("Accept");
    assertThat(answer.header("Access-Control-Allow-Origin")).contains("*");
    assertThat(answer.header("Cache-Control"))
        .contains("public, max-age=300, stale-while-revalidate=172800, stale-if-error=172800");
    assertThat(answer.header("Last-Modified")).contains("Fri, 15 Jan 2027 08:00:00 GMT");
  }

  /// IPIP-513: no error, and soon asked for again.
  @Test
  void tellsThatNobodyHasABlock() {
    TestResponse answer = get("providers/" + CID).good();
    assertThat(answer.text()).isEqualTo("{\"Providers\":[]}\n");
    assertThat(answer.header("Cache-Control")).contains("max-age=15,");
    TestResponse streamed = lines("providers/" + CID).good();
    assertThat(streamed.text()).isEmpty();
    assertThat(streamed.header("Content-Type")).contains(LINES);
  }

  /// Only to who has reached this very address: a proxy's callers would ask themselves.
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:5001", "localhost:5001", "gateway.example", ""})
  void namesTheGatewayBehindTheSameDoor(String host) {
    source.providers.add(peer(1, "transport-bitswap"));
    source.providers.add(peer(2, "transport-bitswap"));
    gateway = Optional.of(source.providers.getFirst().id());
    String text =
        ask(TestRequest.of("GET", "/routing/v1/providers/" + CID).with("Host", host)).good().text();
    String own =
        "\"Addrs\":[\"/ip4/127.0.0.1/tcp/5001/http\",\"/ip4/192.0.2.1/tcp/1\"],"
            + "\"Protocols\":[\"transport-bitswap\",\"transport-ipfs-gateway-http\"]";
    assertThat(text.contains(own)).isEqualTo(host.endsWith(":5001"));
    assertThat(text).contains("\"Addrs\":[\"/ip4/192.0.2.1/tcp/2\"]");
  }

  @Test
  void boundsOneObjectAndStreamsMore() {
    IntStream.range(0, 700).forEach(i -> source.providers.add(peer(1 + i)));
    assertThat(get("providers/" + CID).good().json().path("Providers").size()).isEqualTo(100);
    assertThat(lines("providers/" + CID).good().lines()).hasSize(500);
  }

  @Test
  void filters() {
    source.providers.add(peer(1, "transport-bitswap"));
    source.providers.add(peer(2));
    assertThat(get("providers/" + CID + "?filter-addrs=quic-v1").good().text())
        .isEqualTo("{\"Providers\":[]}\n");
    assertThat(
            get("providers/" + CID + "?filter-protocols=unknown&filter-addrs=tcp,quic-v1")
                .good()
                .json()
                .path("Providers")
                .size())
        .isEqualTo(1);
    assertThat(get("providers/" + CID + "?filter-addrs=" + "x".repeat(100)).status())
        .isEqualTo(422);
  }

  @Test
  void tellsWhereAPeerIs() {
    PeerRecord known = peer(7);
    source.peers.put(known.id(), known);
    String asCid = Cid.v1(Multicodec.LIBP2P_KEY, Multihash.decode(known.id().bytes())).toString();
    for (String name : List.of(known.id().toString(), asCid)) {
      assertThat(get("peers/" + name).good().json().path("Peers").get(0).path("ID").asString())
          .isEqualTo(known.id().toString());
    }
    assertThat(get("peers/" + peer(8).id()).good().text()).isEqualTo("{\"Peers\":[]}\n");
  }

  @Test
  void tellsWhoIsClosest() {
    source.closest.addAll(List.of(peer(1), peer(2)));
    PeerId id = peer(3).id();
    assertThat(get("dht/closest/peers/" + CID).good().json().path("Peers").size()).isEqualTo(2);
    assertThat(lines("dht/closest/peers/" + id).good().lines()).hasSize(2);
    assertThat(source.keys).containsExactly(CID.multihash().bytes(), id.bytes());
    source.closest.clear();
    assertThat(get("dht/closest/peers/" + CID).status()).isEqualTo(404);
    source.dht = false;
    assertThat(get("dht/closest/peers/" + CID).status()).isEqualTo(501);
  }

  @Test
  void givesTheRecordOfAName() {
    PeerId name = peer(1).id();
    byte[] bytes = {1, 2, 3};
    Instant now = Instant.ofEpochMilli(sim.epochMillis());
    source.names.put(
        name, new NameRecord(bytes, now.plus(Duration.ofHours(1)), Duration.ofMinutes(5)));
    TestRequest asked = TestRequest.of("GET", "/routing/v1/ipns/" + name);
    assertThat(ask(asked).status()).isEqualTo(406);
    assertThat(ask(asked.with("Accept", "application/json")).status()).isEqualTo(406);
    TestResponse answer = ask(asked.with("Accept", RECORD)).good();
    assertThat(answer.bytes()).isEqualTo(bytes);
    assertThat(answer.header("Content-Type")).contains(RECORD);
    assertThat(answer.header("Cache-Control"))
        .contains("public, max-age=300, stale-while-revalidate=3600, stale-if-error=3600");
    assertThat(answer.header("Expires")).contains("Fri, 15 Jan 2027 09:00:00 GMT");
    String tag = answer.header("Etag");
    assertThat(ask(asked.with("Accept", RECORD).with("If-None-Match", tag)).status())
        .isEqualTo(304);
    source.names.put(name, new NameRecord(bytes, Instant.MAX, Duration.ZERO));
    assertThat(ask(asked.with("Accept", "*/*")).good().header("Cache-Control"))
        .contains("max-age=60,");
  }

  @Test
  void saysThatANameHasNoRecordByAnotherType() {
    TestResponse answer =
        ask(TestRequest.of("GET", "/routing/v1/ipns/" + peer(1).id()).with("Accept", RECORD));
    assertThat(answer.good().header("Content-Type")).startsWith("text/plain");
  }

  @Test
  void publishesTheRecordOfAName() {
    PeerId name = peer(1).id();
    TestRequest put = TestRequest.of("PUT", "/routing/v1/ipns/" + name).with(new byte[] {1, 2, 3});
    assertThat(ask(put).status()).isEqualTo(406);
    assertThat(ask(put.with("Content-Type", RECORD)).good().text()).contains("1 peers");
    assertThat(source.published.get(name)).containsExactly(1, 2, 3);
    TestRequest again = TestRequest.of("PUT", "/routing/v1/ipns/" + name);
    assertThat(ask(again.with("Content-Type", RECORD).with(new byte[10_241])).status())
        .isEqualTo(400);
    source.takers = 0;
    assertThat(ask(again.with("Content-Type", RECORD)).status()).isEqualTo(503);
    source.dht = false;
    assertThat(ask(again.with("Content-Type", RECORD)).status()).isEqualTo(501);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "providers/nothing",
        "providers/Qm",
        "peers/nobody",
        "peers/12D3KooW",
        "dht/closest/peers/x",
        "dht/closest/peers/1x"
      })
  void refusesWhatNamesNothing(String path) {
    TestResponse answer = get(path);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text().lines()).hasSize(1);
    assertThat(answer.header("Cache-Control")).contains("no-store");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "providers", "providers/", "providers/a/b", "dht/closest/x", "x/y"})
  void refusesPathsThatAreNotThere(String path) {
    assertThat(get(path).status()).isEqualTo(400);
  }

  @Test
  void refusesNamesThatAreNone() {
    TestRequest asked = TestRequest.of("GET", "/routing/v1/ipns/no.name").with("Accept", RECORD);
    assertThat(ask(asked).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "DELETE", "PUT", "HEAD"})
  void changesNothing(String method) {
    assertThat(ask(TestRequest.of(method, "/routing/v1/providers/" + CID)).status()).isEqualTo(501);
  }

  @Test
  void letsWebPagesAsk() {
    TestResponse answer =
        ask(
            TestRequest.of("OPTIONS", "/routing/v1/providers/" + CID)
                .with("Origin", "https://x.example"));
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Access-Control-Allow-Methods")).contains("GET, PUT, OPTIONS");
  }

  @Test
  void endsWithinItsTimeWhoeverIsSlow() {
    source.providers.addAll(List.of(peer(1), peer(2), peer(3)));
    source.pause = Optional.of(Duration.ofSeconds(9));
    TestResponse response = new TestResponse();
    run(() -> {
      long began = sim.nanoTime();
      handler.handle(TestRequest.of("GET", "/routing/v1/providers/" + CID), response);
      assertThat(Duration.ofNanos(sim.nanoTime() - began)).isEqualTo(Duration.ofSeconds(20));
    });
    assertThat(response.good().json().path("Providers").size()).isEqualTo(2);
  }

  @Test
  void tellsAFaultOnlyWhereNothingWasFound() {
    source.fault = Optional.of(new IllegalStateException("broken"));
    TestResponse broken = get("providers/" + CID);
    assertThat(broken.status()).isEqualTo(500);
    assertThat(broken.text()).doesNotContain("broken");
    source.providers.add(peer(1));
    assertThat(get("providers/" + CID).good().json().path("Providers").size()).isEqualTo(1);
  }

  /// Callers of one network leave places for others.
  @Test
  void boundsWhatIsAskedAtOnce() {
    source.providers.add(peer(1));
    source.pause = Optional.of(Duration.ofSeconds(5));
    List<TestResponse> answers = new ArrayList<>();
    run(() -> {
      List<Scheduler.Task> tasks = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        tasks.add(asked(answers, 1));
      }
      for (int network = 2; network < 12; network++) {
        for (int i = 0; i < 6; i++) {
          tasks.add(asked(answers, network));
        }
      }
      for (Scheduler.Task task : tasks) {
        task.join();
      }
      // Places are given back.
      asked(answers, 1).join();
    });
    assertThat(answers.getLast().status()).isEqualTo(200);
    assertThat(answers.stream().filter(a -> a.status() == 200)).hasSize(RoutingHandler.AT_ONCE + 1);
    assertThat(answers.stream().filter(a -> a.status() == 429)).isNotEmpty();
    assertThat(answers.stream().filter(a -> a.status() == 503)).isNotEmpty();
    assertThat(answers.stream().filter(a -> a.status() != 200))
        .allSatisfy(a -> assertThat(a.header("Retry-After")).contains("1"));
  }

  private Scheduler.Task asked(List<TestResponse> answers, int network) {
    TestResponse response = new TestResponse();
    answers.add(response);
    TestRequest plain = TestRequest.of("GET", "/routing/v1/providers/" + CID);
    TestRequest request =
        new TestRequest(
            plain.method(),
            plain.path(),
            plain.query(),
            Map.of(),
            plain.body(),
            Optional.of(new NetworkPrefix("network " + network)));
    return sim.start(
        "caller",
        () -> {
          try {
            handler.handle(request, response);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /// Over a real door: lines come while the search goes on.
  @Test
  void streamsThroughADoor() throws Exception {
    Scheduler real = new RealScheduler(Fatal.halt());
    KnownSource slow = new KnownSource(real);
    slow.providers.addAll(List.of(peer(1), peer(2)));
    try (HttpDoor door =
            HttpDoor.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                "cairn/test",
                Map.of(RoutingHandler.PREFIX, new RoutingHandler(slow, real)));
        HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:" + door.port() + "/routing/v1/providers/" + CID))
                  .header("Accept", LINES)
                  .build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body().lines()).hasSize(2);
      assertThat(answer.headers().firstValue("Content-Type")).contains(LINES);
    }
  }
}
