package network.cairn.http.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import network.cairn.http.door.Caller;
import network.cairn.http.door.HttpDoor;
import network.cairn.ledger.api.Events;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerService;
import network.cairn.ledger.api.NodeStatus;
import network.cairn.ledger.types.Profile;
import network.cairn.proto.ledgerapi.EventsRequest;
import network.cairn.proto.ledgerapi.StatusRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The ledger's door with more callers that wait for a block than it has places for.
@Timeout(60)
final class LongPollsTest {
  private static final int AT_ONCE = 4;
  private static final Message POLL =
      EventsRequest.newBuilder().setLimit(10).setWaitMs(30_000).build();
  private static final Message STATUS = StatusRequest.getDefaultInstance();

  /// One release for each wait that began.
  private final Semaphore begun = new Semaphore(0);

  private final CountDownLatch block = new CountDownLatch(1);

  private LedgerClient quiet() {
    return (LedgerClient)
        Proxy.newProxyInstance(
            LedgerClient.class.getClassLoader(),
            new Class<?>[] {LedgerClient.class},
            (_, method, arguments) -> {
              if (method.getName().equals("status")) {
                return new NodeStatus(
                    "c", ByteString.EMPTY, 1, ByteString.EMPTY, Instant.EPOCH, false, 1_000);
              }
              if (arguments[3] instanceof Duration slice && slice.isPositive()) {
                begun.release();
                block.await(slice.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
              }
              return new Events(List.of(), (Events.Cursor) arguments[0]);
            });
  }

  private HttpDoor open() throws IOException {
    return HttpDoor.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        "cairn/test",
        Map.of(
            LedgerService.PREFIX,
            new LedgerHandler(new LedgerService(quiet()), Profile.DEV, AT_ONCE, 1)));
  }

  private static Caller ask(HttpDoor door, String name, Message body) throws IOException {
    String bytes = new String(body.toByteArray(), StandardCharsets.ISO_8859_1);
    return new Caller(door.port())
        .send(
            "POST /ledger/v1/"
                + name
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + body.toByteArray().length
                + "\r\n\r\n"
                + bytes);
  }

  private static String status(Caller caller) throws IOException {
    return caller.until("\r\n");
  }

  @Test
  void answersCallsWhileWaitsHaveAllTheirPlaces() throws Exception {
    List<Caller> waiting = new ArrayList<>();
    try (HttpDoor door = open()) {
      for (int i = 0; i < 2 * AT_ONCE; i++) {
        waiting.add(ask(door, "events", POLL));
        begun.acquire();
      }
      try (Caller one = ask(door, "events", POLL)) {
        assertThat(status(one)).contains(" 429 ");
      }
      for (int i = 0; i < 3 * AT_ONCE; i++) {
        try (Caller honest = ask(door, "status", STATUS)) {
          assertThat(status(honest)).contains(" 200 ");
        }
      }
      for (Caller caller : waiting) {
        caller.close();
      }
      String seen = "";
      while (!seen.contains(" 200 ")) {
        try (Caller next =
            ask(door, "events", EventsRequest.newBuilder().setLimit(1).setWaitMs(1).build())) {
          seen = status(next);
          assertThat(seen).containsAnyOf(" 429 ", " 200 ");
        }
      }
      block.countDown();
    }
  }
}
