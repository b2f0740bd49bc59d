package network.cairn.http.rpc;

import static network.cairn.http.rpc.TestDoor.arg;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import network.cairn.api.Command;
import network.cairn.api.table.ContentTable;
import network.cairn.api.table.DagTable;
import network.cairn.api.table.LedgerTable;
import network.cairn.api.table.NodeTable;
import network.cairn.api.table.PinTable;
import network.cairn.api.table.SwarmTable;
import network.cairn.base.time.Deadline;
import network.cairn.http.door.TestRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Kubo's RPC rules, over commands that do nothing else.
final class RpcHandlerTest {
  private final List<String> told = new ArrayList<>();

  /// A door with one command.
  private TestDoor door(Command row, Endpoint endpoint) {
    DoorMetrics metrics =
        new DoorMetrics() {
          @Override
          public void started() {
            told.add("started");
          }

          @Override
          public void ended(String command, int status, boolean failedLate, long nanos) {
            assertThat(nanos).isNotNegative();
            told.add(command + " " + status + (failedLate ? " late" : ""));
          }
        };
    return new TestDoor(List.of(Route.of(row, endpoint)), metrics);
  }

  /// A door whose command answers with its arguments.
  private TestDoor echo(Command row) {
    return door(row, (call, reply) -> reply.value(Json.texts(call.arguments())));
  }

  /// A pattern for the slashes at the end took the square of their number: seconds for these.
  @Test
  void takesAPathOfManySlashesForWhatItIs() {
    String many = "/".repeat(150_000);
    TestDoor door = door(NodeTable.VERSION, (_, reply) -> reply.bytes("text/plain"));
    assertThat(door.call("version" + many).status()).isEqualTo(200);
    assertThat(door.call(many + "version").status()).isEqualTo(404);
    assertThat(door.call("version" + many + "x").status()).isEqualTo(404);
    assertThat(door.call("").status()).isEqualTo(404);
  }

