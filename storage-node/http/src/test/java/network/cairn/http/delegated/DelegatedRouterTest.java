package network.cairn.http.delegated;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import network.cairn.base.time.Fatal;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.content.routing.ContentRouting;
import network.cairn.content.routing.ProviderInfo;
import network.cairn.http.client.BoundedBody;
import network.cairn.http.client.Redirect;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class DelegatedRouterTest {
  private static final Cid CID = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {1}));
  private static final Duration LONG = Duration.ofSeconds(60);

  private final SplittableRandom random = new SplittableRandom(1);
  private final Scheduler scheduler = new RealScheduler(Fatal.halt());
  private final Kept kept = new Kept();

  private static final class Kept implements ContentRouting.Sink {
    final List<ProviderInfo> found = new ArrayList<>();
    final List<String> failures = new ArrayList<>();

    @Override
    public boolean found(ProviderInfo provider) {
      found.add(provider);
      return true;
    }

    @Override
    public void failed(String why) {
      failures.add(why);
    }

    List<String> addresses() {
      return found.stream().flatMap(p -> p.addresses().stream()).map(Object::toString).toList();
    }
  }

  private PeerId peer() {
    return PeerId.of(PrivateKey.generate(KeyType.ED25519, random).publicKey());
  }

  private String record(String... addresses) {
    return record(peer(), addresses);
  }

  private static String record(PeerId peer, String... addresses) {
    String texts =
        IntStream.range(0, addresses.length)
            .mapToObj(i -> "\"" + addresses[i] + "\"")
            .collect(Collectors.joining(","));
    return "{\"Schema\":\"peer\",\"ID\":\"" + peer + "\",\"Addrs\":[" + texts + "],\"new\":{}}";
  }

  private DelegatedRouter router(String url) {
    return new DelegatedRouter(RouterUrl.parse(url), scheduler, "cairn/test");
  }

  @Test
  void readsWhoGivesBlocksOverHttpWhereThatIsOfUse() throws Exception {
    String gateway = "\"/dns4/gateway.example/tcp/443/https\"";
    String head = "{\"Schema\":\"peer\",\"ID\":\"" + peer() + "\",\"Addrs\":[" + gateway;
    String only = head + "],\"Protocols\":[\"transport-ipfs-gateway-http\"]}\n";
    String both =
        head.replace("gateway.example", "both.example")
            + ",\"/ip4/10.0.0.1/tcp/1\"],"
            + "\"Protocols\":[\"transport-bitswap\",\"transport-ipfs-gateway-http\"]}\n";
    String bitswap =
        head.replace("gateway.example", "no.example")
            + ",\"/ip4/10.0.0.2/tcp/2\"],\"Protocols\":[\"transport-bitswap\"]}\n";
    FakeRouter.Behaviour told =
        e -> FakeRouter.send(e, 200, FakeRouter.LINES, only + both + bitswap);
    try (FakeRouter fake = new FakeRouter(told);
        DelegatedRouter router =
            new DelegatedRouter(RouterUrl.parse(fake.url()), scheduler, "cairn/test", true)) {
      router.findProviders(CID, 20, LONG, kept);
      assertThat(fake.asked.getFirst())
          .endsWith("=unknown,transport-bitswap,transport-ipfs-gateway-http");
    }
    assertThat(kept.addresses())
        .containsExactly(
            "/dns4/gateway.example/tcp/443/https",
            "/dns4/both.example/tcp/443/https",
            "/ip4/10.0.0.1/tcp/1",
            "/ip4/10.0.0.2/tcp/2");
    kept.found.clear();
    find(told, LONG);
    assertThat(kept.addresses()).containsExactly("/ip4/10.0.0.1/tcp/1", "/ip4/10.0.0.2/tcp/2");
  }

  private void find(FakeRouter fake, Duration time) throws InterruptedException {
    try (DelegatedRouter router = router(fake.url())) {
      router.findProviders(CID, 20, time, kept);
    }
  }

  private void find(FakeRouter.Behaviour behaviour, Duration time) throws Exception {
    try (FakeRouter fake = new FakeRouter(behaviour)) {
      find(fake, time);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {FakeRouter.LINES, "Application/X-NDJSON; charset=utf-8"})
  void readsLines(String type) throws Exception {
    String body = record("/ip4/10.0.0.1/tcp/1") + "\n\n" + record("/ip4/10.0.0.2/tcp/2");
    try (FakeRouter fake = new FakeRouter(e -> FakeRouter.send(e, 200, type, body))) {
      find(fake, LONG);
      assertThat(fake.asked)
          .containsExactly(
              "/routing/v1/providers/" + CID + "?filter-protocols=unknown,transport-bitswap");
    }
    assertThat(kept.addresses()).containsExactly("/ip4/10.0.0.1/tcp/1", "/ip4/10.0.0.2/tcp/2");
    assertThat(kept.failures).isEmpty();
  }

  @Test
  void readsOneObject() throws Exception {
    String body = "{\"Providers\":[" + record("/ip4/10.0.0.1/tcp/1") + "]}";
    find(e -> FakeRouter.send(e, 200, FakeRouter.JSON, body), LONG);
    assertThat(kept.addresses()).containsExactly("/ip4/10.0.0.1/tcp/1");
  }

  /// The record comes before the answer has an end.
  @Test
  void tellsARecordAsItComes() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    AtomicReference<IOException> late = new AtomicReference<>();
    String line = record("/ip4/10.0.0.1/tcp/1") + "\n";
    try (FakeRouter fake =
            new FakeRouter(exchange -> {
              exchange.getResponseHeaders().set("Content-Type", FakeRouter.LINES);
              exchange.sendResponseHeaders(200, 0);
              OutputStream out = exchange.getResponseBody();
              out.write(line.getBytes(StandardCharsets.UTF_8));
              out.flush();
              try {
                told.await();
              } catch (InterruptedException e) {
                late.set(new IOException(e));
              }
            });
        DelegatedRouter router = router(fake.url())) {
      router.findProviders(
          CID,
          20,
          LONG,
          new ContentRouting.Sink() {
            @Override
            public boolean found(ProviderInfo provider) {
              told.countDown();
              return true;
            }

            @Override
            public void failed(String why) {
              kept.failures.add(why);
            }
          });
    }
    assertThat(told.getCount()).isZero();
    assertThat(late.get()).isNull();
    assertThat(kept.failures).isEmpty();
  }

  /// Kubo's own test of its client.
  @Test
  void readsTheOlderSchema() throws Exception {
    Path vector =
        Path.of(System.getProperty("vectors.dir", ""), "routing", "FindProvidersResponse.json");
    String body =
        Files.exists(vector)
            ? Files.readString(vector)
            : "{\"Providers\":[{\"Protocol\":\"transport-bitswap\",\"Schema\":\"bitswap\",\"ID\":"
                + "\"12D3KooWARYacCc6eoCqvsS9RW9MA2vo51CV75deoiqssx3YgyYJ\",\"Addrs\":"
                + "[\"/ip4/0.0.0.0/tcp/4001\",\"/ip4/0.0.0.0/tcp/4002\"]}]}";
    find(e -> FakeRouter.send(e, 200, FakeRouter.JSON, body), LONG);
    assertThat(kept.found.getFirst().peer().toString())
        .isEqualTo("12D3KooWARYacCc6eoCqvsS9RW9MA2vo51CV75deoiqssx3YgyYJ");
    assertThat(kept.addresses()).containsExactly("/ip4/0.0.0.0/tcp/4001", "/ip4/0.0.0.0/tcp/4002");
  }

  @ParameterizedTest
  @CsvSource({"404,text/plain", "200," + FakeRouter.LINES})
  void takesNothingForNobody(int status, String type) throws Exception {
    find(e -> FakeRouter.send(e, status, type, ""), LONG);
    assertThat(kept.found).isEmpty();
    assertThat(kept.failures).isEmpty();
  }

  @Test
  void passesOverWhatItCannotUse() throws Exception {
    PeerId peer = peer();
    String body =
        String.join(
            "\n",
            "{}",
            "[]",
            "{\"Schema\":\"peer\",\"ID\":7}",
            "{\"Schema\":\"peer\",\"ID\":\"nobody\",\"Addrs\":[\"/ip4/10.0.0.1/tcp/1\"]}",
            record(
                peer,
                "none",
                "/ip4/10.0.0.9/tcp/9/p2p/" + peer(),
                "/unix/a",
                "/ip4/10.0.0.1/tcp/1/p2p/" + peer),
            "{\"Schema\":\"peer\",\"ID\":\""
                + peer()
                + "\",\"Protocols\":[\"transport-ipfs-gateway-http\"],\"Addrs\":[\"/ip4/10.0.0.2/tcp/1\"]}");
    find(e -> FakeRouter.send(e, 200, FakeRouter.LINES, body), LONG);
    assertThat(kept.addresses()).containsExactly("/ip4/10.0.0.1/tcp/1");
  }

  @Test
  void asksWhereAProviderWithoutAddressesIs() throws Exception {
    PeerId placed = peer();
    PeerId lost = peer();
    try (FakeRouter fake =
        new FakeRouter(e -> {
          String path = e.getRequestURI().getPath();
          if (path.contains("/providers/")) {
            FakeRouter.send(e, 200, FakeRouter.LINES, record(lost) + "\n" + record(placed));
          } else if (path.endsWith(placed.toString())) {
            FakeRouter.send(
                e,
                200,
                FakeRouter.JSON,
                "{\"Peers\":[" + record(placed, "/ip4/10.0.0.1/tcp/1") + "]}");
          } else {
            FakeRouter.send(e, 200, FakeRouter.JSON, "{\"Peers\":[]}");
          }
        })) {
      find(fake, LONG);
      assertThat(kept.found)
          .containsExactly(
              new ProviderInfo(lost, List.of()),
              new ProviderInfo(
                  placed,
                  List.of(network.cairn.libp2p.multiaddr.Multiaddr.parse("/ip4/10.0.0.1/tcp/1"))));
      try (DelegatedRouter router = router(fake.url())) {
        assertThat(router.findPeer(placed, LONG).orElseThrow().addresses()).hasSize(1);
        assertThat(router.findPeer(lost, LONG)).isEmpty();
      }
    }
  }

  @Test
  void takesAsManyAsAreWanted() throws Exception {
    String body =
        IntStream.range(0, 400)
            .mapToObj(i -> record("/ip4/10.0.0.1/tcp/" + (1 + i)))
            .collect(Collectors.joining("\n"));
    find(e -> FakeRouter.send(e, 200, FakeRouter.LINES, body), LONG);
    assertThat(kept.found).hasSize(20);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500 | text/plain | answers with status 500",
        "429 | text/plain | answers with status 429",
        "200 | text/html | answers with neither JSON nor lines of it",
        "200 | application/json | answers with what is no JSON",
        "200 | application/x-ndjson | answers with what is no JSON"
      })
  void saysWhatIsWrongWithAnAnswer(int status, String type, String why) throws Exception {
    find(e -> FakeRouter.send(e, status, type, "<no>"), LONG);
    assertThat(kept.failures).hasSize(1);
    assertThat(kept.failures.getFirst()).startsWith("the router http://127.0.0.1:").endsWith(why);
  }

  @Test
  void doesNotReadOnWithoutEnd() throws Exception {
    byte[] some = (record("/ip4/10.0.0.1/tcp/1") + "\n").repeat(1).getBytes(StandardCharsets.UTF_8);
    byte[] blank = " ".repeat(1 << 12).getBytes(StandardCharsets.UTF_8);
    find(
        e -> {
          e.getResponseHeaders().set("Content-Type", FakeRouter.LINES);
          e.sendResponseHeaders(200, 0);
          e.getResponseBody().write(some);
          for (int i = 0; i < 10_000; i++) {
            e.getResponseBody().write(blank);
          }
        },
        LONG);
    assertThat(kept.found).hasSize(1);
    assertThat(kept.failures.getFirst()).contains("a line of more than 65536 bytes");
    kept.failures.clear();
    find(
        e -> {
          e.getResponseHeaders().set("Content-Type", FakeRouter.JSON);
          e.sendResponseHeaders(200, 0);
          for (int i = 0; i < 10_000; i++) {
            e.getResponseBody().write(blank);
          }
        },
        LONG);
    assertThat(kept.failures.getFirst()).contains("more than 1048576 bytes");
  }

  /// One that never answers, and one that says a space a while.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void endsAtItsTimeWhoeverTrickles(boolean headed) throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (FakeRouter fake =
        new FakeRouter(e -> {
          if (headed) {
            e.getResponseHeaders().set("Content-Type", FakeRouter.LINES);
            e.sendResponseHeaders(200, 0);
          }
          try {
            while (!end.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
              if (headed) {
                e.getResponseBody().write(' ');
                e.getResponseBody().flush();
              }
            }
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        })) {
      find(fake, Duration.ofMillis(300));
    } finally {
      end.countDown();
    }
    assertThat(kept.failures.getFirst()).endsWith("has not answered in time");
  }

  @Test
  void restsAfterAFailure() throws Exception {
    try (FakeRouter fake =
            new FakeRouter(e -> {
              e.getResponseHeaders().set("Retry-After", "120");
              FakeRouter.send(e, 500, "text/plain", "no");
            });
        DelegatedRouter router = router(fake.url())) {
      router.findProviders(CID, 20, LONG, kept);
      router.findProviders(CID, 20, LONG, kept);
      assertThat(fake.asked).hasSize(1);
    }
    assertThat(kept.failures.getLast()).contains("failed and is asked again in ");
  }

  @Test
  void restsAsLongAsItIsTold() throws Exception {
    try (FakeRouter fake =
            new FakeRouter(e -> {
              e.getResponseHeaders().set("Retry-After", "120");
              FakeRouter.send(e, 429, "text/plain", "no");
            });
        DelegatedRouter router = router(fake.url())) {
      router.findProviders(CID, 20, LONG, kept);
      router.findProviders(CID, 20, LONG, kept);
    }
    assertThat(kept.failures.getLast()).matches(".* again in 1[12][0-9] s");
  }

  @Test
  void saysThatItCannotBeReached() throws Exception {
    String url;
    try (FakeRouter gone = new FakeRouter(e -> {})) {
      url = gone.url();
    }
    try (DelegatedRouter router = router(url)) {
      router.findProviders(CID, 20, LONG, kept);
    }
    assertThat(kept.failures.getFirst()).startsWith("the router " + url + " cannot be asked");
  }

  @Test
  void followsARedirectOfTheSameServer() throws Exception {
    String body = record("/ip4/10.0.0.1/tcp/1");
    try (FakeRouter fake =
        new FakeRouter(e -> {
          if (e.getRequestURI().getPath().startsWith("/moved")) {
            FakeRouter.send(e, 200, FakeRouter.LINES, body);
          } else {
            e.getResponseHeaders().set("Location", "/moved");
            FakeRouter.send(e, 302, "text/plain", "");
          }
        })) {
      find(fake, LONG);
    }
    assertThat(kept.found).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:1/",
        "http://localhost/",
        "ftp://127.0.0.1/",
        "//10.0.0.1/x",
        "http://[",
        "file:///etc/passwd"
      })
  void followsNoRedirectToOthers(String target) throws Exception {
    try (FakeRouter fake =
        new FakeRouter(e -> {
          e.getResponseHeaders().set("Location", target);
          FakeRouter.send(e, 307, "text/plain", "");
        })) {
      find(fake, LONG);
      assertThat(fake.asked).hasSize(1);
    }
    assertThat(kept.failures.getFirst()).contains(" redirects to ");
  }

  @Test
  void followsNoLoop() throws Exception {
    try (FakeRouter fake =
        new FakeRouter(e -> {
          e.getResponseHeaders().set("Location", e.getRequestURI().toString());
          FakeRouter.send(e, 301, "text/plain", "");
        })) {
      find(fake, LONG);
      assertThat(fake.asked).hasSize(1 + Redirect.MOST);
    }
    assertThat(kept.failures.getFirst()).endsWith("redirects more than 3 times");
  }

  /// A router of the internet does not send this node into its own networks.
  @Test
  void leavesOutPrivateAddressesOfPublicRouters() throws Exception {
    String body =
        record(
            "/ip4/127.0.0.1/tcp/5001",
            "/ip4/192.168.1.1/tcp/80",
            "/ip6/fe80::1/tcp/1",
            "/ip4/8.8.4.4/tcp/4001",
            "/dns4/peer.example/tcp/443");
    assertThat(told("https://router.example", false, body))
        .containsExactly("/ip4/8.8.4.4/tcp/4001", "/dns4/peer.example/tcp/443");
  }

  @Test
  void sendsRequestsToThisMachineOnlyByTheWordOfARouterOnIt() throws Exception {
    String body =
        record("/ip4/127.0.0.1/tcp/5001/http", "/ip6/::1/tcp/1/http", "/ip4/10.0.0.1/tcp/1/https");
    String lan = "/ip4/10.0.0.1/tcp/1/https";
    assertThat(told("http://10.0.0.2", true, body)).containsExactly(lan);
    for (String own : List.of("http://127.0.0.1:1", "http://localhost", "http://[::1]")) {
      assertThat(told(own, true, body)).as(own).hasSize(3).contains(lan);
    }
    assertThat(told("http://10.0.0.2", false, record("/ip4/127.0.0.1/tcp/4001"))).hasSize(1);
  }

  /// The addresses that a router's word of one record gives.
  private List<String> told(String router, boolean http, String body) throws Exception {
    BoundedBody piece = new BoundedBody(scheduler, 1 << 16);
    piece.onSubscribe(new NoSubscription());
    piece.onNext(List.of(java.nio.ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))));
    piece.onComplete();
    List<PeerRecord> records = new ArrayList<>();
    new RouterAnswer(RouterUrl.parse(router), http)
        .read(piece, true, "Providers", scheduler.deadline(LONG), records::add);
    return records.getFirst().addresses().stream().map(Object::toString).toList();
  }

  private static final class NoSubscription implements java.util.concurrent.Flow.Subscription {
    @Override
    public void request(long count) {}

    @Override
    public void cancel() {}
  }

  @ParameterizedTest
  @CsvSource({
    "https://router.example,true,true,false",
    "https://router.example/,true,true,false",
    "https://router.example/routing/v1/,true,true,false",
    "https://router.example/routing/v1/providers,true,false,false",
    "https://router.example/routing/v1/peers,false,true,false",
    "https://router.example/routing/v1/ipns,false,false,false",
    "http://127.0.0.1:8080,true,true,true",
    "http://localhost:8080,true,true,true",
    "http://[::1]:8080,true,true,true",
    "http://10.1.2.3,true,true,true",
    "http://8.8.8.8,true,true,false"
  })
  void readsWhereARouterIs(String text, boolean providers, boolean peers, boolean local) {
    RouterUrl url = RouterUrl.parse(text);
    assertThat(url.providers()).isEqualTo(providers);
    assertThat(url.peers()).isEqualTo(peers);
    assertThat(url.local()).isEqualTo(local);
    assertThat(URI.create(url.base()).getPath()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "auto",
        "router.example",
        "ftp://router.example",
        "https://",
        "https://user:secret@router.example",
        "https://router.example/?a=b",
        "https://router.example/#a",
        "https://router.example/other",
        "https://a b"
      })
  void refusesWhatNamesNoRouter(String text) {
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> RouterUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }
}
