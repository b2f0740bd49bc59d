package network.cairn.ledger.engine.comet.abci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.proto.abci.Request;
import network.cairn.proto.abci.RequestCheckTx;
import network.cairn.proto.abci.RequestEcho;
import network.cairn.proto.abci.RequestFlush;
import network.cairn.proto.abci.RequestInfo;
import network.cairn.proto.abci.Response;
import network.cairn.proto.abci.ResponseInfo;
import network.cairn.proto.abci.TxResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The socket alone, without a ledger behind it.
@Timeout(300)
class AbciServerTest {
  private final CompletableFuture<Throwable> fatal = new CompletableFuture<>();
  private final RealScheduler scheduler = new RealScheduler((_, cause) -> fatal.complete(cause));
  private Path folder;
  private Path socket;
  private AbciServer server;

  /// Its own short folder: a socket's path has few bytes.
  @BeforeEach
  void listen() throws IOException {
    folder = Files.createTempDirectory("abci");
    socket = folder.resolve("s");
    Files.write(socket, new byte[] {1});
    server = AbciServer.listen(socket, AbciServerTest::answer, scheduler);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    assertThat(socket).doesNotExist();
    Files.delete(folder);
  }

  private static Response answer(Request request) {
    return switch (request.getValueCase()) {
      case INFO ->
          Response.newBuilder()
              .setInfo(ResponseInfo.newBuilder().setData(request.getInfo().getVersion()))
              .build();
      case CHECK_TX ->
          Response.newBuilder()
              .setCheckTx(TxResult.newBuilder().setData(request.getCheckTx().getTx()))
              .build();
      default -> throw new ArithmeticException("a rule divides by zero");
    };
  }

  private AbciClient client() throws IOException {
    return new AbciClient(socket, new AbciGrammar());
  }

  private static Request info(String version) {
    return Request.newBuilder().setInfo(RequestInfo.newBuilder().setVersion(version)).build();
  }

  private static Request check(byte[] tx) {
    return Request.newBuilder()
        .setCheckTx(RequestCheckTx.newBuilder().setTx(ByteString.copyFrom(tx)))
        .build();
  }

