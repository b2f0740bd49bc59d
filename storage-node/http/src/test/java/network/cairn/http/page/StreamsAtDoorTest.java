package network.cairn.http.page;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.base.time.RealScheduler;
import network.cairn.http.door.Caller;
import network.cairn.http.door.Handler;
import network.cairn.http.door.HttpDoor;
import network.cairn.http.rpc.Endpoints;
import network.cairn.http.rpc.InnerCalls;
import network.cairn.http.rpc.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Event streams over sockets.
@Timeout(60)
class StreamsAtDoorTest {
  private static final String LONG = "x".repeat(1 << 20);

  /// Reads up to a line.
  private static void read(BufferedReader in, String beginning) throws IOException {
    String line = in.readLine();
    while (line != null && !line.startsWith(beginning)) {
      line = in.readLine();
    }
    assertThat(line).as(beginning).isNotNull();
  }

  @Test
  void whoNeverReadsIsEndedAndNobodyWaitsForIt() throws IOException {
    EventStreams events =
        new EventStreams(
            new InnerCalls(new Endpoints(List.of())),
            new Pulse((_, _) -> List.of(), Optional.empty(), new RealScheduler()),
            new RealScheduler());
    Handler handler = (request, response) -> events.serve(request, response, true);
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (HttpDoor door = HttpDoor.open(here, "test", Map.of("/", handler));
        Caller deaf = new Caller(door.port());
        Socket socket = new Socket(here.getAddress(), door.port());
        BufferedReader other =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
      deaf.get("/events").until("retry");
      socket
          .getOutputStream()
          .write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
      read(other, "retry: ");
      assertThat(events.count()).isEqualTo(2);
      for (int i = 0; events.count() == 2; i++) {
        events.tell("n" + i + ";", Json.object().put("Text", LONG), Optional.empty());
        read(other, "event: n" + i + ";");
      }
      events.tell("last;", Json.object(), Optional.empty());
      read(other, "event: last;");
      assertThat(deaf.rest()).doesNotContain("event: last;");
      events.close();
      assertThat(events.count()).isZero();
    }
  }
}