  private static TestRequest request(String method, String call) {
    return TestRequest.of(method, RpcHandler.PREFIX + call);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH"})
  void takesPostsOnly(String method) {
    TestResponse seen = echo(ContentTable.CAT).answer(request(method, "cat?arg=a"));
    assertThat(seen.status()).isEqualTo(405);
    assertThat(seen.header("Allow")).isEqualTo("OPTIONS, POST");
    assertThat(seen.text()).isEqualTo("405 - Method Not Allowed\n");
    assertThat(told).isEmpty();
  }

  @Test
  void saysWhatMethodsThereAre() {
    TestResponse seen = echo(ContentTable.CAT).answer(request("OPTIONS", "cat"));
    assertThat(seen.status()).isEqualTo(204);
    assertThat(seen.header("Allow")).isEqualTo("OPTIONS, POST");
    assertThat(seen.bytes()).isEmpty();
  }

  @Test
  void keepsForeignPagesAwayBeforeAnythingElse() {
    TestResponse seen =
        echo(ContentTable.CAT)
            .answer(request("POST", "nope").with("Origin", "http://evil.example"));
    assertThat(seen.status()).isEqualTo(403);
    assertThat(seen.text()).isEqualTo("403 - Forbidden\n");
    assertThat(seen.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @Test
  void toleratesSlashesAtTheEndOfAPath() {
    assertThat(echo(ContentTable.CAT).call("cat//?arg=a").good().text()).isEqualTo("[\"a\"]\n");
    TestResponse unknown = echo(ContentTable.CAT).call("cat/x?arg=a");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.text()).isEqualTo("404 page not found\n");
    assertThat(told).containsExactly("started", "cat 200");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cat | argument \"ipfs-path\" is required",
        "cat?offset=x&arg=a"
            + " | could not convert value \"x\" to type \"int\" (for option \"-offset\")",
        "cat?offset=1&o=2&arg=a | option \"offset\" was given more than once",
        "cat?arg=a&encoding=xml | invalid encoding: xml; this door writes json",
        "cat?arg=a&enc=text | invalid encoding: text; this door writes json",
        "cat?arg=%zz | the query is malformed at \"%zz\"",
        "cat?%f=1 | the query is malformed at \"%f\"",
      })
  void refusesWhatIsNotOfTheRow(String call, String message) {
    echo(ContentTable.CAT).call(call).assertRefused(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "arg=a | argument \"to-path\" is required",
        "arg=a&arg=b&arg=c | expected 2 argument(s), but got 3",
      })
  void wantsAsManyArgumentsAsTheRowHas(String query, String message) {
    TestDoor door = door(PinTable.UPDATE, (call, reply) -> reply.header("N", count(call)));
    door.call("pin/update?" + query).assertRefused(message);
    assertThat(door.call("pin/update?arg=a&arg=b").good().header("N")).isEqualTo("2");
  }

  @Test
  void readsTimeoutsAndSaysWhatIsWrongWithOne() {
    TestDoor door = echo(ContentTable.CAT);
    assertThat(door.call("cat?arg=a&timeout=30s").good().text()).isEqualTo("[\"a\"]\n");
    assertThat(door.call("cat?arg=a&timeout=").good().text()).isEqualTo("[\"a\"]\n");
    TestResponse soon = door.call("cat?arg=a&timeout=soon");
    assertThat(soon.status()).isEqualTo(400);
    assertThat(soon.text()).startsWith("option timeout: invalid duration \"soon\"");
  }

  @Test
  void takesNoOptionsButThoseOfTheDoor() {
    Endpoint flags =
        (call, reply) ->
            reply.value(
                Json.texts(
                    List.of(
                        call.flag("offline") + "",
                        call.text("cid-base").orElse("none"),
                        call.size("offset", 7) + "")));
    TestDoor door = door(ContentTable.CAT, flags);
    assertThat(door.call("cat?arg=a").good().text()).isEqualTo("[\"false\",\"none\",\"7\"]\n");
    assertThat(door.call("cat?arg=a&offline&cid-base=base32&o=9&api=x&ghost=1").good().text())
        .isEqualTo("[\"true\",\"base32\",\"9\"]\n");
  }

  @Test
  void takesArgumentsFromTheBodyWhereTheQueryHasNone() {
    TestDoor door = echo(ContentTable.CAT);
    TestDoor.Upload list = TestDoor.Upload.file("", "one\n\ntwo\r\n");
    assertThat(door.upload("cat", list).good().text()).isEqualTo("[\"one\",\"two\"]\n");
    assertThat(door.upload("cat?arg=query", list).good().text()).isEqualTo("[\"query\"]\n");
  }

  @Test
  void takesAMebibyteOfArgumentsFromTheBodyAndNoMore() {
    TestDoor door = door(ContentTable.CAT, (call, reply) -> reply.header("N", count(call)));
    String most = "a\n".repeat(1 << 19);
    assertThat(door.upload("cat", TestDoor.Upload.file("", most)).good().header("N"))
        .isEqualTo("524288");
    door.upload("cat", TestDoor.Upload.file("", most + "b"))
        .assertRefused("the arguments in the body are over 1048576 bytes");
  }

  @Test
  void takesTwentyThousandValuesAndNoMore() {
    TestDoor door = door(ContentTable.CAT, (call, reply) -> reply.header("N", count(call)));
    String many = arguments(20_000);
    assertThat(door.call("cat?" + many).good().header("N")).isEqualTo("20000");
    door.call("cat?" + many + "&arg=x").assertRefused("the query has more than 20000 values");
  }

  private static String count(Call call) {
    return Integer.toString(call.arguments().size());
  }

  private static String arguments(int count) {
    return String.join("&", IntStream.range(0, count).mapToObj(i -> arg("a" + i)).toList());
  }

  @Test
  void wantsTheTokenForGuardedCommandsOnly() {
    TestDoor door = echo(LedgerTable.ADDRESS);
    TestResponse seen = door.call("wallet/address");
    assertThat(seen.status()).isEqualTo(403);
    assertThat(seen.json().path("Code").asInt()).isEqualTo(4);
    assertThat(seen.json().path("Message").asString())
        .startsWith("wallet/address needs the token of the repository as Authorization: Bearer");
    assertThat(seen.header("Connection")).isEqualTo("close");
    assertThat(told).containsExactly("started", "wallet/address 403");
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer the token, true",
    "Bearer   the token , true",
    "Bearer the tok, false",
    "Bearer, false",
    "bearer the token, false",
    "Basic the token, false",
    "the token, false"
  })
  void knowsTheTokenByItsScheme(String header, boolean known) {
    TestDoor door = door(LedgerTable.ADDRESS, (call, reply) -> reply.header("Seen", "yes"));
    TestResponse seen =
        door.answer(request("POST", "wallet/address").with("Authorization", header));
    assertThat(seen.status()).isEqualTo(known ? 200 : 403);
    assertThat(seen.header("Seen")).isEqualTo(known ? "yes" : "");
  }