  @Test
  void fourConnectionsAreAnsweredEachInItsOrder() throws Exception {
    List<AbciClient> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(client());
    }
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 4; i++) {
        String version = "v" + i + "." + round;
        assertThat(clients.get(i).call(info(version)).getInfo().getData()).isEqualTo(version);
      }
    }
    // A thousand in a pipe, one flush at the end.
    AbciClient pool = clients.get(2);
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(() -> {
          try {
            for (int i = 0; i < 1_000; i++) {
              check(new byte[] {(byte) i, (byte) (i >> 8)}).writeDelimitedTo(pool.out());
            }
            Request.newBuilder()
                .setFlush(RequestFlush.getDefaultInstance())
                .build()
                .writeDelimitedTo(pool.out());
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    for (int i = 0; i < 1_000; i++) {
      assertThat(pool.read().getCheckTx().getData().toByteArray())
          .containsExactly(i & 0xff, i >> 8);
    }
    assertThat(pool.read().hasFlush()).isTrue();
    sent.get(30, TimeUnit.SECONDS);
    byte[] large = new byte[5 << 20];
    assertThat(pool.call(check(large)).getCheckTx().getData().size()).isEqualTo(large.length);
    Request echo =
        Request.newBuilder().setEcho(RequestEcho.newBuilder().setMessage("hello")).build();
    assertThat(clients.getFirst().call(echo).getEcho().getMessage()).isEqualTo("hello");
    for (AbciClient client : clients) {
      client.close();
    }
    assertThat(fatal).isNotDone();
  }

  /// A handler whose checks end only when so many are under way, or are let go.
  private static final class Together implements AbciHandler {
    private final CountDownLatch missing;
    private final AtomicInteger begun = new AtomicInteger();

    Together(int needed) {
      this.missing = new CountDownLatch(needed);
    }

    @Override
    public Response answer(Request request) {
      return AbciServerTest.answer(request);
    }

    @Override
    public Supplier<Response> begin(RequestCheckTx check) {
      begun.incrementAndGet();
      missing.countDown();
      try {
        if (!missing.await(30, TimeUnit.SECONDS)) {
          throw new IllegalStateException(missing.getCount() + " more were not begun");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return AbciHandler.super.begin(check);
    }
  }

  @Test
  void checksInAPipeAreBegunTogetherAndAnsweredInOrder() throws Exception {
    Path other = folder.resolve("t");
    Together handler = new Together(RequestLine.MOST);
    try (AbciServer _ = AbciServer.listen(other, handler, scheduler);
        AbciClient client = new AbciClient(other, new AbciGrammar())) {
      for (int i = 0; i < RequestLine.MOST; i++) {
        check(new byte[] {(byte) i}).writeDelimitedTo(client.out());
      }
      Request.newBuilder()
          .setFlush(RequestFlush.getDefaultInstance())
          .build()
          .writeDelimitedTo(client.out());
      for (int i = 0; i < RequestLine.MOST; i++) {
        assertThat(client.read().getCheckTx().getData().toByteArray()).containsExactly(i);
      }
      assertThat(client.read().hasFlush()).isTrue();
    }
  }

  /// Puts a request on a task of its own.
  private static CompletableFuture<Boolean> put(Scheduler time, RequestLine line, Request request) {
    CompletableFuture<Boolean> put = new CompletableFuture<>();
    time.start(
        "putting",
        () -> {
          try {
            put.complete(line.put(request));
          } catch (InterruptedException e) {
            put.completeExceptionally(e);
          }
        });
    return put;
  }

  @Test
  void aLineIsBoundedInRequestsAndBytes() {
    SimScheduler time = new SimScheduler(1);
    time.run(() -> {
      Together handler = new Together(Integer.MAX_VALUE);
      RequestLine line = new RequestLine(handler, time);
      Request large = info("v".repeat(RequestLine.MOST_BYTES - 100));
      assertThat(line.put(large)).isTrue();
      assertThat(line.put(info("short"))).isTrue();
      CompletableFuture<Boolean> third = put(time, line, info("v".repeat(200)));
      time.sleep(Duration.ofSeconds(1));
      assertThat(third).as("more bytes than wait at most").isNotDone();
      assertThat(line.take().orElseThrow().request()).isEqualTo(large);
      time.sleep(Duration.ofSeconds(1));
      assertThat(third).isCompletedWithValue(true);
      for (int i = 2; i < RequestLine.MOST; i++) {
        assertThat(line.put(info("v" + i))).isTrue();
      }
      CompletableFuture<Boolean> over = put(time, line, check(new byte[] {1}));
      time.sleep(Duration.ofSeconds(1));
      assertThat(over).as("more requests than wait at most").isNotDone();
      line.end();
      time.sleep(Duration.ofSeconds(1));
      // It waited, for nothing was begun, and is told that nobody takes it any more.
      assertThat(over).isCompletedWithValue(false);
      assertThat(handler.begun).hasValue(0);
      for (int i = 0; i < RequestLine.MOST; i++) {
        assertThat(line.take()).isPresent();
      }
      assertThat(line.take()).isEmpty();
    });
  }

  /// A handler that is closed after its server, as a ledger is, and is in the midst of an answer
  /// then.
  private static final class Closed implements AbciHandler {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(3);
    private final CountDownLatch go = new CountDownLatch(1);

    @Override
    public Response answer(Request request) {
      entered.countDown();
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return AbciServerTest.answer(request);
    }

    @Override
    public Supplier<Response> begin(RequestCheckTx check) {
      begun.countDown();
      return () -> {
        throw new IllegalStateException("the ledger is closed");
      };
    }
  }

  @Test
  void anAnswerThatFailsBecauseOfTheEndIsNoFault() throws Exception {
    Path other = folder.resolve("t");
    Closed handler = new Closed();
    AbciServer ending = AbciServer.listen(other, handler, scheduler);
    try (AbciClient client = new AbciClient(other, new AbciGrammar())) {
      Request.getDefaultInstance().writeDelimitedTo(client.out());
      handler.entered.await();
      Thread closing = Thread.ofPlatform().start(ending::close);
      awaitWaiting(closing);
      handler.go.countDown();
      closing.join();
      assertThat(fatal).isNotDone();
    }
  }

  /// Waits until a thread waits with a deadline, or has ended.
  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING
        && thread.getState() != Thread.State.TERMINATED) {
      Thread.onSpinWait();
    }
  }

  @Test
  void anEndUnderLoadWaitsForTheAnswerUnderWayAndBeginsNoOther() throws Exception {
    Path other = folder.resolve("t");
    Closed handler = new Closed();
    AbciServer ending = AbciServer.listen(other, handler, scheduler);
    try (AbciClient client = new AbciClient(other, new AbciGrammar())) {
      info("under way").writeDelimitedTo(client.out());
      handler.entered.await();
      for (int i = 0; i < 3; i++) {
        check(new byte[] {(byte) i}).writeDelimitedTo(client.out());
      }
      handler.begun.await();
      Thread closing = Thread.ofPlatform().start(ending::close);
      awaitWaiting(closing);
      assertThat(closing.isAlive()).isTrue();
      handler.go.countDown();
      closing.join();
      assertThat(other).doesNotExist();
      assertThat(fatal).as("a check of a closed ledger").isNotDone();
    }
  }

  @Test
  void whatTheHandlerThrowsIsNeverAnswered() throws Exception {
    try (AbciClient client = client()) {
      assertThatThrownBy(() -> client.call(Request.getDefaultInstance()))
          .isInstanceOfAny(IOException.class, AssertionError.class);
    }
    try (AbciClient client = client()) {
      client.write(new byte[] {0});
      assertThatThrownBy(client::read).isInstanceOf(IOException.class);
    }
    assertThat(fatal.get(30, TimeUnit.SECONDS)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void whatACheckThrowsBesideOthersIsNeverAnswered() throws Exception {
    Path other = folder.resolve("t");
    AbciHandler failing =
        new AbciHandler() {
          @Override
          public Response answer(Request request) {
            return AbciServerTest.answer(request);
          }

          @Override
          public Supplier<Response> begin(RequestCheckTx check) {
            throw new ArithmeticException("a check divides by zero");
          }
        };
    try (AbciServer _ = AbciServer.listen(other, failing, scheduler);
        AbciClient client = new AbciClient(other, new AbciGrammar())) {
      assertThatThrownBy(() -> client.call(check(new byte[] {1}))).isInstanceOf(IOException.class);
      assertThat(fatal.get(30, TimeUnit.SECONDS)).hasMessage("a check divides by zero");
    }
  }

  @Test
  void oneThatBreaksTheFramingIsCutOffAlone() throws Exception {
    byte[][] broken = {
      {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1},
      {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f},
      {2, (byte) 0xff, (byte) 0xff}
    };
    try (AbciClient good = client()) {
      for (byte[] bytes : broken) {
        try (AbciClient bad = client()) {
          bad.write(bytes);
          assertThatThrownBy(bad::read).isInstanceOf(IOException.class);
        }
      }
      assertThat(good.call(info("still")).getInfo().getData()).isEqualTo("still");
    }
    assertThat(fatal).isNotDone();
  }

  @Test
  void moreConnectionsThanCometBftNeedsAreRefused() throws Exception {
    List<AbciClient> clients = new ArrayList<>();
    for (int i = 0; i < AbciServer.MAX_CONNECTIONS; i++) {
      AbciClient client = client();
      client.call(info("in"));
      clients.add(client);
    }
    try (AbciClient more = client()) {
      assertThatThrownBy(() -> more.call(info("out"))).isInstanceOf(IOException.class);
    }
    for (AbciClient client : clients) {
      client.close();
    }
  }

  @Test
  void aRequestThatEndsEarlyOrIsPromisedTooLongIsAFault() {
    assertThatThrownBy(() -> AbciFrames.read(new ByteArrayInputStream(new byte[] {5, 1})))
        .hasMessageContaining("ends after 1");
    assertThatThrownBy(() ->
            AbciFrames.read(
                new ByteArrayInputStream(new byte[] {(byte) 0x81, (byte) 0x80, (byte) 0x80, 0x20})))
        .hasMessageContaining("above");
    assertThatThrownBy(() -> AbciFrames.read(new ByteArrayInputStream(new byte[] {(byte) 0x80})))
        .hasMessageContaining("length");
  }
}
