package network.cairn.http.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import network.cairn.base.time.Fatal;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.content.exchange.BlockServer;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.hash.Hashes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class HttpRetrievalTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Scheduler scheduler = new RealScheduler(Fatal.halt());
  private final Told told = new Told();

  /// What a server's taker was told.
  private static final class Told implements BlockServer.Taker {
    final BlockingQueue<Object> all = new LinkedBlockingQueue<>();

    @Override
    public void gave(PeerId server, Block block) {
      all.add(block);
    }

    @Override
    public void lacks(PeerId server, Cid cid) {
      all.add(cid);
    }

    @Override
    public void failed(PeerId server, String why) {
      all.add(why);
    }

    Object next() throws InterruptedException {
      return Optional.ofNullable(all.poll(LONG.toSeconds(), TimeUnit.SECONDS)).orElseThrow();
    }
  }

  private static List<Block> blocks(int count, int size) {
    Random random = new Random(3);
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      blocks.add(Block.of(Cid.v1(Multicodec.RAW, Multihash.sha256(bytes)), bytes));
    }
    return blocks;
  }

  private HttpRetrieval retrieval(RetrievalRules rules, Duration time) {
    return new HttpRetrieval(
        rules, host -> lookup(host), time, new Hashes(), scheduler, "cairn/test");
  }

  private static InetAddress[] lookup(String host) throws UnknownHostException {
    return switch (host) {
      case "localhost" -> new InetAddress[] {InetAddress.getLoopbackAddress()};
      case "inside.example" -> InetAddress.getAllByName("10.0.0.1");
      case "both.example" ->
          new InetAddress[] {InetAddress.getByName("1.1.1.1"), InetAddress.getLoopbackAddress()};
      default -> throw new UnknownHostException(host);
    };
  }

  private static RetrievalRules rules(Set<String> allowed, Set<String> denied) {
    return new RetrievalRules(true, allowed, denied, 4, Block.MAX_SIZE, false);
  }

  /// Asks for one block that the server answers in a way of its own.
  private Object answer(FakeGateway.Behaviour behaviour, Duration time) throws Exception {
    Block block = blocks(1, 100_000).getFirst();
    try (FakeGateway fake = new FakeGateway(behaviour).with(List.of(block));
        HttpRetrieval retrieval = retrieval(RetrievalRules.USUAL, time);
        BlockServer server = retrieval.open(fake.url(), true, told).orElseThrow()) {
      assertThat(server.want(block.cid(), true)).isTrue();
      Object answer = told.next();
      boolean failed = answer instanceof String;
      assertThat(retrieval.stats().failures()).isEqualTo(failed ? 1 : 0);
      if (failed) {
        assertThat(server.want(block.cid(), true)).as("it is asked no further").isFalse();
        assertThat(retrieval.open(fake.url(), true, told)).as("it rests").isEmpty();
      }
      return answer;
    }
  }

  @Test
  void fetchesBlocksAndChecksThem() throws Exception {
    List<Block> blocks = blocks(200, 1_000);
    try (FakeGateway fake = FakeGateway.honest().with(blocks);
        HttpRetrieval retrieval = retrieval(RetrievalRules.USUAL, LONG);
        BlockServer server = retrieval.open(fake.url(), false, told).orElseThrow()) {
      blocks.forEach(block -> assertThat(server.want(block.cid(), false)).isTrue());
      List<Object> came = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        came.add(told.next());
      }
      assertThat(came).containsExactlyInAnyOrderElementsOf(blocks);
      assertThat(retrieval.stats()).isEqualTo(new HttpRetrieval.Stats(200, 200_000, 0));
      assertThat(fake.wasAsked(blocks.getFirst().cid())).isTrue();
    }
  }

  @Test
  void saysWhatAServerLacks() throws Exception {
    Cid cid = blocks(1, 10).getFirst().cid();
    try (FakeGateway fake = FakeGateway.honest();
        HttpRetrieval retrieval = retrieval(RetrievalRules.USUAL, LONG);
        BlockServer server = retrieval.open(fake.url(), false, told).orElseThrow()) {
      assertThat(server.want(cid, true)).isTrue();
      assertThat(told.next()).isEqualTo(cid);
      assertThat(server.want(cid, true)).as("it is asked again").isTrue();
      assertThat(told.next()).isEqualTo(cid);
    }
  }

  @Test
  void takesNoMoreWantsThanItRemembers() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    List<Block> blocks = blocks(HttpBlockServer.MOST + 1, 10);
    try (FakeGateway fake =
            new FakeGateway(
                    (exchange, _) -> {
                      await(begun);
                      exchange.sendResponseHeaders(404, -1);
                    })
                .with(blocks);
        HttpRetrieval retrieval = retrieval(RetrievalRules.USUAL, LONG);
        BlockServer server = retrieval.open(fake.url(), false, told).orElseThrow()) {
      for (Block block : blocks.subList(0, HttpBlockServer.MOST)) {
        assertThat(server.want(block.cid(), false)).isTrue();
        assertThat(server.want(block.cid(), true)).isTrue();
      }
      assertThat(server.want(blocks.getLast().cid(), true)).isFalse();
      begun.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void dropsALiar() throws Exception {
    Object answer =
        answer(
            (exchange, bytes) -> {
              byte[] wrong = bytes.clone();
              wrong[99_999] ^= 1;
              exchange.sendResponseHeaders(200, wrong.length);
              exchange.getResponseBody().write(wrong);
            },
            LONG);
    assertThat(answer.toString()).contains("sends bytes that are not those of");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 429, 400, 403, 204})
  void dropsAServerThatAnswersAnythingElse(int status) throws Exception {
    Object answer = answer((exchange, _) -> exchange.sendResponseHeaders(status, -1), LONG);
    assertThat(answer.toString()).endsWith("answers with status " + status);
  }

  @Test
  void dropsAServerThatSendsMoreThanABlock() throws Exception {
    assertThat(
            answer(
                (exchange, bytes) -> {
                  exchange.sendResponseHeaders(200, Block.MAX_SIZE + 1L);
                  exchange.getResponseBody().write(bytes);
                },
                LONG))
        .asString()
        .endsWith("sends a block of more than 2097152 bytes");
  }

  @Test
  void dropsAServerThatNeverEnds() throws Exception {
    assertThat(answer(HttpRetrievalTest::endless, LONG))
        .asString()
        .endsWith("answers with more than 2097152 bytes");
  }

  private static void endless(HttpExchange exchange, byte[] bytes) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      while (true) {
        body.write(bytes);
      }
    }
  }

  @Test
  void dropsAServerThatTrickles() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try {
      assertThat(
              answer(
                  (exchange, bytes) -> {
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes, 0, 1);
                    exchange.getResponseBody().flush();
                    await(never);
                  },
                  Duration.ofMillis(500)))
          .asString()
          .endsWith("has not answered in time");
    } finally {
      never.countDown();
    }
  }

  @Test
  void dropsAServerThatBreaksOff() throws Exception {
    assertThat(
            answer(
                (exchange, bytes) -> {
                  exchange.sendResponseHeaders(200, bytes.length);
                  exchange.getResponseBody().write(bytes, 0, 50_000);
                },
                LONG))
        .isInstanceOf(String.class);
  }

  @Test
  void followsNoLoop() throws Exception {
    assertThat(
            answer((exchange, _) -> redirect(exchange, exchange.getRequestURI().toString()), LONG))
        .asString()
        .endsWith("redirects more than 3 times");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.1/",
        "http://127.0.0.1:1/",
        "http://169.254.169.254/latest/meta-data",
        "https://other.example/ipfs/x",
        "//localhost/",
        "file:///etc/passwd",
        "http://u@127.0.0.1/"
      })
  void followsNoRedirectToOthers(String target) throws Exception {
    assertThat(answer((exchange, _) -> redirect(exchange, target), LONG))
        .asString()
        .contains(" redirects to ");
  }

  private static void redirect(HttpExchange exchange, String target) throws IOException {
    exchange.getResponseHeaders().set("Location", target);
    exchange.sendResponseHeaders(302, -1);
  }

  @ParameterizedTest
  @CsvSource({
    "https://gateway.example, true",
    "https://1.1.1.1, true",
    "http://gateway.example, false",
    "http://1.1.1.1:8080, false",
    "https://10.0.0.1, false",
    "https://[fc00::1], false",
    "https://169.254.169.254, false",
    "http://192.168.1.1, false",
    "http://127.0.0.1:8080, true",
    "http://[::1]:8080, true",
    "http://localhost:8080, false"
  })
  void asksWhomSomebodyNamesOnlyWithTlsAndInTheInternet(String url, boolean asked)
      throws Exception {
    try (HttpRetrieval retrieval = retrieval(RetrievalRules.USUAL, LONG)) {
      assertThat(retrieval.open(URI.create(url), false, told).isPresent()).isEqualTo(asked);
      assertThat(retrieval.open(URI.create(url), true, told)).as("named by the user").isPresent();
    }
  }

  @Test
  void keepsToTheLists() throws Exception {
    URI one = URI.create("http://10.0.0.1:8080");
    URI other = URI.create("https://other.example");
    try (HttpRetrieval retrieval = retrieval(rules(Set.of("10.0.0.1"), Set.of()), LONG)) {
      assertThat(retrieval.open(one, false, told)).isPresent();
      assertThat(retrieval.open(other, false, told)).isEmpty();
    }
    try (HttpRetrieval retrieval = retrieval(rules(Set.of(), Set.of("other.example")), LONG)) {
      assertThat(retrieval.open(other, false, told)).isEmpty();
      assertThat(retrieval.open(other, true, told)).isEmpty();
    }
    RetrievalRules off = new RetrievalRules(false, Set.of(), Set.of(), 1, 1, false);
    try (HttpRetrieval retrieval = retrieval(off, LONG)) {
      assertThat(retrieval.open(other, false, told)).isEmpty();
      assertThat(retrieval.open(other, true, told)).isPresent();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "inside.example, leads to 10.0.0.1",
    "both.example, leads to 127.0.0.1",
    "localhost, leads to 127.0.0.1",
    "nowhere.example, leads nowhere"
  })
  void sendsNothingToANameThatLeadsInside(String host, String why) throws Exception {
    try (HttpRetrieval retrieval = retrieval(RetrievalRules.USUAL, LONG);
        BlockServer server =
            retrieval.open(URI.create("https://" + host), false, told).orElseThrow()) {
      assertThat(server.want(blocks(1, 10).getFirst().cid(), true)).isTrue();
      assertThat(told.next()).asString().contains(why);
    }
  }

  @Test
  void aServerIsTheSameInAllSessions() throws Exception {
    try (HttpRetrieval retrieval = retrieval(RetrievalRules.USUAL, LONG)) {
      PeerId id = retrieval.open(URI.create("https://A.example/"), true, told).orElseThrow().id();
      assertThat(retrieval.open(URI.create("https://a.example"), true, told).orElseThrow().id())
          .isEqualTo(id);
      assertThat(retrieval.open(URI.create("https://b.example"), true, told).orElseThrow().id())
          .isNotEqualTo(id);
    }
  }

  /// One server that answers nothing holds none of the places of one that the user names.
  @Test
  void asksANamedServerWhileOthersHoldEveryPlace() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(4);
    List<Block> blocks = blocks(20, 100);
    FakeGateway.Behaviour silent =
        (_, _) -> {
          asked.countDown();
          await(never);
        };
    try (FakeGateway slow = new FakeGateway(silent).with(blocks);
        FakeGateway slower = new FakeGateway(silent).with(blocks);
        FakeGateway good = FakeGateway.honest().with(blocks);
        HttpRetrieval retrieval = retrieval(rules(Set.of(), Set.of()), LONG);
        BlockServer first = retrieval.open(slow.url(), false, told).orElseThrow();
        BlockServer second = retrieval.open(slower.url(), false, told).orElseThrow();
        BlockServer named = retrieval.open(good.url(), true, told).orElseThrow()) {
      for (Block block : blocks) {
        first.want(block.cid(), false);
        second.want(block.cid(), false);
      }
      asked.await();
      assertThat(slow.asked).as("a stranger's server has two fetches at first").hasSize(2);
      assertThat(named.want(blocks.getFirst().cid(), true)).isTrue();
      assertThat(told.next()).isEqualTo(blocks.getFirst());
    } finally {
      never.countDown();
    }
  }

  @Test
  void waitsNoLongerForANameThanForABlock() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    HttpRetrieval.Lookup slow =
        host -> {
          await(never);
          throw new UnknownHostException(host);
        };
    try (HttpRetrieval retrieval =
            new HttpRetrieval(
                RetrievalRules.USUAL,
                slow,
                Duration.ofMillis(100),
                new Hashes(),
                scheduler,
                "cairn/test");
        BlockServer server =
            retrieval.open(URI.create("https://slow.example"), false, told).orElseThrow()) {
      assertThat(server.want(blocks(1, 10).getFirst().cid(), true)).isTrue();
      assertThat(told.next()).asString().contains("not looked up in time");
    } finally {
      never.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "ftp://a",
        "https://",
        "https://a?b=c",
        "https://u@a",
        "https://a#b",
        " "
      })
  void refusesWhatIsNoServersUrl(String text) {
    assertThatThrownBy(() -> ServerUrl.parse(text)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ServerUrl.parse("https://a/" + "x".repeat(3_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsServersUrls() {
    assertThat(ServerUrl.parse("HTTPS://Gateway.example:8443/deep//"))
        .isEqualTo(URI.create("https://gateway.example:8443/deep"));
    assertThat(ServerUrl.parse("http://localhost:8080")).hasToString("http://127.0.0.1:8080");
  }
}