  @Test
  void tellsCommandsWhetherTheirCallerIsTrusted() {
    TestDoor door =
        door(ContentTable.CAT, (call, reply) -> reply.header("Trusted", call.authorized() + ""));
    assertThat(door.call("cat?arg=a").header("Trusted")).isEqualTo("false");
    assertThat(door.trusted("cat?arg=a").header("Trusted")).isEqualTo("true");
  }

  @Test
  void answersWithoutOutputAreEmpty() {
    TestResponse seen = door(NodeTable.SHUTDOWN, (_, _) -> {}).trusted("shutdown").good();
    assertThat(seen.bytes()).isEmpty();
    assertThat(seen.header("Content-Type")).isEqualTo("text/plain");
    assertThat(seen.header("Vary")).isEqualTo("Origin");
  }

  @Test
  void marksWhatKindOfAnswerItIs() {
    TestResponse one = echo(ContentTable.CAT).call("cat?arg=a").good();
    assertThat(one.header("Content-Type")).isEqualTo("application/json");
    assertThat(one.header("X-Chunked-Output")).isEmpty();
    TestResponse lines =
        door(DagTable.GET, (_, reply) -> reply.line(Json.object())).call("dag/get?arg=a").good();
    assertThat(lines.header("X-Chunked-Output")).isEqualTo("1");
    assertThat(lines.header("X-Stream-Output")).isEmpty();
    TestResponse bytes =
        door(ContentTable.CAT, (_, reply) -> reply.bytes("a/b").write(1)).call("cat?arg=a").good();
    assertThat(bytes.header("X-Stream-Output")).isEqualTo("1");
    assertThat(bytes.header("Content-Type")).isEqualTo("a/b");
    assertThat(bytes.bytes()).containsExactly(1);
  }

  @Test
  void failuresBeforeOutputAreStatuses() {
    Endpoint[] failing = {
      (_, _) -> {
        throw new BadRequest("yours");
      },
      (_, _) -> {
        throw new CommandError("ours");
      },
      (_, _) -> {
        throw new IOException("the disk's");
      },
      (_, _) -> {
        throw new IllegalStateException();
      },
    };
    door(ContentTable.CAT, failing[0]).call("cat?arg=a").assertRefused("yours");
    door(ContentTable.CAT, failing[1]).call("cat?arg=a").assertFailed("ours");
    door(ContentTable.CAT, failing[2]).call("cat?arg=a").assertFailed("the disk's");
    TestResponse nameless = door(ContentTable.CAT, failing[3]).call("cat?arg=a");
    nameless.assertFailed("IllegalStateException");
    assertThat(nameless.header("Connection")).isEqualTo("close");
    assertThat(told).contains("cat 400", "cat 500");
  }

  @Test
  void failuresBehindOutputAreTrailers() {
    Endpoint late =
        (_, reply) -> {
          reply.line(Json.object().put("A", 1));
          throw new CommandError("in the\r\nmiddle");
        };
    TestResponse seen = door(DagTable.GET, late).call("dag/get?arg=a");
    assertThat(seen.status()).isEqualTo(200);
    assertThat(seen.text()).isEqualTo("{\"A\":1}\n");
    assertThat(seen.trailer()).contains("in the middle");
    assertThat(told).containsExactly("started", "dag/get 200 late");
  }

