package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `put` says when a daemon could place only some copies, or ended before it could.
final class PutCommandTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private HttpServer daemon;
  private volatile String answer = "";
  private volatile boolean silent;

  @BeforeEach
  void start() throws IOException {
    daemon = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    daemon.createContext(
        "/api/v0/put/resume",
        exchange -> {
          if (silent) {
            exchange.close();
            return;
          }
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    daemon.start();
  }

  @AfterEach
  void stop() {
    daemon.stop(0);
  }

  private int run() {
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new Output(new ByteArrayOutputStream(), true),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            true,
            false,
            false,
            Map.of("HOME", folder.toString()),
            folder);
    String api = "/ip4/127.0.0.1/tcp/" + daemon.getAddress().getPort();
    return Shell.run(List.of("--api", api, "put", "--resume", "7"), new NoRoles(), terminal);
  }

  /// As of a daemon that was killed.
  @Test
  void saysWhatIsPaidWhereTheDaemonHangsUp() {
    silent = true;
    assertThat(run()).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("; agreement 7 is paid, and the daemon fills the rest when it runs again");
  }

  @Test
  void namesWhatIsEmptyAndHowToFillIt() {
    answer =
        """
        {"Event":"refused","Slot":1,"Provider":"cairn1x","Reason":"NO_ROOM: the disk is full"}
        {"Event":"done","Agreement":7,"Complete":false,"Proven":false,"Problems":["slot 1: no provider is left"],"FirstProofsDue":0}
        """;
    assertThat(run()).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("copy 1: x refused: NO_ROOM: the disk is full")
        .contains("slot 1: no provider is left")
        .endsWith("Error: agreement 7 has empty copies; 'cairn put --resume 7' fills the rest\n");
    assertThat(folder.resolve("agreement-7.receipt")).doesNotExist();
  }

  @Test
  void saysHowToGoOnWhenTheDaemonEnded() {
    answer = "{\"Event\":\"created\",\"Agreement\":7,\"Height\":9}\n";
    assertThat(run()).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("agreement 7 created and paid, height 9")
        .contains(
            "Error: the daemon ended before the copies were placed; agreement 7 is paid, and the"
                + " daemon fills the rest when it runs again: see 'cairn status 7'");
  }
}
