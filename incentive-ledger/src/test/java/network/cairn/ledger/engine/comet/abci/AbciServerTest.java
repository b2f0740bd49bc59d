package network.cairn.ledger.engine.comet.abci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import network.cairn.base.time.RealScheduler;
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

/// The socket alone, without a ledger behind it.
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