  @Test
  void refusalsBehindOutputAreTrailersToo() {
    Endpoint late =
        (_, reply) -> {
          reply.bytes("text/plain").write('x');
          throw new BadRequest("too late for a status");
        };
    TestResponse seen = door(ContentTable.CAT, late).call("cat?arg=a");
    assertThat(seen.text()).isEqualTo("x");
    assertThat(seen.trailer()).contains("too late for a status");
  }

  @Test
  void deadlinesBeforeOutputAreFailures() {
    Endpoint slow =
        (call, reply) -> {
          pass(call);
          reply.value(Json.object());
        };
    door(ContentTable.CAT, slow)
        .call("cat?arg=a&timeout=1ms")
        .assertFailed("context deadline exceeded");
    Endpoint failing =
        (call, _) -> {
          pass(call);
          throw new CommandError("block lost");
        };
    door(ContentTable.CAT, failing)
        .call("cat?arg=a&timeout=1ms")
        .assertFailed("context deadline exceeded: block lost");
  }

  @Test
  void deadlinesInTheMiddleOfLinesAreTrailers() {
    Endpoint slow =
        (call, reply) -> {
          reply.line(Json.object());
          pass(call);
          reply.line(Json.object());
        };
    TestResponse seen = door(DagTable.GET, slow).call("dag/get?arg=a&timeout=300ms");
    assertThat(seen.text()).isEqualTo("{}\n");
    assertThat(seen.trailer()).contains("context deadline exceeded");
  }

  /// What is still buffered must not keep the reason from the caller.
  @Test
  void deadlinesInTheMiddleOfBytesAreTrailers() {
    Endpoint slow =
        (call, reply) -> {
          OutputStream out = reply.bytes("text/plain");
          out.write("seen".getBytes(StandardCharsets.UTF_8));
          out.flush();
          out.write("not seen".getBytes(StandardCharsets.UTF_8));
          pass(call);
          out.flush();
        };
    TestResponse seen = door(ContentTable.CAT, slow).call("cat?arg=a&timeout=300ms");
    assertThat(seen.text()).isEqualTo("seen");
    assertThat(seen.trailer()).contains("context deadline exceeded");
    assertThat(told).containsExactly("started", "cat 200 late");
  }

