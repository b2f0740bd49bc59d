package network.cairn.http.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import network.cairn.base.time.Fatal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One door, callers who mean it no good, and an honest one beside them.
@Timeout(60)
final class HostileCallersTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofHours(1);
  private static final DoorLimits PATIENT =
      new DoorLimits(8, 8, LONG, LONG, LONG, LONG, LONG, LONG);
  private static final DoorLimits STRICT =
      new DoorLimits(8, 8, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT);

  private static HttpDoor open(Handler handler, DoorLimits limits) throws IOException {
    return HttpDoor.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        "cairn/test",
        Map.of("/", handler),
        limits,
        List.of("known.example"));
  }

  private static void hello(Request request, Response response) throws IOException {
    request.body().readAllBytes();
    response.send(200, Map.of(), "hello".getBytes(StandardCharsets.US_ASCII));
  }

  private static void greets(HttpDoor door) throws IOException {
    try (Caller honest = new Caller(door.port())) {
      assertThat(honest.get("/").until("hello")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void servesWhileIdleConnectionsHoldEveryPlace() throws IOException {
    List<Caller> idle = new ArrayList<>();
    try (HttpDoor door = open(HostileCallersTest::hello, PATIENT)) {
      for (int i = 0; i < 40; i++) {
        idle.add(new Caller(door.port()));
        idle.add(new Caller(door.port()).send("POST /"));
        idle.add(new Caller(door.port()).get("/"));
        greets(door);
      }
      assertThat(idle.getFirst().rest()).isEmpty();
    } finally {
      for (Caller caller : idle) {
        caller.close();
      }
    }
  }

  @Test
  void servesWhileCallsThatMerelyWaitHoldEveryPlace() throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    Handler handler =
        (request, response) -> {
          if (request.path().equals("/wait")) {
            request.waiting(true);
            await(over);
          }
          hello(request, response);
        };
    List<Caller> waiting = new ArrayList<>();
    try (HttpDoor door = open(handler, PATIENT)) {
      for (int i = 0; i < 20; i++) {
        waiting.add(new Caller(door.port()).get("/wait"));
        greets(door);
      }
      over.countDown();
    } finally {
      for (Caller caller : waiting) {
        caller.close();
      }
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
  void endsConnectionsThatSendNoRequestOrHalfAHead() throws IOException {
    try (HttpDoor door = open(HostileCallersTest::hello, STRICT);
        Caller silent = new Caller(door.port());
        Caller half = new Caller(door.port()).send("GET / HTTP/1.1\r\nHost: loc");
        Caller second = new Caller(door.port()).get("/")) {
      assertThat(second.until("hello")).contains("200 OK");
      second.send("GET / HT");
      assertThat(silent.rest()).isEmpty();
      assertThat(half.rest()).isEmpty();
      assertThat(second.rest()).isEmpty();
    }
  }

  @Test
  void endsAHeadThatDrips() throws Exception {
    try (HttpDoor door = open(HostileCallersTest::hello, STRICT);
        Caller dripping = new Caller(door.port()).send("GET / HTTP/1.1\r\nHost: loc\r\n")) {
      Thread drip =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    dripping.send("X-More: 1\r\n");
                    Thread.onSpinWait();
                  }
                } catch (IOException e) {
                  // The door has ended it.
                }
              });
      dripping.rest();
      drip.join();
    }
  }

  @Test
  void endsBodiesThatStopOrDrip() throws Exception {
    String head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n";
    try (HttpDoor door = open(HostileCallersTest::hello, STRICT);
        Caller stopped = new Caller(door.port()).send(head + "half");
        Caller dripping = new Caller(door.port()).send(head)) {
      assertThat(stopped.rest()).isEmpty();
      Thread drip =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    dripping.send("x");
                    Thread.onSpinWait();
                  }
                } catch (IOException e) {
                  // The door has ended it.
                }
              });
      assertThat(dripping.rest()).isEmpty();
      drip.join();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a name\r\nEvil: 1\r\n\r\n", "a name\u0000", "a name\u007f\u0085\t"})
  void tellsWhyABodyEndedWhateverTheReasonHolds(String reason) throws IOException {
    Handler failing =
        (_, response) -> {
          response.start(200, Map.of("Trailer", Response.STREAM_ERROR)).write('x');
          response.fail(reason + "x".repeat(1 << 20));
        };
    try (HttpDoor door = open(failing, PATIENT);
        Caller caller = new Caller(door.port())) {
      caller.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(caller.rest())
          .contains("\r\n0\r\nX-Stream-Error: a name ")
          .doesNotContain("\r\nEvil")
          .endsWith("\r\n\r\n")
          .hasSizeLessThan(8192);
    }
  }

  @Test
  void breaksABodyOffForOneWhoKnowsNoTrailers() throws IOException {
    Handler cutting =
        (_, response) -> {
          response.start(200, Map.of()).write("half".getBytes(StandardCharsets.US_ASCII));
          response.cut("the disk broke");
        };
    try (HttpDoor door = open(cutting, PATIENT);
        Caller caller = new Caller(door.port()).get("/")) {
      assertThat(caller.rest()).startsWith("HTTP/1.1 200").endsWith("\r\nhalf\r\n");
    }
  }

  /// Most callers read none, and take one that they were not told of for the next answer.
  @Test
  void announcesNoTrailerUnlessTheHandlerDoes() throws IOException {
    Handler failing =
        (_, response) -> {
          OutputStream out = response.start(200, Map.of());
          out.write("half".getBytes(StandardCharsets.US_ASCII));
          response.fail("the disk broke");
        };
    try (HttpDoor door = open(failing, PATIENT);
        Caller caller = new Caller(door.port()).get("/")) {
      assertThat(caller.rest())
          .startsWith("HTTP/1.1 200")
          .doesNotContain("Trailer")
          .endsWith("\r\nhalf\r\n");
    }
  }

  @Test
  void refusesABodyLongerThanItsHeadSays() throws Exception {
    CompletableFuture<IOException> refused = new CompletableFuture<>();
    Handler talkative =
        (_, response) -> {
          OutputStream out = response.start(200, Map.of("Content-Length", "100000"));
          out.write(new byte[70_000]);
          try {
            out.write(new byte[30_001]);
          } catch (IOException e) {
            refused.complete(e);
            throw e;
          }
        };
    try (HttpDoor door = open(talkative, PATIENT);
        Caller caller = new Caller(door.port()).get("/")) {
      assertThat(refused.get(50, TimeUnit.SECONDS)).hasMessageEndingWith("by 1 bytes");
      caller.end();
    }
  }

  @ParameterizedTest
  @CsvSource({"HEAD,200", "GET,304", "OPTIONS,204"})
  void tellsNoLengthOfAHeadAlone(String method, int status) throws IOException {
    Handler heads = (_, response) -> response.send(status, Map.of("X-Told", "so"), new byte[0]);
    try (HttpDoor door = open(heads, PATIENT);
        Caller caller = new Caller(door.port())) {
      String once = method + " / HTTP/1.1\r\nHost: localhost\r\n\r\n";
      String last = once.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
      String answers = caller.send(once + last).rest();
      assertThat(answers.split("HTTP/1.1 " + status)).hasSize(3);
      assertThat(answers)
          .contains("\r\nX-Told: so\r\n")
          .doesNotContain("Content-Length")
          .endsWith("\r\n\r\n");
    }
    try (HttpDoor door = open(heads, PATIENT);
        Caller old = new Caller(door.port())) {
      assertThat(old.send(method + " / HTTP/1.0\r\nHost: localhost\r\n\r\n").rest())
          .startsWith("HTTP/1.1 " + status)
          .doesNotContain("Content-Length")
          .endsWith("\r\nConnection: close\r\n\r\n");
    }
  }

  @Test
  void tellsTheLengthOfAHeadWhereItIsKnown() throws IOException {
    Handler heads = (_, response) -> response.send(200, Map.of("Content-Length", "5"), new byte[0]);
    try (HttpDoor door = open(heads, PATIENT);
        Caller caller = new Caller(door.port())) {
      caller.send("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(caller.rest()).contains("\r\nContent-Length: 5\r\n");
    }
  }

  @Test
  void endsAnAnswerThatNobodyReads() throws Exception {
    CompletableFuture<IOException> ended = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Handler endless =
        (_, response) -> {
          try (OutputStream out = response.start(200, Map.of())) {
            while (true) {
              out.write(new byte[1 << 16]);
            }
          } catch (IOException e) {
            interrupted.complete(Thread.currentThread().isInterrupted());
            ended.complete(e);
          }
        };
    try (HttpDoor door = open(endless, PATIENT.stalled(SHORT));
        Caller caller = new Caller(door.port(), 4096).get("/")) {
      assertThat(ended.get(50, TimeUnit.SECONDS)).hasMessage("the caller stopped reading");
      assertThat(interrupted.get()).isFalse();
      caller.rest();
    }
  }

  @Test
  void tellsACallThatItsCallerHungUp() throws Exception {
    CompletableFuture<Boolean> noticed = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    Handler waiting =
        (request, _) -> {
          begun.countDown();
          while (!request.gone()) {
            Thread.onSpinWait();
          }
          noticed.complete(Thread.currentThread().isInterrupted());
        };
    try (HttpDoor door = open(waiting, PATIENT)) {
      try (Caller caller = new Caller(door.port()).get("/")) {
        begun.await();
        assertThat(caller).isNotNull();
      }
      assertThat(noticed.get(50, TimeUnit.SECONDS)).isFalse();
    }
  }

  /// The server would log it as an error of its own and stay, without answering anybody.
  @Test
  void aHandlerWithoutMemoryEndsTheProcessAndOneWithAMistakeDoesNot() throws Exception {
    BlockingQueue<Throwable> fatal = new LinkedBlockingQueue<>();
    OutOfMemoryError none = new OutOfMemoryError("none");
    Handler handler =
        (request, _) -> {
          throw request.path().equals("/none") ? none : new StackOverflowError("deep");
        };
    HttpDoor.Service service =
        new HttpDoor.Service("t", Map.of("/", handler), new Hosts(List.of()));
    try (HttpDoor door =
            HttpDoor.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                service,
                new Connections(PATIENT, System::nanoTime, _ -> Optional.empty()),
                (_, cause) -> fatal.add(cause));
        Caller deep = new Caller(door.port()).get("/deep");
        Caller caller = new Caller(door.port())) {
      assertThat(deep.until("500")).contains("500");
      caller.get("/none");
      assertThat(fatal.poll(30, TimeUnit.SECONDS)).isSameAs(none);
      assertThat(fatal).isEmpty();
    }
  }

  @Test
  void losesNothingOfWhatIsSentWhileACallRuns() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    Handler handler =
        (request, response) -> {
          begun.countDown();
          await(go);
          byte[] body = request.body().readAllBytes();
          response.send(200, Map.of(), body);
        };
    Connections connections = new Connections(PATIENT, System::nanoTime, _ -> Optional.empty());
    HttpDoor.Service service =
        new HttpDoor.Service("t", Map.of("/", handler), new Hosts(List.of()));
    try (HttpDoor door =
            HttpDoor.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                service,
                connections,
                Fatal.halt());
        Caller caller = new Caller(door.port())) {
      caller.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\n");
      begun.await();
      connections.look();
      caller.send("one ");
      connections.look();
      caller.send("two!" + "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      connections.look();
      go.countDown();
      assertThat(caller.until("one two!")).contains("Content-Length: 8");
      assertThat(caller.until("Content-Length: 0")).contains("200 OK");
    }
  }

  @Test
  void closesWhereItAnnouncesIt() throws IOException {
    Handler refusing =
        (_, response) ->
            response.send(
                400, Map.of("Connection", "close"), "no".getBytes(StandardCharsets.US_ASCII));
    try (HttpDoor door = open(refusing, PATIENT);
        Caller caller = new Caller(door.port()).get("/");
        Caller uploading = new Caller(door.port())) {
      assertThat(caller.rest()).contains("400").endsWith("no");
      uploading.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf");
      assertThat(uploading.rest()).contains("400").endsWith("no");
    }
    try (HttpDoor door = open(HostileCallersTest::hello, PATIENT);
        Caller caller = new Caller(door.port())) {
      caller.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(caller.rest()).contains("200 OK", "onnection: close").endsWith("hello");
    }
  }

  @Test
  void closesBehindTheWholeOfAStreamedAnswer() throws IOException {
    Handler streaming =
        (request, response) -> {
          request.body().readAllBytes();
          try (OutputStream out = response.start(200, Map.of("Trailer", Response.STREAM_ERROR))) {
            out.write("streamed".getBytes(StandardCharsets.US_ASCII));
          }
        };
    try (HttpDoor door = open(streaming, PATIENT);
        Caller caller = new Caller(door.port())) {
      caller.send(
          "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
              + "Connection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
      assertThat(caller.rest()).contains("200 OK", "streamed").endsWith("\r\n0\r\n\r\n");
    }
  }

  @Test
  void dropsACallerWhoStaysAfterTheFarewell() throws IOException {
    try (HttpDoor door = open(HostileCallersTest::hello, STRICT);
        Caller caller = new Caller(door.port())) {
      caller.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(caller.rest()).endsWith("hello");
      assertThatThrownBy(
              () -> {
                while (true) {
                  caller.send("still here");
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void answersToItsOwnNamesOnly() throws IOException {
    try (HttpDoor door = open(HostileCallersTest::hello, PATIENT)) {
      for (String host : List.of("localhost", "known.example:80", "127.0.0.1:5001", "[::1]")) {
        assertThat(called(door, host)).as(host).contains(" 200 ");
      }
      for (String host : List.of("evil.example", "localhost.evil.example:80", "unknown")) {
        assertThat(called(door, host)).as(host).contains(" 403 ").doesNotContain("hello");
      }
    }
  }

  private static String called(HttpDoor door, String host) throws IOException {
    try (Caller caller = new Caller(door.port())) {
      caller.send("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
      return caller.rest();
    }
  }
}
