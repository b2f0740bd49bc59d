package network.cairn.http.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.SilentCloseable;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// Any bytes on a connection to a door: it lets the connection go and serves the next caller.
final class HttpDoorFuzzTest {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final DoorLimits LIMITS =
      new DoorLimits(64, 64, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT);
  private static HttpDoor door;

  @BeforeAll
  static void open() throws IOException {
    door =
        HttpDoor.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            "cairn/test",
            Map.of("/", HttpDoorFuzzTest::hello),
            LIMITS,
            List.of());
  }

  @AfterAll
  static void close() {
    door.close();
  }

  private static void hello(Request request, Response response) throws IOException {
    request.body().readAllBytes();
    response.send(200, Map.of(), "hello".getBytes(StandardCharsets.US_ASCII));
  }

  @FuzzTest(maxDuration = "10s")
  void anyBytesAreAnsweredOrCut(byte[] data) throws IOException {
    try (SilentCloseable _ = BugDetectors.allowNetworkConnections()) {
      call(data);
    }
  }

  private static void call(byte[] data) throws IOException {
    try (Caller caller = new Caller(door.port())) {
      caller.send(new String(data, StandardCharsets.ISO_8859_1)).end().rest();
    } catch (SocketException cut) {
      assertThat(data).as("nothing was sent, and yet: " + cut).isNotEmpty();
    }
    try (Caller honest = new Caller(door.port())) {
      assertThat(honest.get("/").until("hello")).startsWith("HTTP/1.1 200");
    }
  }
}
