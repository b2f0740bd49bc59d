package network.cairn.http.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import network.cairn.http.door.HttpDoor;
import network.cairn.http.door.NetworkPrefix;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;
import network.cairn.ledger.api.LedgerService;
import network.cairn.ledger.api.LedgerTransport;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Profile;
import network.cairn.proto.ledger.AccountRecord;
import network.cairn.proto.ledger.Event;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledgerapi.EventItem;
import network.cairn.proto.ledgerapi.LightBlockRequest;
import network.cairn.proto.ledgerapi.ScanRequest;
import network.cairn.proto.ledgerapi.StatusRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A ledger behind a real server, read by the client that trusts its network file alone.
final class LedgerHandlerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  @TempDir private Path folder;

  @Test
  void servesAClientThatProvesEverything() throws Exception {
    LedgerHome home =
        LedgerHome.init(
            folder.resolve("ledger"),
            LedgerHome.Plan.of("cairn-dev-door", URI.create("http://127.0.0.1:1")),
            new SecureRandom(),
            InstantSource.system());
    try (LedgerHome.Running running = home.engine(InstantSource.system(), LedgerMetrics.none())) {
      running.engine().start();
      assertThat(running.engine().awaitHeight(3, PATIENCE)).isTrue();
      LedgerService service = new LedgerService(new LocalLedger(running.engine()));
      InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      URI url;
      try (HttpDoor door =
          HttpDoor.open(
              loopback,
              "cairn/test",
              Map.of(LedgerService.PREFIX, new LedgerHandler(service, Profile.DEV, 4, 3)))) {
        url = URI.create("http://127.0.0.1:" + door.port());
        NetworkFile network = NetworkFile.of(home.genesis(), url);
        try (RemoteLedger client = RemoteLedger.over(network, InstantSource.system())) {
          assertThat(client.status().height()).isGreaterThanOrEqualTo(3);
          ByteString account =
              client.get(StateKeys.account(home.treasury().address())).orElseThrow();
          assertThat(Amount.decode(AccountRecord.parseFrom(account).getBalance()))
              .isEqualTo(Amount.SUPPLY);
        }
        refusesWhatIsNoRequest(url);
        answersJsonIfAsked(url);
      }
      try (RemoteLedger client =
          RemoteLedger.over(NetworkFile.of(home.genesis(), url), InstantSource.system())) {
        assertThatThrownBy(client::status).isInstanceOf(LedgerUnavailable.class);
      }
    }
  }

  private static void answersJsonIfAsked(URI url) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      JsonNode status = json(http, url, "status", StatusRequest.getDefaultInstance(), 200);
      assertThat(status.path("chainId").asString()).isEqualTo("cairn-dev-door");
      assertThat(status.path("height").asString()).matches("[1-9][0-9]*");
      assertThat(status.path("catchingUp").isBoolean()).isTrue();
      assertThat(status.path("chainRef").asString()).matches("[0-9a-f]{64}");
      assertThat(status.path("time").path("seconds").asString()).matches("[0-9]{10}");
      ScanRequest scan =
          ScanRequest.newBuilder()
              .setPrefix(ByteString.copyFrom(new byte[] {1}))
              .setLimit(10)
              .build();
      assertThat(json(http, url, "scan", scan, 200).path("entries").get(0).path("key").asString())
          .startsWith("01");
      LightBlockRequest none = LightBlockRequest.newBuilder().setHeight(9_999_999).build();
      JsonNode problem = json(http, url, "light-block", none, 404);
      assertThat(problem.path("code").asString()).isEqualTo("not-found");
      assertThat(problem.path("detail").asString()).contains("9999999");
    }
  }

  private static JsonNode json(HttpClient http, URI url, String name, Message body, int status)
      throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(url.resolve(LedgerService.PREFIX + name))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    return Json.parse(answer.body());
  }

  @Test
  void writesEventsAsLinesWithAmountsAndAddresses() {
    Event event =
        Event.newBuilder()
            .setKind(EventKind.TRANSFERRED)
            .setAmount(Amount.ofCairn(2).encode())
            .setAccount(ByteString.copyFrom(new byte[32]))
            .setAgreement(7)
            .build();
    EventItem item = EventItem.newBuilder().setHeight(5).setEvent(event).build();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      item.writeDelimitedTo(body);
      item.writeDelimitedTo(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] json =
        new LedgerJson(Profile.DEV)
            .of("events", new LedgerTransport.Reply(200, body.toByteArray()));
    List<String> lines = new String(json, StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(2);
    JsonNode told = Json.parse(lines.getFirst()).path("event");
    assertThat(told.path("kind").asString()).isEqualTo("TRANSFERRED");
    assertThat(told.path("amount").asString()).isEqualTo("2000000000000000000");
    assertThat(told.path("account").asString()).startsWith("tcairn1");
    assertThat(told.path("other").asString()).isEmpty();
    assertThat(told.path("agreement").asString()).isEqualTo("7");
  }

  /// A request whose body comes when the test lets it.
  private static final class Slow implements Request, Response {
    private final NetworkPrefix network;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private volatile int status;
    private volatile Map<String, String> headers = Map.of();

    Slow(String network) {
      this.network = new NetworkPrefix(network);
    }

    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return LedgerService.PREFIX + "nope";
    }

    @Override
    public String query() {
      return "";
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.of("chunked").filter(_ -> name.equals("Transfer-Encoding"));
    }

    @Override
    public Optional<NetworkPrefix> network() {
      return Optional.of(network);
    }

    @Override
    public InputStream body() {
      begun.countDown();
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return InputStream.nullInputStream();
    }

    @Override
    public void send(int code, Map<String, String> fields, byte[] bytes) {
      status = code;
      headers = fields;
    }

    @Override
    public OutputStream start(int code, Map<String, String> fields) {
      throw new IllegalStateException("the ledger's door sends whole answers");
    }

    @Override
    public void fail(String message) {
      throw new IllegalStateException(message);
    }

    @Override
    public void cut(String message) {
      fail(message);
    }
  }

  private static LedgerService nobody() {
    return new LedgerService(
        RemoteLedger.over(
            NetworkFile.parse(
                "cairn-network 1\nchain-id cairn-dev-x\ngenesis-hash "
                    + "00".repeat(32)
                    + "\nvalidator "
                    + "11".repeat(32)
                    + " 1\nledger-url http://127.0.0.1:1\n"),
            InstantSource.system()));
  }

  @Test
  void turnsAwayANetworkThatHasTooManyCallsAndServesOthers() throws Exception {
    LedgerHandler handler = new LedgerHandler(nobody(), Profile.DEV, 3, 2);
    List<Slow> running = List.of(new Slow("10.0.0.1"), new Slow("10.0.0.1"));
    List<Thread> threads = new ArrayList<>();
    for (Slow call : running) {
      threads.add(start(handler, call));
      call.begun.await();
    }
    Slow third = new Slow("10.0.0.1");
    handler.handle(third, third);
    assertThat(third.status).isEqualTo(429);
    assertThat(third.headers).containsEntry("Retry-After", "1");
    Slow other = new Slow("10.0.0.2");
    threads.add(start(handler, other));
    other.begun.await();
    Slow full = new Slow("10.0.0.3");
    handler.handle(full, full);
    assertThat(full.status).isEqualTo(503);
    running.forEach(call -> call.go.countDown());
    other.go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(other.status).isEqualTo(404);
    Slow again = new Slow("10.0.0.1");
    again.go.countDown();
    handler.handle(again, again);
    assertThat(again.status).isEqualTo(404);
  }

  private static Thread start(LedgerHandler handler, Slow call) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            handler.handle(call, call);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void refusesWhatIsNoRequest(URI url) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest.Builder status =
          HttpRequest.newBuilder(url.resolve(LedgerService.PREFIX + "status")).timeout(PATIENCE);
      assertThat(code(http, status.GET())).isEqualTo(405);
      byte[] tooLong = new byte[LedgerService.MAX_REQUEST + 1];
      assertThat(code(http, status.POST(BodyPublishers.ofByteArray(tooLong)))).isEqualTo(413);
      assertThat(code(http, status.POST(BodyPublishers.ofByteArray(new byte[] {7, 7, 7}))))
          .isEqualTo(400);
      HttpRequest.Builder other =
          HttpRequest.newBuilder(url.resolve(LedgerService.PREFIX + "nope")).timeout(PATIENCE);
      assertThat(code(http, other.POST(BodyPublishers.noBody()))).isEqualTo(404);
    }
  }

  private static int code(HttpClient http, HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
