package network.cairn.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import network.cairn.base.time.RealScheduler;
import network.cairn.http.door.TestRequest;
import network.cairn.http.rpc.Callers;
import network.cairn.http.rpc.DoorRules;
import network.cairn.http.rpc.Endpoints;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.Route;
import network.cairn.http.rpc.TestDoor.Upload;
import network.cairn.http.rpc.TestResponse;
import network.cairn.http.rpc.cairn.CairnCommands;
import network.cairn.http.rpc.cairn.LedgerServices;
import network.cairn.http.rpc.cairn.TestServices;
import network.cairn.http.rpc.kubo.KuboCommands;
import network.cairn.http.rpc.kubo.LogTail;
import network.cairn.http.rpc.kubo.TestBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class Api1HandlerTest {
  private static final String TOKEN = "the token";
  private static final String PAGE = "http://localhost:" + TestRequest.PORT;
  private static final LogTail LOG =
      (number, _) ->
          number >= 7
              ? List.of()
              : List.of(new LogTail.Line(7, 1_000, "WARN", "Provider", "<script>no</script>"));

  @TempDir Path home;
  private TestBackend backend;
  private final List<Api1Handler> opened = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    backend = TestBackend.offline(home);
  }

  @AfterEach
  void close() {
    opened.forEach(Api1Handler::close);
    backend.close();
  }

  private Api1Handler handler(Optional<LedgerServices> ledger, DoorRules rules) {
    List<Route> routes = new ArrayList<>(KuboCommands.routes(backend.backend()));
    routes.addAll(
        ledger
            .map(services -> CairnCommands.routes(services, new RealScheduler()))
            .orElseGet(CairnCommands::withoutNetwork));
    Api1Handler handler =
        new Api1Handler(
            new Callers(rules, TOKEN::equals),
            new Api1Handler.Shown(
                new Endpoints(routes),
                backend.backend().content(),
                "http://127.0.0.1:8080",
                ledger,
                LOG,
                new RealScheduler()));
    opened.add(handler);
    return handler;
  }

  private Api1Handler withRole() {
    return handler(Optional.of(TestServices.withRole().services()), DoorRules.OPEN);
  }

  private static TestResponse ask(Api1Handler handler, TestRequest request) {
    TestResponse response = new TestResponse();
    try {
      handler.handle(request, response);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return response;
  }

  private static TestResponse ask(Api1Handler handler, String path) {
    return ask(
        handler,
        TestRequest.of("GET", Api1Handler.PREFIX + path).with("Authorization", "Bearer " + TOKEN));
  }

  private static TestResponse openly(Api1Handler handler, String path) {
    return ask(handler, TestRequest.of("GET", Api1Handler.PREFIX + path));
  }

  @Test
  void everyAnswerIsAsTheFileSays() {
    Api1Handler handler = withRole();
    JsonNode document = openly(handler, "openapi.json").good().json();
    backend.add(Upload.file("f", "some text"));
    Map<String, String> needed =
        Map.of("agreement", "?id=7", "search", "?q=" + TestServices.walletText());
    List<String> faults = new ArrayList<>();
    TreeSet<String> told = new TreeSet<>();
    document
        .path("paths")
        .propertyStream()
        .map(entry -> entry.getKey().substring(1))
        .forEach(told::add);
    told.removeAll(List.of(Api1Handler.EVENTS, Api1Handler.OPENAPI));
    for (String name : told) {
      JsonNode schema =
          document
              .path("paths")
              .path("/" + name)
              .path("get")
              .path("responses")
              .path("200")
              .path("content")
              .path("application/json")
              .path("schema");
      if (name.equals("peers")) {
        assertThat(openly(handler, name).status()).as("a node without a network").isEqualTo(409);
        continue;
      }
      JsonNode answer = ask(handler, name + needed.getOrDefault(name, "")).good().json();
      faults.addAll(new Schema(document).faults(schema, answer, name));
    }
    assertThat(faults).isEmpty();
    assertThat(told).containsExactlyElementsOf(handler.names());
  }

  @Test
  void theFileSaysWhatNeedsTheToken() {
    Api1Handler handler = withRole();
    JsonNode paths = openly(handler, "openapi.json").good().json().path("paths");
    for (String name : handler.names()) {
      boolean guarded = paths.path("/" + name).path("get").path("security").path(0).has("token");
      assertThat(openly(handler, name).status() == 401).as(name).isEqualTo(guarded);
    }
  }

  @Test
  void showsProofsAndMoneyToTheHomesOwner() {
    Api1Handler handler = withRole();
    JsonNode agreement = ask(handler, "agreement?id=7").good().json();
    assertThat(agreement.path("Slots").path(0).path("Strip").asString()).isEqualTo("p");
    JsonNode ledger = ask(handler, "ledger").good().json();
    assertThat(ledger.path("Burned").asString()).isEqualTo("1000000000000000000");
    assertThat(ledger.path("Server").path("Validators").size()).isEqualTo(1);
    JsonNode found =
        ask(handler, "search?q=" + TestServices.walletText()).good().json().path("Found");
    assertThat(found.path(0).path("Amount").asString()).isEqualTo("5000000000000000000");
  }

  @Test
  void showsTheTransactionsOfTheNewestBlocks() {
    JsonNode shown = ask(withRole(), "transactions").good().json();
    assertThat(shown.path("To").asLong()).isEqualTo(77);
    assertThat(shown.path("From").asLong()).isEqualTo(77);
    JsonNode junk = shown.path("Transactions").path(0);
    assertThat(junk.path("Index").asInt()).isEqualTo(2);
    assertThat(junk.path("Kinds").size()).isZero();
    JsonNode tx = shown.path("Transactions").path(1);
    assertThat(tx.path("Payer").asString()).isEqualTo(TestServices.walletText());
    assertThat(tx.path("Kinds").toString()).isEqualTo("[\"transfer\",\"transfer\"]");
    assertThat(new BigInteger(tx.path("Fee").asString())).isPositive();
    assertThat(shown.path("Transactions").size()).as("not the beacon's").isEqualTo(2);
    JsonNode one = ask(withRole(), "transactions?count=1").good().json();
    assertThat(one.path("Transactions").size()).isEqualTo(1);
  }

  @Test
  void asksForEachBlockOnce() {
    TestServices services = TestServices.withRole();
    services.emptyBlocks = true;
    Api1Handler handler = handler(Optional.of(services.services()), DoorRules.OPEN);
    assertThat(ask(handler, "transactions").good().json().path("From").asLong()).isEqualTo(28);
    assertThat(services.blocksAsked).isEqualTo(50);
    services.higher = 1;
    assertThat(ask(handler, "transactions").good().json().path("From").asLong()).isEqualTo(29);
    assertThat(services.blocksAsked).isEqualTo(51);
  }

  @Test
  void findsWhateverHasAName() {
    Api1Handler handler = withRole();
    String root = backend.add(Upload.file("f", "looked for"));
    JsonNode pin = ask(handler, "search?q=/ipfs/" + root).good().json();
    assertThat(pin.path("Found").path(0).path("Kind").asString()).isEqualTo("pin");
    assertThat(pin.path("Found").path(0).path("Root").asString()).isEqualTo(root);
    String self = backend.backend().keys().peerId().toString();
    JsonNode node = ask(handler, "search?q=" + self).good().json();
    assertThat(node.path("Found").path(0).path("Kind").asString()).isEqualTo("this node");
    JsonNode validator = ask(handler, "search?q=" + "0".repeat(40)).good().json();
    assertThat(validator.path("Found").path(0).path("Kind").asString()).isEqualTo("validator");
    JsonNode nobody = ask(handler, "search?q=" + "ab".repeat(20)).good().json();
    assertThat(nobody.path("Found").size()).isZero();
    List<String> faults = new ArrayList<>();
    JsonNode document = openly(handler, "openapi.json").good().json();
    JsonNode schema = document.path("components").path("schemas").path("Search");
    for (JsonNode answer : List.of(pin, node, validator, nobody)) {
      faults.addAll(new Schema(document).faults(schema, answer, "search"));
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void searchesAlsoWhereThereIsNoLedger() {
    Api1Handler handler = handler(Optional.empty(), DoorRules.OPEN);
    String root = backend.add(Upload.file("f", "looked for"));
    assertThat(ask(handler, "search?q=" + root).good().json().path("Found").size()).isEqualTo(1);
    assertThat(ask(handler, "search?q=7").status()).isEqualTo(400);
    assertThat(openly(handler, "search?q=" + root).status()).isEqualTo(401);
  }

  @Test
  void listsPinsInPages() {
    Api1Handler handler = handler(Optional.empty(), DoorRules.OPEN);
    String root = backend.add(Upload.file("<script>", "12345"));
    backend.add(Upload.file("second", "6789"));
    JsonNode whole = openly(handler, "pins").good().json();
    assertThat(whole.path("Pins").findValuesAsString("Cid")).contains(root);
    int pins = whole.path("Pins").size();
    assertThat(pins).isGreaterThan(1);
    JsonNode first = openly(handler, "pins?count=1").good().json();
    assertThat(first.path("More").asBoolean()).isTrue();
    JsonNode second = openly(handler, "pins?offset=1&count=1").good().json();
    assertThat(second.path("Pins").size()).isEqualTo(1);
    assertThat(second.path("Pins").path(0)).isEqualTo(whole.path("Pins").path(1));
    assertThat(second.path("More").asBoolean()).isEqualTo(pins > 2);
    JsonNode last = openly(handler, "pins?offset=" + (pins - 1)).good().json();
    assertThat(last.path("Pins").size()).isEqualTo(1);
    assertThat(last.path("More").asBoolean()).isFalse();
    assertThat(openly(handler, "pins?offset=" + pins).good().json().path("Pins").size()).isZero();
  }

  @Test
  void refusesWhatIsNoNumber() {
    Api1Handler handler = withRole();
    for (String wrong :
        List.of("count=0", "count=1001", "count=-1", "count=1&count=1", "count=%")) {
      assertThat(openly(handler, "pins?" + wrong).status()).as(wrong).isEqualTo(400);
    }
    assertThat(ask(handler, "agreement").status()).isEqualTo(400);
    assertThat(ask(handler, "search?q=..").status()).isEqualTo(400);
    assertThat(ask(handler, "search?q=" + "1".repeat(201)).status()).isEqualTo(400);
  }

  @Test
  void doesNothingButRead() {
    Api1Handler handler = withRole();
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "HEAD")) {
      TestResponse answer = ask(handler, TestRequest.of(method, Api1Handler.PREFIX + "overview"));
      assertThat(answer.status()).as(method).isEqualTo(405);
      assertThat(answer.header("Allow")).isEqualTo("GET");
    }
    assertThat(openly(handler, "nothing").status()).isEqualTo(404);
    assertThat(openly(handler, "../v0/shutdown").status()).isEqualTo(404);
  }

  @Test
  void keepsPagesOfOthersAway() {
    Api1Handler handler = withRole();
    TestRequest own = TestRequest.of("GET", Api1Handler.PREFIX + "overview");
    String browser = "Mozilla/5.0";
    assertThat(ask(handler, own.with("User-Agent", browser)).status()).isEqualTo(403);
    assertThat(ask(handler, own.with("Origin", "http://evil.example")).status()).isEqualTo(403);
    assertThat(ask(handler, own.with("Referer", "http://evil.example/ui/")).status())
        .isEqualTo(403);
    assertThat(
            ask(handler, own.with("User-Agent", browser).with("Referer", PAGE + "/ui/")).status())
        .isEqualTo(200);
  }

  @Test
  void asksForASecretWhereTheDoorDoes() {
    DoorRules closed =
        new DoorRules(
            Map.of(), List.of(new DoorRules.Grant("bearer:ours", List.of("/api/v1/peers"))));
    Api1Handler handler = handler(Optional.empty(), closed);
    for (String name : List.of("overview", "events", "log", "nothing")) {
      TestResponse denied = openly(handler, name);
      assertThat(denied.status()).as(name).isEqualTo(401);
      assertThat(denied.header("WWW-Authenticate")).isEqualTo("Bearer");
      assertThat(denied.json().path("Message").asString()).contains("API.Authorizations");
    }
    assertThat(ask(handler, "overview").status()).isEqualTo(200);
    TestRequest granted =
        TestRequest.of("GET", Api1Handler.PREFIX + "overview").with("Authorization", "Bearer ours");
    assertThat(ask(handler, granted).status()).isEqualTo(401);
  }

  @Test
  void whoTypesTheAddressSeesWhatThereIs() {
    DoorRules closed = new DoorRules(Map.of(), List.of(new DoorRules.Grant("bearer:x", List.of())));
    Api1Handler handler = handler(Optional.empty(), closed);
    TestRequest typed = TestRequest.of("GET", Api1Handler.PREFIX).with("User-Agent", "Mozilla/5.0");
    TestResponse hint = ask(handler, typed);
    assertThat(hint.status()).isEqualTo(302);
    assertThat(hint.header("Location")).isEqualTo("/api/v1/openapi.json");
    TestRequest file =
        TestRequest.of("GET", Api1Handler.PREFIX + "openapi.json")
            .with("User-Agent", "Mozilla/5.0");
    assertThat(ask(handler, file).good().json().path("openapi").asString()).startsWith("3.1");
  }

  @Test
  void textOfOthersStaysText() {
    JsonNode line = ask(withRole(), "log").good().json().path("Lines").path(0);
    assertThat(line.path("Text").asString()).isEqualTo("<script>no</script>");
    assertThat(ask(withRole(), "log?above=7").good().json())
        .isEqualTo(Json.parse("{\"Lines\":[]}"));
    assertThat(ask(withRole(), "log").header("Content-Type")).isEqualTo("application/json");
    assertThat(ask(withRole(), "log").header("X-Content-Type-Options")).isEqualTo("nosniff");
  }
}