  private static void pass(Call call) {
    while (!call.deadline().passed()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void interruptedCallsSayWhy() {
    Endpoint interrupted =
        (_, _) -> {
          throw new InterruptedException();
        };
    TestResponse seen = door(ContentTable.CAT, interrupted).call("cat?arg=a");
    assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
    seen.assertFailed("the node is shutting down");
  }

  @Test
  void runsSoManyCallsAtOnceAndTurnsMoreAway() {
    runsAsManyAsThereArePlaces();
  }

  private void runsAsManyAsThereArePlaces() {
    List<TestResponse> seen = new ArrayList<>();
    List<TestDoor> self = new ArrayList<>();
    Endpoint nested =
        (call, _) -> {
          int depth = Integer.parseInt(call.argument(0));
          seen.add(self.getFirst().call("cat?arg=" + (depth + 1)));
        };
    self.add(door(ContentTable.CAT, nested));
    self.getFirst().call("cat?arg=1").good();
    assertThat(seen).hasSize(4);
    TestResponse fifth = seen.getFirst();
    assertThat(fifth.status()).isEqualTo(503);
    assertThat(fifth.header("Retry-After")).isEqualTo("1");
    assertThat(fifth.text()).isEqualTo("too many calls at once; try again later\n");
    seen.clear();
    self.getFirst().call("cat?arg=1").good();
    assertThat(seen).as("places are free again").hasSize(4);
  }

  /// Their answers may wait for an hour; other calls must not wait with them.
  @Test
  void servesOthersWhileManyCallersDoNotRead() throws InterruptedException {
    TestDoor door = door(ContentTable.CAT, (_, reply) -> reply.bytes("text/plain").write('x'));
    CountDownLatch go = new CountDownLatch(1);
    List<PausedResponse> paused = new ArrayList<>();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      PausedResponse response = new PausedResponse(go);
      paused.add(response);
      callers.add(
          Thread.startVirtualThread(() -> door.answer(request("POST", "cat?arg=a"), response)));
      response.begun().await();
    }
    assertThat(door.call("cat?arg=a").good().text()).isEqualTo("x");
    go.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(paused).allMatch(PausedResponse::ended);
    runsAsManyAsThereArePlaces();
  }

  /// For a block that nobody has, they wait as long as their callers like.
  @Test
  void servesOthersWhileManyCallsWaitForTheNetwork() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(40);
    Endpoint fetching =
        (call, _) -> {
          try (Deadline.Waiting _ = call.deadline().waiting();
              Deadline.Waiting _ = call.deadline().waiting()) {
            waiting.countDown();
            go.await();
          }
        };
    TestDoor door =
        new TestDoor(
            List.of(Route.of(ContentTable.CAT, fetching), Route.of(SwarmTable.PING, (_, _) -> {})));
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      callers.add(Thread.startVirtualThread(() -> door.call("cat?arg=a").good()));
    }
    waiting.await();
    door.call("ping?arg=a").good();
    go.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    runsAsManyAsThereArePlaces();
  }

  @Test
  void aCallWhoseWaitIsOverHasAPlaceAgainIfOneIsFree() {
    CallPlaces places = new CallPlaces(1);
    CallPlaces.Place first = places.take(false).orElseThrow();
    first.begin();
    first.begin();
    CallPlaces.Place second = places.take(false).orElseThrow();
    first.end();
    first.end();
    assertThat(places.take(false)).isEmpty();
    second.close();
    first.begin();
    first.end();
    assertThat(places.take(false)).as("the first one has it again").isEmpty();
    first.close();
    first.begin();
    first.end();
    try (CallPlaces.Place _ = places.take(false).orElseThrow()) {
      assertThat(places.take(false)).isEmpty();
    }
    assertThat(places.take(false)).isPresent();
  }

  /// Calls that answer nothing yet have all places of everybody.
  @Test
  void keepsPlacesForTheTokenAndForWhoOnlyAsksWhoThisIs() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(4);
    Endpoint working =
        (_, _) -> {
          begun.countDown();
          go.await();
        };
    Endpoint quick = (_, _) -> {};
    TestDoor door =
        new TestDoor(
            List.of(
                Route.of(ContentTable.CAT, working),
                Route.of(NodeTable.VERSION, quick),
                Route.of(SwarmTable.ID, quick),
                Route.of(SwarmTable.PING, quick),
                Route.of(NodeTable.SHUTDOWN, quick)));
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      callers.add(Thread.startVirtualThread(() -> door.call("cat?arg=a")));
    }
    begun.await();
    try {
      assertThat(door.call("ping?arg=a").status()).isEqualTo(503);
      assertThat(door.call("shutdown").status()).isEqualTo(503);
      for (int i = 0; i < 2 * CallPlaces.KEPT; i++) {
        door.call("version").good();
        door.call("id").good();
        door.trusted("ping?arg=a").good();
        door.trusted("shutdown").good();
      }
    } finally {
      go.countDown();
    }
    for (Thread caller : callers) {
      caller.join();
    }
  }

  @Test
  void refusesForAReasonWhateverTheArgumentsAre() {
    TestDoor door = new TestDoor(List.of(Route.refusing(SwarmTable.PING, "no network")));
    door.call("ping").assertFailed("no network");
    door.call("ping?arg=a&arg=b&arg=c").assertFailed("no network");
  }

  @Test
  void endpointsHaveOnePathEach() {
    Route route = Route.of(SwarmTable.PING, (_, _) -> {});
    assertThatThrownBy(() -> new Endpoints(List.of(route, route)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two commands are called ping");
    Endpoints two = new Endpoints(List.of(route, Route.of(DagTable.STAT, (_, _) -> {})));
    assertThat(two.all()).extracting(Route::path).containsExactly("dag/stat", "ping");
    assertThat(two.find("dag/stat")).isPresent();
    assertThat(two.find("dag stat")).isEmpty();
  }
}
